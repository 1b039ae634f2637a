import { Complaints } from '../page/complaints.ts'
import { storageFixtures, type StorageFixtures } from '../page/storage-fixtures.ts'
import { type PortalSites } from '../workers/portal.ts'
import { expect, test as base } from '../workers/workers.ts'
import { PortalPage } from './portal-page.ts'

interface Fixtures extends StorageFixtures {
  sites: PortalSites
  complaints: Complaints
  /** The bank's page, loaded for a customer of this test's own. */
  portal: PortalPage
}

/** The demo portal in a real browser, before the real proxy and sandbox. */
export const test = base.extend<Fixtures>({
  ...storageFixtures,
  sites: async ({ portalSites }, use) => use(portalSites),
  baseURL: async ({ sites }, use) => {
    await use(sites.portal)
  },
  /** The console stays empty, in the page and in its frames. Messages that merely inform count too. Asking for the sandbox empties it. */
  complaints: [
    async ({ context, sandbox: _emptied }, use) => {
      const complaints = new Complaints(context, { isEverything: true })
      await use(complaints)
      complaints.check()
    },
    { auto: true },
  ],
  portal: async ({ page }, use) => {
    const portal = new PortalPage(page)
    await portal.open()
    await use(portal)
  },
})

export { expect }
