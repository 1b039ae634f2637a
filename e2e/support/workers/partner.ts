import { type Page } from 'playwright/test'
import { type TestProxy } from '../../../src/proxy/testing/start-proxy.ts'
import { type PartnerSite, startPartnerSite } from '../partner/partner-site.ts'
import { startProxyWithWizard } from '../proxy-with-wizard.ts'
import { test as base } from './base.ts'

interface WorkerFixtures {
  runningSite: PartnerSite<TestProxy>
  /** A tab that shows it, with the wizard. */
  siteTab: Page
}

/** A partner's site before a real proxy and the worker's sandbox. */
export const test = base.extend<object, WorkerFixtures>({
  runningSite: [
    async ({ runningSandbox }, use) => {
      const site = await startPartnerSite((partner) =>
        startProxyWithWizard(runningSandbox, { partners: [partner] }),
      )
      await use(site)
      await site.close()
      await site.proxy.close()
    },
    { scope: 'worker' },
  ],
  siteTab: [
    async ({ browser, runningSite }, use) => {
      const context = await browser.newContext()
      const tab = await context.newPage()
      await tab.goto(runningSite.origin)
      await tab.frameLocator('iframe').locator('form').waitFor()
      await use(tab)
      await context.close()
    },
    { scope: 'worker' },
  ],
})
