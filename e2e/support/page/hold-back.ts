import { type Page } from 'playwright/test'

/**
 * Holds back what the page asks for at an address, until the returned function is called. Earlier routes of the same address
 * then have their turn.
 */
export async function holdBack(page: Page, address: string | RegExp): Promise<() => Promise<void>> {
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  let goesOn = Promise.resolve()
  await page.route(address, (route) => (goesOn = released.then(() => route.fallback())))
  return async () => {
    release()
    await goesOn
  }
}

/** Holds back every decoding in the worker, so that a picture is ready and has yet to be looked at. */
export async function holdDecoding(page: Page): Promise<{ goesOn: () => Promise<void> }> {
  await page.route('**/image-worker-*', async (route) => {
    const response = await route.fetch()
    const body = `const decode = createImageBitmap
      self.createImageBitmap = async (...given) => {
        await fetch('/decoding')
        return decode(...given)
      }
      ${await response.text()}`
    await route.fulfill({ response, body })
  })
  return { goesOn: await holdBack(page, '**/decoding') }
}

/** Holds back the script of the worker that makes pictures ready, until `comes` is called. */
export async function holdWorker(page: Page): Promise<{ comes: () => Promise<void> }> {
  return { comes: await holdBack(page, '**/image-worker-*') }
}
