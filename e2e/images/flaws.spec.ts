import sharp from 'sharp'
import { alike, greatestDifference, halfPng, named, noise, picture } from '../support/images/image-files.ts'
import { expect, test } from '../support/images/image-test.ts'

const extensions = ['jpg', 'png'] as const
const endOfImage = Buffer.of(0xff, 0xd9)
/** As a phone puts it behind its panoramas, with a preview in it that has both its markers. */
const trailer = async () =>
  Buffer.concat([
    Buffer.from('\0\0\u0001\n\u000e\0\0\0Image_UTC_Data1527159600000', 'latin1'),
    await picture(8, 8).jpeg().toBuffer(),
    Buffer.from('SEFH'),
  ])

for (const progressive of [false, true]) {
  const kind = progressive ? 'progressive' : 'baseline'
  // How their scans are read is shown of both by jpeg-scans.test.ts.
  const tag = progressive ? '@wide' : []
  const jpeg = async () => await picture().jpeg({ progressive }).toBuffer()

  test(
    `A whole ${kind} JPEG that lacks only its end is made again, and the person is asked to look`,
    { tag },
    async ({ pipeline }) => {
      const bytes = await jpeg()
      const withoutEnd = bytes.subarray(0, -2)
      const files = [withoutEnd, bytes.subarray(0, -1), Buffer.concat([withoutEnd, await trailer()])]
      for (const file of files) {
        for (const extension of extensions) {
          for (const quarterTurns of [0, 2] as const) {
            const prepared = await pipeline.prepare(named('panorama.jpg', file), { extension, quarterTurns })
            expect(prepared.changes).toEqual([
              'completed',
              ...(extension === 'png' ? ['converted'] : []),
              ...(quarterTurns === 0 ? [] : ['rotated']),
            ])
            expect(prepared.warnings).toContain('endMissing')
            expect(prepared).toMatchObject({ width: 64, height: 40 })
            const shown = await sharp(prepared.bytes, { failOn: 'warning' })
              .rotate(90 * quarterTurns)
              .png()
              .toBuffer()
            expect(await greatestDifference(shown, bytes)).toBeLessThan(alike)
          }
        }
      }
    },
  )

  test(
    `A ${kind} JPEG that was cut is refused, and warned about once its end was put back`,
    { tag },
    async ({ pipeline }) => {
      const bytes = await noise(300, 200).jpeg({ progressive }).toBuffer()
      for (const share of [0.3, 0.5, 0.75, 0.9, 0.99]) {
        const cut = bytes.subarray(0, bytes.length * share)
        const filled = Buffer.concat([cut, Buffer.alloc(bytes.length - cut.length)])
        const mended = Buffer.concat([cut, endOfImage])
        for (const extension of extensions) {
          for (const file of [cut, filled]) {
            const problem = await pipeline.refuse(named('cut.jpg', file), { extension })
            expect([share, problem]).toEqual([share, { kind: 'damaged', found: 'jpeg' }])
          }
          const prepared = await pipeline.prepare(named('mended.jpg', mended), { extension })
          expect(prepared.warnings).toContain('incomplete')
          expect(prepared.changes).toEqual(extension === 'png' ? ['converted'] : [])
        }
      }
    },
  )
}

test('A picture that this browser can’t open is sent as it is, and the person is asked to look', async ({
  pipeline,
}) => {
  const half = halfPng(64, 40)
  const kept = await pipeline.prepare(named('half.png', half), { extension: 'png' })
  expect(kept).toMatchObject({ changes: [], warnings: ['notShown', 'small'] })
  expect(kept.bytes.equals(half)).toBe(true)
  expect(await pipeline.refuse(named('half.png', half))).toEqual({ kind: 'damaged', found: 'png' })
})
