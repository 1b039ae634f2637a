import sharp from 'sharp'
import { alike, greatestDifference, named, picture } from './image-files.ts'
import { expect, test } from './image-test.ts'

/** The picture as a camera held so stores it: `autoOrient` of sharp, another implementation, gives it back upright. */
async function held(orientation: number, format: 'jpeg' | 'png'): Promise<Buffer> {
  return await picture().withMetadata({ orientation }).toFormat(format).toBuffer()
}

for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
  test(`A photo with Exif orientation ${String(orientation)} comes out upright, turned as asked`, async ({
    pipeline,
  }) => {
    for (const format of ['jpeg', 'png'] as const) {
      const bytes = await held(orientation, format)
      expect((await sharp(bytes).metadata()).orientation).toBe(orientation)
      const upright = await sharp(bytes).autoOrient().png().toBuffer()
      for (const extension of ['jpg', 'png'] as const) {
        for (const quarterTurns of [0, 1, 2, 3] as const) {
          const prepared = await pipeline.prepare(named('held', bytes), { extension, quarterTurns })
          const turned = await sharp(upright)
            .rotate(90 * quarterTurns)
            .png()
            .toBuffer()
          const { width, height } = await sharp(turned).metadata()
          const seen = await sharp(prepared.bytes).autoOrient().png().toBuffer()
          const isKept = prepared.changes.length === 0

          const row = `${format} to ${extension}, ${String(quarterTurns)} turns`
          expect(await greatestDifference(seen, turned), row).toBeLessThan(alike)
          expect(prepared, row).toMatchObject({ width, height })
          expect(prepared.changes.includes('rotated'), row).toBe(quarterTurns !== 0)
          expect(isKept, row).toBe((format === 'jpeg') === (extension === 'jpg') && quarterTurns === 0)
        }
      }
    }
  })
}

test('A photo that is stored with its orientation says its upright dimensions, before and after', async ({
  pipeline,
}) => {
  const prepared = await pipeline.prepare(named('held.jpg', await held(6, 'jpeg')), { quarterTurns: 1 })
  expect(prepared).toMatchObject({ width: 64, height: 40, original: { width: 40, height: 64 } })
})

test('The browser shows an oriented JPEG and PNG as the pipeline says', async ({ pipeline }) => {
  for (const format of ['jpeg', 'png'] as const) {
    const bytes = await held(6, format)
    const { width, height } = await pipeline.prepare(named('held', bytes), {
      extension: format === 'jpeg' ? 'jpg' : 'png',
    })
    const shown = await pipeline.page.evaluate(async () => {
      const file = document.querySelector('input')?.files?.[0]
      if (!file) throw new Error('No file is chosen')
      const image = new Image()
      image.src = URL.createObjectURL(file)
      await image.decode()
      return { width: image.naturalWidth, height: image.naturalHeight }
    })
    expect(shown, format).toEqual({ width, height })
  }
})
