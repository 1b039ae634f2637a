import { expect, type Page, test as base } from 'playwright/test'
import { isolatingLaunchOptions } from '../chromium.ts'
import { Complaints } from '../page/complaints.ts'
import { countLeaks, HostPage } from './embed-host-page.ts'
import { type Sites, startSites } from './embed-sites.ts'

interface Fixtures {
  host: HostPage
  /** A host page in a browser context of its own, for a test that stops the clock. */
  freshHost: HostPage
  /** Parts of what the browser itself writes to the console in this test, in order. */
  expectedComplaints: string[]
}

/** The embed on real sites. A test fails if one of its pages throws, or writes to the console. */
export const test = base.extend<Fixtures, { sites: Sites; hostTab: Page }>({
  launchOptions: [isolatingLaunchOptions(), { scope: 'worker' }],
  sites: [
    async ({}, provide) => {
      const { sites, stop } = await startSites()
      await provide(sites)
      await stop()
    },
    { scope: 'worker' },
  ],
  /** One tab for all tests of a worker. What an embed could leave behind ends when the next page is opened in it. */
  hostTab: [
    async ({ browser }, provide) => {
      const tab = await browser.newPage()
      await provide(tab)
      await tab.context().close()
    },
    { scope: 'worker' },
  ],
  expectedComplaints: [[], { option: true }],
  host: async ({ hostTab, sites, expectedComplaints }, provide) => {
    await useHost(hostTab, sites, expectedComplaints, provide)
    const [, ...popups] = hostTab.context().pages()
    for (const popup of popups) await popup.close()
  },
  freshHost: async ({ page, sites, expectedComplaints }, provide) => {
    await useHost(page, sites, expectedComplaints, provide)
  },
})

async function useHost(
  page: Page,
  sites: Sites,
  expected: readonly string[],
  provide: (host: HostPage) => Promise<void>,
): Promise<void> {
  const complaints = new Complaints(page.context(), { isEverything: true })
  const counting = await page.addInitScript(countLeaks)
  await provide(new HostPage(page, sites))
  await counting.dispose()
  complaints.stop()
  expect(complaints.heard).toHaveLength(expected.length)
  for (const [index, text] of expected.entries()) expect(complaints.heard[index]).toContain(text)
}

export { expect }
