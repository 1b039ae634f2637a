import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Page } from 'playwright/test'
import { testFiles, UploadWizard } from '../../src/testkit/testkit.ts'
import { licence } from '../support/documents.ts'
import { expect, test } from '../support/wizard-test.ts'

/** Size of the files after gzip, in kilobytes of 1,000 bytes. A browser may be sent another encoding. */
async function gzipped(paths: Iterable<string>): Promise<number> {
  const wizard = join(import.meta.dirname, '..', '..', 'dist', 'wizard')
  const sizes = Array.from(paths, async (path) => {
    return gzipSync(await readFile(join(wizard, path)), { level: 9 }).length / 1000
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** Collects the addresses of what the page loads from now on. */
function loaded(page: Page, extension: string): ReadonlySet<string> {
  const paths = new Set<string>()
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (pathname.endsWith(extension)) paths.add(pathname)
  })
  return paths
}

function state(what: string, kilobytes: number): void {
  process.stdout.write(`${what}: ${kilobytes.toFixed(1)} kB, gzip\n`)
}

test('the first view needs at most 110 kB of JavaScript and 8 kB of CSS', async ({ request }) => {
  const html = await (await request.get('/')).text()
  const linked = (extension: string) =>
    Array.from(html.matchAll(/(?:src|href)="([^"]+)"/g), ([, path = '']) => path).filter((path) =>
      path.endsWith(extension),
    )
  const script = await gzipped(linked('.js'))
  const style = await gzipped(linked('.css'))
  state('First view, JavaScript', script)
  state('First view, CSS', style)
  expect(linked('.js').length).toBeGreaterThan(0)
  expect(script).toBeLessThanOrEqual(110)
  expect(linked('.css')).toHaveLength(1)
  expect(style).toBeLessThanOrEqual(8)
})

test('the whole job needs at most 135 kB of JavaScript', async ({ page, wizard }) => {
  const scripts = loaded(page, '.js')
  await page.reload()
  await wizard.register(licence)
  await wizard.chooseFile(testFiles.goodJpg())
  await wizard.upload()
  await wizard.done()
  const job = await gzipped(scripts)
  state('Whole job, JavaScript', job)
  expect(Array.from(scripts).filter((path) => path.includes('worker'))).toHaveLength(1)
  expect(job).toBeLessThanOrEqual(135)
})

test('the styles come first, and later steps, their words and the drawings while the session is asked for', async ({
  page,
}) => {
  const priorities = new Map<string, string>()
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  devtools.on('Network.requestWillBeSent', ({ request: { url, initialPriority } }) => {
    const part = /\/assets\/(index)-.*(\.\w+)$/.exec(url)
    if (part) priorities.set(part.slice(1).join(''), initialPriority)
  })
  const parts: string[] = []
  page.on('request', (request) => {
    const part = /\/assets\/((?:later-)?steps|image-worker)-/.exec(request.url())?.[1]
    if (part) parts.push(part)
  })
  const loads = ['steps', 'later-steps'].map((part) => page.waitForResponse(new RegExp(`/assets/${part}-`)))
  await page.route('**/api/sessions/guest', async (route) => {
    for (const response of await Promise.all(loads)) await response.finished()
    await route.continue()
  })
  const session = page.waitForResponse('**/api/sessions/guest')
  const drawings = page.waitForRequest(/\/assets\/drawings-/)
  await page.goto('/')
  await session
  await drawings
  await expect(new UploadWizard(page).form('workflow')).toBeVisible()
  expect(parts.toSorted()).toEqual(['later-steps', 'steps'])
  expect(Object.fromEntries(priorities)).toEqual({ 'index.css': 'VeryHigh', 'index.js': 'Low' })
})

test('a partner’s page loads at most 3 kB', async () => {
  const sdk = await gzipped(['embed.js'])
  state('embed.js', sdk)
  expect(sdk).toBeLessThanOrEqual(3)
})
