import { expect, type Locator, type Page } from 'playwright/test'
import { en as words } from '../../src/wizard/words/en.ts'

const stepMs = 50
const longestPauseMs = 31_000
/** From asking the page for its time to stopping it, on a busy machine. */
const askingMs = 10_000

/**
 * Has an upload come to its end, `end` being what is shown then, without waiting for the pauses between its attempts:
 * they are passed over on the page's own clock, which `page.clock.install()` must have made ours before the page was
 * opened. That clock moves by small steps only, so that no pause can go by unseen and nothing else runs out of time.
 */
export async function passRetries(page: Page, end: Locator): Promise<void> {
  const pauses = page.getByText(pauseBefore('\\d+')).first()
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + askingMs)
  while (!(await end.isVisible())) {
    if (await pauses.isVisible()) {
      const [attempt = ''] = (await pauses.innerText()).match(/\d+(?=\D*$)/) ?? []
      await page.clock.fastForward(longestPauseMs)
      await expect(page.getByText(pauseBefore(attempt)).first()).toBeHidden()
    } else await page.clock.runFor(stepMs)
  }
  await page.clock.resume()
}

/** What is said in the pause before an attempt, however many seconds are left of it. */
function pauseBefore(attempt: string): RegExp {
  const said = words.file.waitingRetry(7777, 8888).replaceAll(/[.()]/g, '\\$&')
  return new RegExp(said.replace('7777', '\\d+').replace('8888', attempt))
}
