import { type Page } from 'playwright/test'

/** Keeps the worker that makes pictures ready from the page, until it `comes`. */
export async function holdWorker(page: Page): Promise<{ comes: () => Promise<void> }> {
  let come = () => {}
  const coming = new Promise<void>((resolve) => (come = resolve))
  let isThere = Promise.resolve()
  await page.route('**/image-worker-*', (route) => (isThere = coming.then(() => route.continue())))
  return {
    comes: async () => {
      come()
      await isThere
    },
  }
}
