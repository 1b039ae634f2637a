import { type Page } from 'playwright'
import { type DocumentUploadEvent } from '../../../src/contract/frame/embed.ts'
import { type TestProxy } from '../../../src/proxy/testing/start-proxy.ts'
import { testFiles, UploadWizard } from '../../../src/testkit/testkit.ts'
import { storageFixtures, type StorageFixtures } from '../page/storage-fixtures.ts'
import { expect, test as base } from '../wizard-test.ts'
import { type PartnerSite } from './partner-site.ts'

/** The wizard in the page of a partner, on two real sites. Each test has a customer of its own. */
export const test = base.extend<StorageFixtures & { site: PartnerSite<TestProxy> }>({
  ...storageFixtures,
  site: async ({ runningSite }, use) => {
    runningSite.startAnew()
    await use(runningSite)
  },
})

/**
 * The same with a page of its own in a context that tests share. The page and the frame beside it keep the process of each
 * site alive, with all that it has loaded and compiled. It is for tests that neither have options of their own nor set the
 * clock.
 */
export const sharedContextTest = test.extend({
  context: async ({ siteTab }, use) => {
    const context = siteTab.context()
    await use(context)
    for (const page of context.pages()) if (page !== siteTab) await page.close()
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
