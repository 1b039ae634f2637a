import sharp from 'sharp'
import { type Extension } from '../../src/contract/document/document.ts'
import {
  alike,
  bmp,
  greatestDifference,
  named,
  picture,
  transparentPicture,
} from '../support/images/image-files.ts'
import { expect, test } from '../support/images/image-test.ts'
import { sha256Of } from '../../src/testing/sha256-of.ts'

const jpeg = async () => await picture().jpeg().toBuffer()
const png = async () => await picture().png().toBuffer()
const movie = Buffer.from('\0\0\0\u0018ftypmp42 and then a motion clip', 'latin1')

test.describe('A file of the registered format goes up byte for byte', () => {
  const files: readonly (readonly [string, Extension, () => Promise<Buffer>])[] = [
    ['baseline JPEG', 'jpg', jpeg],
    ['progressive JPEG', 'jpg', async () => await picture().jpeg({ progressive: true }).toBuffer()],
    ['CMYK JPEG', 'jpg', async () => await picture().toColourspace('cmyk').jpeg().toBuffer()],
    ['greyscale JPEG', 'jpg', async () => await picture().greyscale().jpeg().toBuffer()],
    [
      'JPEG with its place and camera in Exif',
      'jpg',
      async () =>
        await picture()
          .withExif({ IFD0: { Make: 'Camera' }, IFD3: { GPSLatitude: '52/1 30/1 0/1' } })
          .jpeg()
          .toBuffer(),
    ],
    ['JPEG with a motion clip after its end', 'jpg', async () => Buffer.concat([await jpeg(), movie])],
    ['JPEG of one pixel', 'jpg', async () => await picture(1, 1).jpeg().toBuffer()],
    ['PNG of 8 bits', 'png', png],
    ['PNG of 16 bits', 'png', async () => await picture().toColourspace('rgb16').png().toBuffer()],
    ['interlaced PNG', 'png', async () => await picture().png({ progressive: true }).toBuffer()],
    ['palette PNG', 'png', async () => await picture().png({ palette: true }).toBuffer()],
    ['greyscale PNG', 'png', async () => await picture().greyscale().png().toBuffer()],
    ['PNG with transparency', 'png', async () => await (await transparentPicture()).png().toBuffer()],
    ['PNG with bytes after its end', 'png', async () => Buffer.concat([await png(), movie])],
    ['PNG of one pixel', 'png', async () => await picture(1, 1).png().toBuffer()],
  ]
  for (const [title, extension, make] of files) {
    test(title, async ({ pipeline }) => {
      const bytes = await make()
      // Named and labelled wrongly: neither counts.
      const prepared = await pipeline.prepare(named('scan.pdf', bytes, 'application/pdf'), { extension })

      expect(prepared.bytes.equals(bytes)).toBe(true)
      expect(prepared.sha256).toBe(sha256Of(bytes))
      expect(prepared.changes).toEqual([])
      expect(prepared.mediaType).toBe(extension === 'jpg' ? 'image/jpeg' : 'image/png')
      const { width, height } = await sharp(bytes).metadata()
      expect(prepared).toMatchObject({ width, height, original: { bytes: bytes.length, width, height } })
    })
  }
})

test.describe('A picture of another format becomes the registered one', () => {
  const files: readonly (readonly [string, readonly Extension[], () => Promise<Buffer>])[] = [
    ['baseline JPEG', ['png'], jpeg],
    ['progressive JPEG', ['png'], async () => await picture().jpeg({ progressive: true }).toBuffer()],
    ['greyscale JPEG', ['png'], async () => await picture().greyscale().jpeg().toBuffer()],
    ['CMYK JPEG', ['png'], async () => await picture().withIccProfile('cmyk').jpeg().toBuffer()],
    ['PNG of 8 bits', ['jpg'], png],
    ['PNG of 16 bits', ['jpg'], async () => await picture().toColourspace('rgb16').png().toBuffer()],
    ['interlaced PNG', ['jpg'], async () => await picture().png({ progressive: true }).toBuffer()],
    ['palette PNG', ['jpg'], async () => await picture().png({ palette: true }).toBuffer()],
    ['PNG of one pixel', ['jpg'], async () => await picture(1, 1).png().toBuffer()],
    ['lossy WebP', ['jpg', 'png'], async () => await picture().webp({ quality: 95 }).toBuffer()],
    ['lossless WebP', ['jpg', 'png'], async () => await picture().webp({ lossless: true }).toBuffer()],
    ['AVIF', ['jpg', 'png'], async () => await picture().avif({ quality: 90 }).toBuffer()],
    ['GIF', ['jpg', 'png'], async () => await picture().gif().toBuffer()],
  ]
  for (const [title, extensions, make] of files) {
    for (const extension of extensions) {
      test(`${title} to ${extension}`, async ({ pipeline }) => {
        const bytes = await make()
        const prepared = await pipeline.prepare(named('picture.jpg', bytes), { extension })

        expect(prepared.changes).toEqual(['converted'])
        expect(prepared.sha256).toBe(sha256Of(prepared.bytes))
        const { format, width, height } = await sharp(prepared.bytes).metadata()
        expect(format).toBe(extension === 'jpg' ? 'jpeg' : 'png')
        expect(prepared).toMatchObject({ width, height, format, mediaType: `image/${format}` })
        expect(await greatestDifference(prepared.bytes, bytes)).toBeLessThan(alike)
      })
    }
  }

  test('BMP to jpg', async ({ pipeline }) => {
    const prepared = await pipeline.prepare(named('picture.bmp', await bmp(picture())))
    expect(await greatestDifference(prepared.bytes, await png())).toBeLessThan(alike)
    expect(prepared.original.format).toBe('bmp')
  })

  test('the first frame of an animated GIF', async ({ pipeline }) => {
    const frames = await sharp([await png(), await picture().negate().png().toBuffer()], {
      join: { animated: true },
    })
      .gif()
      .toBuffer()
    expect((await sharp(frames).metadata()).pages).toBe(2)
    const prepared = await pipeline.prepare(named('moving.gif', frames))
    expect(await greatestDifference(prepared.bytes, await png())).toBeLessThan(alike)
  })

  test('what is transparent becomes white in a JPEG, and stays transparent in a PNG', async ({
    pipeline,
  }) => {
    const source = await transparentPicture()
    const asJpeg = await pipeline.prepare(named('logo.png', await source.png().toBuffer()))
    const asPng = await pipeline.prepare(named('logo.webp', await source.webp().toBuffer()), {
      extension: 'png',
    })

    const whitened = await sharp(asJpeg.bytes).raw().toBuffer()
    expect(Math.min(...whitened.subarray(0, 3))).toBeGreaterThan(245)
    const { data } = await sharp(asPng.bytes).raw().toBuffer({ resolveWithObject: true })
    expect(data[3]).toBe(0)
    expect(asPng.changes).toEqual(['converted'])
  })
})

test.describe('What is neither JPEG nor PNG is named by its bytes', () => {
  const isoMedia = (brand: string) => Buffer.from(`\0\0\0\u0018ftyp${brand}\0\0\0\0${brand}mif1`, 'latin1')
  const script = '<script>document.title = "run"</script>'
  const files: readonly (readonly [string, Buffer])[] = [
    ['pdf', Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj')],
    ['heic', isoMedia('heic')],
    ['mp4', isoMedia('isom').subarray(0, 20)],
    ['mov', isoMedia('qt  ').subarray(0, 20)],
    ['svg', Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10">${script}</svg>`)],
    ['html', Buffer.from(`<!doctype html><title>Page</title>${script}`)],
    ['tiff', Buffer.from('II*\0\u0008\0\0\0', 'latin1')],
    ['ico', Buffer.from('\0\0\u0001\0\u0001\0', 'latin1')],
    ['zip', Buffer.from('PK\u0003\u0004\u0014\0\0\0\u0008\0photo.jpg', 'latin1')],
    ['office', Buffer.from('PK\u0003\u0004\u0014\0\u0006\0\u0008\0[Content_Types].xml', 'latin1')],
    ['text', Buffer.from('Dear Sir or Madam')],
    ['empty', Buffer.alloc(0)],
    ['unknown', Buffer.from([1, 2, 3, 4, 5, 6, 7, 8])],
    // Announced by their first bytes and broken after them.
    ['webp', Buffer.from('RIFF\u0020\0\0\0WEBPVP8 ', 'latin1')],
    ['gif', Buffer.from('GIF89a')],
    ['avif', isoMedia('avif')],
  ]
  for (const [found, bytes] of files) {
    test(`${found}, called photo.jpg`, async ({ pipeline }) => {
      for (const extension of ['jpg', 'png'] as const) {
        const problem = await pipeline.refuse(named('photo.jpg', bytes, 'image/jpeg'), { extension })
        expect(problem).toEqual({ kind: 'typeRefused', found })
      }
      await expect(pipeline.page).toHaveTitle('Image pipeline')
    })
  }
})

test.describe('A damaged file is refused, though some browsers show it', () => {
  const files = [
    // Without its last two bytes, the end marker, a JPEG holds its whole picture: see flaws.spec.ts.
    ['jpeg', jpeg, 3],
    ['png', png, 1],
  ] as const
  for (const [found, make, leastCut] of files) {
    // flaws.spec.ts and jpeg-scans.test.ts show it of JPEGs.
    const tag = found === 'jpeg' ? '@wide' : []
    test(`${found}, cut off anywhere`, { tag }, async ({ pipeline }) => {
      const bytes = await make()
      const lengths = [
        12,
        20,
        50,
        ...[10, 25, 50, 75, 90, 99].map((percent) => Math.floor((bytes.length * percent) / 100)),
      ]
      for (const length of [...lengths, bytes.length - leastCut - 1, bytes.length - leastCut]) {
        for (const extension of ['jpg', 'png'] as const) {
          const problem = await pipeline.refuse(named('cut', bytes.subarray(0, length)), { extension })
          expect([length, problem]).toEqual([length, { kind: 'damaged', found }])
        }
      }
    })
  }

  test('png, with a flipped byte or a zeroed run, whichever format is registered', async ({ pipeline }) => {
    const bytes = await png()
    const data = bytes.indexOf('IDAT') + 4
    const flipped = Buffer.from(bytes).fill(~(bytes[data + 9] ?? 0), data + 9, data + 10)
    const zeroed = Buffer.from(bytes).fill(0, data, data + 20)
    for (const spoilt of [flipped, zeroed]) {
      for (const extension of ['jpg', 'png'] as const) {
        const problem = await pipeline.refuse(named('spoilt.png', spoilt), { extension })
        expect(problem, extension).toEqual({ kind: 'damaged', found: 'png' })
      }
    }
  })
})
