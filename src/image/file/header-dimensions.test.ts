import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { identifyFormat } from '../../contract/image/file-format.ts'
import { readHeaderDimensions } from './header-dimensions.ts'

const image = sharp({ create: { width: 301, height: 17, channels: 4, background: '#0088ff80' } })
const bmpOf = (header: (file: Buffer) => void) => {
  const file = Buffer.alloc(64)
  file.write('BM')
  header(file)
  return file
}

describe('The dimensions a header announces are read from', () => {
  test.each([
    ['lossy WebP', async () => await image.clone().removeAlpha().webp().toBuffer()],
    ['lossless WebP', async () => await image.clone().webp({ lossless: true }).toBuffer()],
    ['WebP with an extended header', async () => await image.clone().webp().toBuffer()],
    ['GIF', async () => await image.clone().gif().toBuffer()],
    ['AVIF', async () => await image.clone().avif().toBuffer()],
    [
      'BMP',
      () =>
        bmpOf((file) => {
          file.writeUInt32LE(40, 14)
          file.writeInt32LE(301, 18)
          file.writeInt32LE(17, 22)
        }),
    ],
    [
      'BMP stored from top to bottom',
      () =>
        bmpOf((file) => {
          file.writeUInt32LE(40, 14)
          file.writeInt32LE(301, 18)
          file.writeInt32LE(-17, 22)
        }),
    ],
    [
      'BMP of OS/2',
      () =>
        bmpOf((file) => {
          file.writeUInt32LE(12, 14)
          file.writeUInt16LE(301, 18)
          file.writeUInt16LE(17, 20)
        }),
    ],
  ])('%s', async (_title, make) => {
    const file = await make()
    expect(readHeaderDimensions(file, identifyFormat(file))).toEqual({ width: 301, height: 17 })
  })

  test('HEIC, whose tiles and thumbnail are smaller than the picture', () => {
    const extent = (width: number, height: number) => {
      const box = Buffer.alloc(20)
      box.writeUInt32BE(20, 0)
      box.write('ispe', 4)
      box.writeUInt32BE(width, 12)
      box.writeUInt32BE(height, 16)
      return box
    }
    const file = Buffer.concat([
      Buffer.from('\0\0\0\u0018ftypheic\0\0\0\0mif1heic', 'latin1'),
      extent(512, 512),
      extent(4032, 3024),
      extent(320, 240),
    ])
    expect(readHeaderDimensions(file, identifyFormat(file))).toEqual({ width: 4032, height: 3024 })
  })
})

test('A header that is cut off, or of a format without pictures, announces nothing', async () => {
  const webp = await image.clone().webp().toBuffer()
  expect(readHeaderDimensions(webp.subarray(0, 20), 'webp')).toBeUndefined()
  expect(readHeaderDimensions(Buffer.from('GIF89a'), 'gif')).toBeUndefined()
  expect(readHeaderDimensions(Buffer.from('BM'), 'bmp')).toBeUndefined()
  expect(readHeaderDimensions(Buffer.from('RIFF    WEBPJUNK'), 'webp')).toBeUndefined()
  expect(readHeaderDimensions(Buffer.alloc(30), 'avif')).toBeUndefined()
  expect(readHeaderDimensions(Buffer.from('%PDF-1.7'), 'pdf')).toBeUndefined()
})
