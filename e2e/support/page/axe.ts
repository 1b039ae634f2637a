import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type AxeResults } from 'axe-core'
import { type Page } from 'playwright/test'
import { faintEdges } from './sight.ts'

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What axe finds by every rule there is, those that are merely good practice among them, and which edges can't be seen. In
 * the dark and in forced colours, both look again at what colours change.
 */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(`window.axe ?? (() => { ${axeSource} })()`)
  const found: string[] = []
  const look = async (options = {}) => {
    const { violations: broken } = await page.evaluate<AxeResults>(
      `window.axe.run(${JSON.stringify(options)})`,
    )
    found.push(...broken.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)))
    found.push(...(await faintEdges(page)))
  }
  await look()
  // Without motion, a colour changes at once.
  for (const colours of [{ colorScheme: 'dark' }, { forcedColors: 'active' }] as const) {
    await page.emulateMedia({ colorScheme: null, ...colours, reducedMotion: 'reduce' })
    await look({ runOnly: ['color-contrast', 'link-in-text-block'] })
  }
  await page.emulateMedia({ forcedColors: null, reducedMotion: null })
  return found
}
