import { join } from 'node:path'
import { type Page } from 'playwright/test'
import { startPortal } from '../../../src/portal/portal.ts'
import { type Partner } from '../../../src/proxy/partners/partners.ts'
import { startStrangerSite } from '../partner/stranger-site.ts'
import { startProxyWithWizard } from '../proxy-with-wizard.ts'
import { test as base } from './base.ts'

export type Server = 'wizard' | 'portal' | 'sandbox'

interface WorkerFixtures {
  /** Origin of a site that is not ours. */
  stranger: string
  /** Origins of our servers. */
  servers: Readonly<Record<Server, string>>
  /** One tab for all rows: each row has new origins, of which the browser keeps nothing. */
  tab: Page
}

/** Each of our servers, and another site, for which the wizard may be framed. */
export const test = base.extend<object, WorkerFixtures>({
  stranger: [
    async ({}, use) => {
      const { origin, close } = await startStrangerSite()
      await use(origin)
      await close()
    },
    { scope: 'worker' },
  ],
  servers: [
    async ({ runningSandbox, stranger }, use) => {
      const proxy = await startProxyWithWizard(runningSandbox, {
        partners: [partner('acme', stranger), partner('other', 'https://portal.example')],
      })
      const portal = await startPortal({
        port: 0,
        wizardOrigin: proxy.origin,
        sandboxOrigin: runningSandbox.origin,
        webhookSecret: 'none',
        partnerId: 'acme',
        apiKey: 'none',
        pageDir: join(import.meta.dirname, '..', '..', '..', 'dist', 'portal'),
      })
      await use({ wizard: proxy.origin, portal: portal.origin, sandbox: runningSandbox.origin })
      await portal.close()
      await proxy.close()
    },
    { scope: 'worker' },
  ],
  tab: [
    async ({ browser }, use) => {
      const tab = await browser.newPage()
      await use(tab)
      await tab.close()
    },
    { scope: 'worker' },
  ],
})

function partner(id: string, origin: string): Partner {
  return { id, displayName: id, origins: [origin], apiKeySha256: [], returnUrls: [], defaults: {} }
}
