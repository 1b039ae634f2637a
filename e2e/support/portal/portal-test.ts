import { join } from 'node:path'
import { expect, test as base } from 'playwright/test'
import { startPortal } from '../../../src/portal/portal.ts'
import { createDemoPartner } from '../../../src/proxy/partners/demo-partner.ts'
import { freePorts } from '../../../src/proxy/testing/free-ports.ts'
import {
  sandboxFixtures,
  type SandboxFixtures,
  type SandboxWorkerFixtures,
} from '../../../src/testkit/testkit.ts'
import { Complaints } from '../page/complaints.ts'
import { storageFixtures, type StorageFixtures } from '../page/storage-fixtures.ts'
import { PortalPage } from './portal-page.ts'
import { startProxyWithWizard } from '../proxy-with-wizard.ts'

/** The two sites as `npm start` starts them, but on free ports. Each is another site than the other. */
interface Sites {
  readonly wizard: string
  readonly portal: string
  /** Another origin of the partner's, where nothing listens yet. */
  readonly spare: string
  readonly apiKey: string
}

interface Fixtures extends SandboxFixtures, StorageFixtures {
  complaints: Complaints
  /** The bank's page, loaded for a customer of this test's own. */
  portal: PortalPage
}

interface WorkerFixtures extends SandboxWorkerFixtures {
  sites: Sites
}

/** The demo portal in a real browser, before the real proxy and sandbox. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  ...sandboxFixtures,
  ...storageFixtures,
  sites: [
    async ({ runningSandbox }, use) => {
      // The ports are known before the proxy starts, because it serves its frame to these origins alone.
      const [portalPort = 0, sparePort = 0] = await freePorts(2)
      const { partner, apiKey, webhookSecret } = createDemoPartner(portalPort, true)
      const spare = `http://127.0.0.1:${sparePort}`
      const partners = [{ ...partner, origins: [...partner.origins, spare] }]
      const proxy = await startProxyWithWizard(runningSandbox, { partners, allowsPrivateWebhooks: true })
      const wizard = `http://localhost:${new URL(proxy.origin).port}`
      const pageDir = join(import.meta.dirname, '..', '..', '..', 'dist', 'portal')
      const portal = await startPortal({
        port: portalPort,
        wizardOrigin: wizard,
        sandboxOrigin: runningSandbox.origin,
        webhookSecret,
        partnerId: partner.id,
        apiKey,
        pageDir,
      })
      await use({ wizard, portal: portal.origin, spare, apiKey })
      await portal.close()
      await proxy.close()
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ sites }, use) => {
    await use(sites.portal)
  },
  /** The console stays empty, in the page and in its frames. Messages that merely inform count too. */
  complaints: [
    async ({ context }, use) => {
      const complaints = new Complaints(context, { isEverything: true })
      await use(complaints)
      complaints.check()
    },
    { auto: true },
  ],
  // Asking for the sandbox empties it for the test.
  portal: async ({ page, sandbox: _emptied }, use) => {
    const portal = new PortalPage(page)
    await portal.open()
    await use(portal)
  },
})

export { expect }
