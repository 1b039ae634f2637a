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

/** Canvases of more than `maxArea` pixels have no context, or one that draws nowhere. */
async function replaceContexts(page: Page, by: 'blank' | 'missing', maxArea: number): Promise<void> {
  await page.addInitScript(
    ([by, maxArea]) => {
      type GetContext = (this: HTMLCanvasElement, kind: '2d') => CanvasRenderingContext2D | null
      const prototype = HTMLCanvasElement.prototype as { getContext: GetContext }
      const getContext = Reflect.get(prototype, 'getContext')
      prototype.getContext = function (kind) {
        if (this.width * this.height <= maxArea) return getContext.call(this, kind)
        return by === 'missing' ? null : getContext.call(document.createElement('canvas'), kind)
      }
    },
    [by, maxArea] as const,
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
  await freshPipeline.choose(named('a.jpg', await noise(2000, 1500).jpeg({ quality: 100 }).toBuffer()))
  const outcome = freshPipeline.prepareChosen({ maxFileBytes: 100_000 })
  await freshPipeline.page.evaluate(() => {
    window.imagePage.abort()
  })
  expect(await outcome).toMatchObject({ kind: 'aborted' })
})

test('Without an OffscreenCanvas, what is refused is refused', async ({ freshPipeline }) => {
  const problem = await freshPipeline.refuse(named('a.jpg', Buffer.from('%PDF-1.7')))
  expect(problem).toEqual({ kind: 'typeRefused', found: 'pdf' })
})

test('Where a large canvas stays blank, the picture is scaled until it does not', async ({
  page,
  pageOf,
}) => {
  const maxArea = 16_777_216
  await replaceContexts(page, 'blank', maxArea)
  const pipeline = await pageOf(page)
  const large = await picture(4500, 4000).jpeg().toBuffer()
  const prepared = await pipeline.prepare(named('a.jpg', large), { quarterTurns: 1 })

  expect(prepared.changes).toEqual(['scaled', 'rotated'])
  expect(prepared.width * prepared.height).toBeLessThanOrEqual(maxArea)
  expect(prepared.width * prepared.height).toBeGreaterThan(maxArea * 0.99)
  expect(await greatestDifference(prepared.bytes, await sharp(large).rotate(90).toBuffer())).toBeLessThan(
    alike,
  )
})

test('Where no canvas can be made for want of memory, that is said', async ({ page, pageOf }) => {
  await replaceContexts(page, 'missing', 100)
  const pipeline = await pageOf(page)
  const problem = await pipeline.refuse(named('a.jpg', await picture().jpeg().toBuffer()), {
    extension: 'png',
  })
  expect(problem).toEqual({ kind: 'outOfMemory' })
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
