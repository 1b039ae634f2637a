import { type Page } from 'playwright/test'
import { Complaints } from '../page/complaints.ts'
import { expect, test as base } from '../workers/workers.ts'
import { countLeaks, HostPage } from './embed-host-page.ts'
import { type Sites } from './embed-sites.ts'

interface Fixtures {
  sites: Sites
  host: HostPage
  /** A host page in a browser context of its own, for a test that stops the clock. */
  freshHost: HostPage
  /** Parts of what the browser itself writes to the console in this test, in order. */
  expectedComplaints: string[]
}

/** The embed on real sites. A test fails if one of its pages throws, or writes to the console. */
export const test = base.extend<Fixtures>({
  sites: async ({ embedSites }, provide) => provide(embedSites),
  expectedComplaints: [[], { option: true }],
  host: async ({ hostTab, sites, expectedComplaints }, provide) => {
    const pages = hostTab.context().pages()
    await useHost(hostTab, sites, expectedComplaints, provide)
    for (const page of hostTab.context().pages()) if (!pages.includes(page)) await page.close()
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
