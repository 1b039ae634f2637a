import { type Page } from 'playwright'
import { type TestProxy } from '../../../src/proxy/testing/start-proxy.ts'
import { UploadWizard } from '../../../src/testkit/testkit.ts'
import { expect, test as base } from '../wizard-test.ts'
import { type PartnerSite, startPartnerSite } from './partner-site.ts'

interface Fixtures {
  site: PartnerSite
  /** A proxy that knows the partner. */
  framed: TestProxy
}

/** Two real sites: the wizard on localhost, the partner on 127.0.0.1. */
export const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern
  site: async ({}, use) => {
    const site = await startPartnerSite()
    await use(site)
    await site.close()
  },
  framed: async ({ site, startProxy }, use) => {
    const proxy = await startProxy({ partners: [site.partner] })
    site.meet(proxy.origin.replace('127.0.0.1', 'localhost'))
    await use(proxy)
  },
})

export const wizardIn = (page: Page) => new UploadWizard(page.frameLocator('#documents iframe'))

export { expect }
