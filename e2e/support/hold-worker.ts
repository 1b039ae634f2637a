import { type Page } from 'playwright/test'

/** Holds back the script of the worker that makes pictures ready, until `comes` is called. */
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
