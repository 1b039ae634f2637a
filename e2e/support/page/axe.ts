import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type AxeResults, type ElementContext, type RunOptions } from 'axe-core'
import { type Page } from 'playwright/test'
import { faintEdges } from './sight.ts'

interface WithAxe {
  readonly axe: { readonly run: (context: ElementContext, options: RunOptions) => Promise<AxeResults> }
}

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe alone finds, by its rules or by those that are named, but for what these selectors find. */
export async function axeFindings(
  page: Page,
  { runOnly, exclude = [] }: { readonly runOnly?: readonly string[]; readonly exclude?: string[] },
): Promise<readonly string[]> {
  // Its source is long, so a page gets it once. It brings back nothing but what is wrong.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(`(() => { ${axeSource} })()`)
  const options = { resultTypes: ['violations'], ...(runOnly && { runOnly }) }
  return page.evaluate(
    async ([context, given]) => {
      const { violations: broken } = await (window as unknown as WithAxe).axe.run(context, given)
      return broken.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
    },
    [{ exclude }, options as RunOptions] as const,
  )
}

/**
 * What axe finds by every rule there is, those that are merely good practice among them, and which edges can't be seen. In
 * the dark and in forced colours, both look again at what colours change.
 */
export async function violations(page: Page): Promise<readonly string[]> {
  const found: string[] = []
  const look = async (options = {}) => {
    found.push(...(await axeFindings(page, options)), ...(await faintEdges(page)))
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
