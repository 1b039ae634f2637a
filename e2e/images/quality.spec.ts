import sharp from 'sharp'
import { ownPhotograph, photographedPage } from '../../src/image/testing/photographs.ts'
import { blackPng, halfPng, named } from '../support/images/image-files.ts'
import { expect, test } from '../support/images/image-test.ts'

test('A photographed page is warned about, kept or converted, as it was taken', async ({ pipeline }) => {
  const { data, width, height } = await photographedPage(await ownPhotograph('house'), 4)
  const sharpOne = sharp(data, { raw: { width, height, channels: 3 } })
  const pictures = [
    [[], sharpOne.clone(), ['jpg', 'png']],
    [['blurred'], sharpOne.clone().blur(5), ['jpg', 'png']],
    [['dark'], sharpOne.clone().linear(0.35), ['jpg']],
    [['bright'], sharpOne.clone().linear(2.6), ['jpg']],
    [['small'], sharpOne.clone().resize(500), ['jpg']],
  ] as const
  for (const [warnings, image, extensions] of pictures) {
    const file = named('page.jpg', await image.jpeg({ quality: 90 }).toBuffer())
    for (const extension of extensions) {
      const changes = extension === 'jpg' ? [] : ['converted']
      expect(await pipeline.prepare(file, { extension })).toMatchObject({ changes, warnings })
    }
  }
})

test('A picture of 24 megapixels is judged like its smaller self', { tag: '@wide' }, async ({ pipeline }) => {
  const { data, width, height } = await photographedPage(await ownPhotograph('house'), 4)
  const large = sharp(data, { raw: { width, height, channels: 3 } }).resize(5656, 4242)
  const file = named('page.jpg', await large.jpeg({ quality: 60 }).toBuffer())
  expect((await pipeline.prepare(file)).warnings).toEqual([])
  const blurred = named('page.jpg', await large.blur(18).jpeg({ quality: 60 }).toBuffer())
  expect((await pipeline.prepare(blurred)).warnings).toEqual(['blurred'])
})

test('Almost nothing to see is blank, transparency being white', async ({ pipeline }) => {
  const clear = sharp({ create: { width: 800, height: 600, channels: 4, background: '#0000' } })
  const prepared = await pipeline.prepare(named('clear.png', await clear.png().toBuffer()), {
    extension: 'png',
  })
  expect(prepared.warnings).toEqual(['blank'])
})

test('A picture too large to decode, or that can’t be decoded, goes up unjudged, the latter with a warning', async ({
  pipeline,
}) => {
  const scan = await pipeline.prepare(named('scan.png', blackPng(10_000, 6_000)), { extension: 'png' })
  expect(scan).toMatchObject({ changes: [], warnings: [] })
  const kept = await pipeline.prepare(named('broken.png', halfPng(700, 500)), { extension: 'png' })
  expect(kept).toMatchObject({ changes: [], warnings: ['notShown'] })
})
