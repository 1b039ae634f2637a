import { type Page } from 'playwright'
import { type DocumentUploadEvent } from '../../../src/contract/frame/embed.ts'
import { type TestProxy } from '../../../src/proxy/testing/start-proxy.ts'
import { testFiles, UploadWizard } from '../../../src/testkit/testkit.ts'
import { storageFixtures, type StorageFixtures } from '../page/storage-fixtures.ts'
import { expect, test as base } from '../wizard-test.ts'
import { type PartnerSite, startPartnerSite } from './partner-site.ts'

/** The wizard in the page of a partner, on two real sites. */
export const test = base.extend<StorageFixtures & { site: PartnerSite<TestProxy> }>({
  ...storageFixtures,
  site: async ({ startProxy }, use) => {
    const site = await startPartnerSite((partner) => startProxy({ partners: [partner] }))
    await use(site)
    await site.close()
  },
})

export const wizardIn = (page: Page) => new UploadWizard(page.frameLocator('#documents iframe'))

/** What the page has been told, in order. */
export async function told(page: Page): Promise<readonly DocumentUploadEvent[]> {
  return page.evaluate(() => (window as unknown as { told: DocumentUploadEvent[] }).told)
}

/** Chooses a file, and waits until it is ready. */
export async function choose(wizard: UploadWizard): Promise<void> {
  await wizard.chooseFile(testFiles.goodJpg())
  await expect(wizard.preview()).toBeVisible()
}

export { expect }
