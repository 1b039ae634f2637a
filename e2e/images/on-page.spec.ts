import { type Page } from 'playwright/test'
import sharp from 'sharp'
import { alike, greatestDifference, named, noise, picture } from '../support/images/image-files.ts'
import { expect, test } from '../support/images/image-test.ts'

const failed = { kind: 'refused', problem: { kind: 'failed' } }

// Safari before 16.4 has no OffscreenCanvas: there the page itself draws. The flaws below are those of canvases on
// iOS and of browsers that resist fingerprinting, put into Chromium's by hand.
test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(window, 'OffscreenCanvas')
  })
})

type Replacement = 'blank' | 'missing' | 'throwing'

/** Canvases beyond a limit have no context, one that draws nowhere, or one that throws when it is read. */
async function replaceContexts(
  page: Page,
  by: Replacement,
  { maxArea = 2 ** 31, maxSide = 2 ** 31 }: { readonly maxArea?: number; readonly maxSide?: number },
): Promise<void> {
  await page.addInitScript(
    ([by, maxArea, maxSide]) => {
      type GetContext = (this: HTMLCanvasElement, kind: '2d') => CanvasRenderingContext2D | null
      const prototype = HTMLCanvasElement.prototype as { getContext: GetContext }
      const getContext = Reflect.get(prototype, 'getContext')
      prototype.getContext = function (kind) {
        const isGranted =
          this.width * this.height <= maxArea && this.width <= maxSide && this.height <= maxSide
        if (isGranted) return getContext.call(this, kind)
        if (by === 'missing') return null
        const context = getContext.call(document.createElement('canvas'), kind)
        const fail = () => {
          throw new Error('NS_ERROR_FAILURE')
        }
        return by === 'blank' ? context : context && Object.assign(context, { getImageData: fail })
      }
    },
    [by, maxArea, maxSide] as const,
  )
}

test('Without an OffscreenCanvas, files are kept, turned, converted and scaled all the same', async ({
  freshPipeline,
}) => {
  const jpeg = await picture().withMetadata({ orientation: 6 }).jpeg().toBuffer()
  const upright = await sharp(jpeg).autoOrient().png().toBuffer()
  const kept = await freshPipeline.prepare(named('a.jpg', jpeg))
  const converted = await freshPipeline.prepare(named('a.jpg', jpeg), { extension: 'png' })
  const turned = await freshPipeline.prepare(named('a.jpg', jpeg), { quarterTurns: 3 })
  const large = await noise(600, 400).jpeg({ quality: 100 }).toBuffer()
  const scaled = await freshPipeline.prepare(named('a.jpg', large), { maxFileBytes: 30_000 })

  expect(kept.bytes.equals(jpeg)).toBe(true)
  expect(await greatestDifference(converted.bytes, upright)).toBeLessThan(alike)
  expect(await greatestDifference(turned.bytes, await sharp(upright).rotate(270).toBuffer())).toBeLessThan(
    alike,
  )
  expect(scaled.changes).toEqual(['scaled'])
  expect(freshPipeline.page.workers()).toEqual([])
})

test('Without an OffscreenCanvas, an abort ends the work before its next step', async ({ freshPipeline }) => {
  await freshPipeline.choose(named('a.jpg', await noise(1200, 900).jpeg({ quality: 100 }).toBuffer()))
  const outcome = freshPipeline.prepareChosen({ maxFileBytes: 36_000 })
  await freshPipeline.page.evaluate(() => {
    window.imagePage.abort()
  })
  expect(await outcome).toMatchObject({ kind: 'aborted' })
})

test('Without an OffscreenCanvas, what is refused is refused', async ({ freshPipeline }) => {
  const problem = await freshPipeline.refuse(named('a.jpg', Buffer.from('%PDF-1.7')))
  expect(problem).toEqual({ kind: 'typeRefused', found: 'pdf' })
})

// As on iOS, and there where memory is short.
for (const [maxArea, width, height] of [
  [16_777_216, 4500, 4000],
  [4_194_304, 2250, 2000],
] as const) {
  const tag = width > 4000 ? '@wide' : []
  test(
    `Where a canvas of more than ${String(maxArea)} pixels stays blank, the picture is scaled until it does not`,
    { tag },
    async ({ page, pageOf }) => {
      await replaceContexts(page, 'blank', { maxArea })
      const pipeline = await pageOf(page)
      const large = await picture(width, height).jpeg().toBuffer()
      const prepared = await pipeline.prepare(named('a.jpg', large), { quarterTurns: 1 })

      expect(prepared.changes).toEqual(['scaled', 'rotated'])
      expect(prepared.width * prepared.height).toBeLessThanOrEqual(maxArea)
      expect(prepared.width * prepared.height).toBeGreaterThan(maxArea * 0.99)
      const turned = await sharp(large).rotate(90).toBuffer()
      expect(await greatestDifference(prepared.bytes, turned)).toBeLessThan(alike)
    },
  )
}

// As in Firefox, whose canvases ended at 32,767, and end at 65,535 in version 153.
for (const by of ['blank', 'missing', 'throwing'] as const) {
  test(`Where a canvas with a long side is ${by}, a scrolled screenshot is scaled until it fits`, async ({
    page,
    pageOf,
  }) => {
    await replaceContexts(page, by, { maxSide: 32_767 })
    const pipeline = await pageOf(page)
    const screenshot = await picture(108, 33_000).png().toBuffer()
    const prepared = await pipeline.prepare(named('scroll.png', screenshot))

    expect(prepared).toMatchObject({ changes: ['converted', 'scaled'], width: 107 })
    expect(prepared.height).toBeLessThanOrEqual(32_767)
    expect(prepared.height).toBeGreaterThan(32_760)
    expect(await greatestDifference(prepared.bytes, screenshot)).toBeLessThan(alike)
  })
}

test('Where no canvas can be made for want of memory, that is said', async ({ page, pageOf }) => {
  await replaceContexts(page, 'missing', { maxArea: 100 })
  const pipeline = await pageOf(page)
  const problem = await pipeline.refuse(named('a.jpg', await picture().jpeg().toBuffer()), {
    extension: 'png',
  })
  expect(problem).toEqual({ kind: 'outOfMemory' })
})

test('Where there is no memory to judge a picture, it is made ready all the same', async ({
  page,
  pageOf,
}) => {
  await page.addInitScript(() => {
    const getImageData = Reflect.get(CanvasRenderingContext2D.prototype, 'getImageData')
    CanvasRenderingContext2D.prototype.getImageData = function (x, y, width, height) {
      if (width * height > 1) throw new RangeError('Out of memory at ImageData creation')
      return getImageData.call(this, x, y, width, height)
    }
  })
  const pipeline = await pageOf(page)
  const file = named('a.jpg', await picture(900, 700).jpeg().toBuffer())
  expect(await pipeline.prepare(file)).toMatchObject({ changes: [], warnings: [] })
  expect(await pipeline.prepare(file, { quarterTurns: 1 })).toMatchObject({
    changes: ['rotated'],
    warnings: [],
  })
})

test('Where the browser answers with noise in place of pixels, no noise is sent', async ({
  page,
  pageOf,
}) => {
  await page.addInitScript(() => {
    CanvasRenderingContext2D.prototype.getImageData = (_x, _y, width, height) => {
      const noise = new ImageData(width, height)
      noise.data.forEach((_value, index) => {
        noise.data[index] = 90
      })
      return noise
    }
  })
  const pipeline = await pageOf(page)
  await pipeline.choose(named('a.jpg', await picture().jpeg().toBuffer()))
  expect(await pipeline.prepareChosen({ extension: 'png' })).toMatchObject({
    kind: 'refused',
    problem: { kind: 'drawingBlocked' },
  })
  expect(await pipeline.prepareChosen({})).toMatchObject({ kind: 'prepared', file: { changes: [] } })
})

test('Where the browser encodes another type than the one asked for, it is not sent', async ({
  page,
  pageOf,
}) => {
  await page.addInitScript(() => {
    HTMLCanvasElement.prototype.toBlob = (callback) => {
      callback(new Blob([], { type: 'image/png' }))
    }
  })
  const pipeline = await pageOf(page)
  await pipeline.choose(named('a.png', await picture().png().toBuffer()))
  expect(await pipeline.prepareChosen({})).toMatchObject(failed)
})

/** Of what the browser encodes, only the beginning comes, with this behind it. */
async function cutWhatIsEncoded(page: Page, end: readonly number[]): Promise<void> {
  await page.addInitScript((end) => {
    const toBlob = Reflect.get(HTMLCanvasElement.prototype, 'toBlob')
    HTMLCanvasElement.prototype.toBlob = function (callback, type, quality) {
      const cut = (blob: Blob | null) => {
        callback(
          blob && new Blob([blob.slice(0, blob.size * 0.8), Uint8Array.from(end)], { type: blob.type }),
        )
      }
      toBlob.call(this, cut, type, quality)
    }
  }, end)
}

test('Where the browser encodes a picture without its end, it is not sent', async ({ page, pageOf }) => {
  await cutWhatIsEncoded(page, [])
  const pipeline = await pageOf(page)
  await pipeline.choose(named('a.png', await noise(300, 200).png().toBuffer()))
  expect(await pipeline.prepareChosen({})).toMatchObject(failed)
})

test('Where the browser encodes a part of the picture only, the person is asked to look', async ({
  page,
  pageOf,
}) => {
  await cutWhatIsEncoded(page, [0xff, 0xd9])
  const pipeline = await pageOf(page)
  const prepared = await pipeline.prepare(named('a.png', await noise(300, 200).png().toBuffer()))
  expect(prepared.changes).toEqual(['converted'])
  expect(prepared.warnings).toContain('incomplete')
})
