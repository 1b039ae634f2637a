import { type Page, test as base } from 'playwright/test'
import {
  sandboxFixtures,
  type SandboxFixtures,
  type SandboxWorkerFixtures,
} from '../../../src/testkit/testkit.ts'

interface WorkerFixtures extends SandboxWorkerFixtures {
  /** One tab for all tests that leave nothing in it, or leave it when the next opens a page. */
  tab: Page
}

/** What several kinds of tests have. Asking for `sandbox` empties the worker's sandbox for the test. */
export const test = base.extend<SandboxFixtures, WorkerFixtures>({
  ...sandboxFixtures,
  tab: [
    async ({ browser }, use) => {
      const tab = await browser.newPage()
      await use(tab)
      await tab.context().close()
    },
    { scope: 'worker' },
  ],
})
