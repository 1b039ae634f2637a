import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Page } from 'playwright/test'
import sharp from 'sharp'
import { defaultMaxFileBytes } from '../../src/contract/file.ts'
import { type PrepareRequest } from '../../src/image/prepared-file.ts'
import { ownPhotograph, photographedPage } from '../../src/image/testing/photographs.ts'
import { expect, test } from '../support/images/image-test.ts'
import { type Prepared } from '../support/images/pipeline-page.ts'
import { peakMemory } from '../support/measuring/peak-memory.ts'

const width = 8000
const height = 6000
const bytesPerPixel = 4

/** Most memory, in bytes, that any renderer has held since it began. */
async function peakOfRenderers(page: Page): Promise<number> {
  const browser = page.context().browser()
  if (!browser) throw new Error('The page has no browser')
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const renderers = processInfo.filter(({ type }) => type === 'renderer')
  return Math.max(...(await Promise.all(renderers.map(({ id }) => peakMemory(id)))))
}

async function makePhoto(path: string, width: number, height: number): Promise<void> {
  const { data, ...size } = await photographedPage(await ownPhotograph('house'), 4)
  const large = sharp(data, { raw: { ...size, channels: 3 } }).resize(width, height, { kernel: 'nearest' })
  await large.jpeg({ quality: 80 }).toFile(path)
}

let folder = ''
const largePhoto = () => join(folder, 'photo.jpg')

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'large-'))
  await makePhoto(largePhoto(), width, height)
})
test.afterAll(() => rm(folder, { recursive: true, force: true }))

const rows: readonly (readonly [string, Partial<PrepareRequest>, Partial<Prepared>])[] = [
  ['kept as it is', {}, { changes: [], width, height }],
  ['turned', { quarterTurns: 1 }, { changes: ['rotated'], width: height, height: width }],
  ['brought under a megabyte', { maxFileBytes: 1_000_000 }, { format: 'jpeg' }],
]

for (const [what, request, result] of rows) {
  // Turning takes what scaling takes, but for one draw.
  const tag = what === 'turned' ? '@wide' : []
  test(
    `A photo of 48 megapixels is ${what} without holding up the page, in bounded memory`,
    { tag },
    async ({ freshPipeline }) => {
      const { page } = freshPipeline
      const idle = await peakOfRenderers(page)
      await page.evaluate(() => window.imagePage.longTasks.splice(0))
      const prepared = await freshPipeline.prepare(largePhoto(), request)
      const taken = (await peakOfRenderers(page)) - idle
      expect(prepared).toMatchObject(result)
      if (what === 'kept as it is') expect(prepared.bytes.equals(await readFile(largePhoto()))).toBe(true)
      expect(prepared.bytes.length).toBeLessThanOrEqual(request.maxFileBytes ?? defaultMaxFileBytes)
      expect(await page.evaluate(() => window.imagePage.longTasks)).toEqual([])
      process.stdout.write(`48 megapixels, ${what}: ${String(Math.round(taken / 1_000_000))} MB at most\n`)
      // The decoded picture, the canvas it is drawn on, the encoder's view of that, and the file.
      expect(taken).toBeLessThan(4 * width * height * bytesPerPixel)
    },
  )
}

test(
  'A photo of 12 megapixels, as phones take them, is sent byte for byte',
  { tag: '@wide' },
  async ({ freshPipeline }, testInfo) => {
    const path = testInfo.outputPath('photo.jpg')
    await makePhoto(path, 4000, 3000)
    const { bytes, ...prepared } = await freshPipeline.prepare(path)
    expect(prepared).toMatchObject({ changes: [], width: 4000, height: 3000 })
    expect(bytes.equals(await readFile(path))).toBe(true)
  },
)
