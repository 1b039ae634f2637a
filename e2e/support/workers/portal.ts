import { join } from 'node:path'
import { startPortal } from '../../../src/portal/portal.ts'
import { createDemoPartner } from '../../../src/proxy/partners/demo-partner.ts'
import { freePorts } from '../../../src/proxy/testing/free-ports.ts'
import { startProxyWithWizard } from '../proxy-with-wizard.ts'
import { test as base } from './base.ts'

/** The two sites as `npm start` starts them, but on free ports. Each is another site than the other. */
export interface PortalSites {
  readonly wizard: string
  readonly portal: string
  /** Another origin of the partner's, where nothing listens yet. */
  readonly spare: string
  readonly apiKey: string
}

/** The demo portal before a real proxy and the worker's sandbox. */
export const test = base.extend<object, { portalSites: PortalSites }>({
  portalSites: [
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
})
