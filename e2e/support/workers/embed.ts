import { type Sites, startSites } from '../embed/embed-sites.ts'
import { test as base } from './base.ts'

/** The sites of a partner's page with the embed in it. */
export const test = base.extend<object, { embedSites: Sites }>({
  embedSites: [
    async ({}, use) => {
      const { sites, stop } = await startSites()
      await use(sites)
      await stop()
    },
    { scope: 'worker' },
  ],
})
