import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type AxeResults } from 'axe-core'
import { type Page } from 'playwright/test'

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What axe finds by every rule there is, those that are merely good practice among them. In the dark, it looks again at
 * what colours change.
 */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(`window.axe ?? (() => { ${axeSource} })()`)
  const found = [await page.evaluate<AxeResults>('window.axe.run()')]
  // Without motion, a colour changes at once.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  found.push(
    await page.evaluate<AxeResults>(`window.axe.run({ runOnly: ['color-contrast', 'link-in-text-block'] })`),
  )
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  return found.flatMap(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
  )
}
