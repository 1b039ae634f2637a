import { type Page } from 'playwright/test'
import { HostPage } from '../embed/embed-host-page.ts'
import { type Sites, startSites } from '../embed/embed-sites.ts'
import { test as base } from './base.ts'

interface WorkerFixtures {
  embedSites: Sites
  /** One tab for all tests. What an embed could leave behind ends when the next page is opened in it. */
  hostTab: Page
}

/** The sites of a partner's page with the embed in it. */
export const test = base.extend<object, WorkerFixtures>({
  embedSites: [
    async ({}, use) => {
      const { sites, stop } = await startSites()
      await use(sites)
      await stop()
    },
    { scope: 'worker' },
  ],
  hostTab: [
    async ({ browser, embedSites }, use) => {
      const context = await browser.newContext()
      // This keeps the process of each site alive, which would otherwise start anew for each test.
      const beside = new HostPage(await context.newPage(), embedSites)
      await beside.open()
      await beside.mountReady()
      await use(await context.newPage())
      await context.close()
    },
    { scope: 'worker' },
  ],
})
