import { type Page } from 'playwright/test'

/** Holds back what the page asks for at an address, until the answered function is called. That waits until all goes on. */
export async function holdBack(page: Page, address: string | RegExp): Promise<() => Promise<void>> {
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  let goesOn = Promise.resolve()
  await page.route(address, (route) => (goesOn = released.then(() => route.continue())))
  return async () => {
    release()
    await goesOn
  }
}

/** Holds back the script of the worker that makes pictures ready, until `comes` is called. */
export async function holdWorker(page: Page): Promise<{ comes: () => Promise<void> }> {
  return { comes: await holdBack(page, '**/image-worker-*') }
}
