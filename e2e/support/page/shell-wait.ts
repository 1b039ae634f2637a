import { type Page } from 'playwright/test'

/** Pauses or ends the wait before the page's own words as soon as it starts, in its frames too. */
export async function onWait(page: Page, happen: 'pause' | 'finish'): Promise<void> {
  await page.addInitScript((method) => {
    document.addEventListener('animationstart', ({ target }) => {
      for (const wait of (target as Element).getAnimations()) wait[method]()
    })
  }, happen)
}
