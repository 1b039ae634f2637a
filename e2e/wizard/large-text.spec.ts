import { type Page } from 'playwright/test'
import { en } from '../../src/wizard/words/en.ts'
import { fr } from '../../src/wizard/words/fr.ts'
import { excessWidth } from '../support/page/sight.ts'
import { walk } from '../support/page/walk.ts'
import { expect, test } from '../support/wizard-test.ts'

// As for people who set large letters in the browser: twice the usual size, for media queries too.
test.beforeEach(async ({ page }) => {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Page.setFontSizes', { fontSizes: { standard: 32 } })
})

/** The words that are spread over two lines. IDs, addresses and file names may be, and a name without any spaces must. */
function brokenWords(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const broken: string[] = []
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      if (node.parentElement?.closest('.visually-hidden, code, [translate=no]')) continue
      // An address becomes one word without letters.
      const text = (node.nodeValue ?? '').replace(/\S+[.@]\p{L}\S*/gu, (address) =>
        '_'.repeat(address.length),
      )
      for (const { 0: word, index } of text.matchAll(/[\p{L}’]+/gu)) {
        range.setStart(node, index)
        range.setEnd(node, index + word.length)
        const lines = new Set(Array.from(range.getClientRects(), ({ top }) => Math.round(top)))
        if (lines.size > 1 && !word.startsWith('WWW')) broken.push(word)
      }
    }
    return broken
  })
}

for (const words of [en, fr]) {
  test.describe(`at twice the text size, in “${words.language}”`, () => {
    test.use({ locale: words.language })
    for (const width of [390, 1280]) {
      // French has the longer words.
      const tag = width === 390 && words === fr ? [] : '@wide'
      test(
        `no word breaks inside, and nothing is wider than the window: ${width}`,
        { tag },
        async ({ page, wizard }) => {
          await page.setViewportSize({ width, height: 844 })
          expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('32px')
          await walk(
            page,
            wizard,
            async (place) => {
              expect.soft(await brokenWords(page), place).toEqual([])
              expect.soft(await excessWidth(page), place).toBe(0)
            },
            words,
          )
        },
      )
    }
  })
}
