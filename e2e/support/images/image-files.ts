import { deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { pngChunk } from '../../../src/testkit/files.ts'
import { type ChosenFile } from './pipeline-page.ts'

/** Colours of the test picture's corners. With them, every turn and every mirroring of it looks different. */
const corners = {
  topLeft: [220, 40, 40],
  topRight: [40, 180, 60],
  bottomLeft: [50, 70, 220],
  bottomRight: [240, 210, 50],
} as const

/** A picture of four coloured corners, by default wider than high. */
export function picture(width = 64, height = 40): Sharp {
  const leftPixels = Math.ceil(width / 2)
  const row = (left: readonly number[], right: readonly number[]) =>
    Buffer.concat([
      Buffer.alloc(leftPixels * 3, Uint8Array.from(left)),
      Buffer.alloc((width - leftPixels) * 3, Uint8Array.from(right)),
    ])
  const top = row(corners.topLeft, corners.topRight)
  const bottom = row(corners.bottomLeft, corners.bottomRight)
  const rows = Array.from({ length: height }, (_, y) => (y < height / 2 ? top : bottom))
  return sharp(Buffer.concat(rows), { raw: { width, height, channels: 3 } })
}

/** The same picture, but the top left corner is transparent. */
export async function transparentPicture(): Promise<Sharp> {
  const { data, info } = await picture().ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  for (let y = 0; y < info.height / 2; y += 1) {
    for (let x = 0; x < info.width / 2; x += 1) data[(y * info.width + x) * 4 + 3] = 0
  }
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 4 } })
}

/** Pixels that no encoder can make small. */
export function noise(width: number, height: number): Sharp {
  const pixels = Buffer.alloc(width * height * 3)
  let state = 1
  for (let index = 0; index < pixels.length; index += 1) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    pixels[index] = state & 0xff
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

export function named(name: string, buffer: Buffer, mimeType = ''): ChosenFile {
  return { name, buffer, mimeType }
}

/** A BMP of 24 bits a pixel, rows from bottom to top, as Windows writes them. */
export async function bmp(image: Sharp): Promise<Buffer> {
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const rowBytes = Math.ceil((info.width * 3) / 4) * 4
  const file = Buffer.alloc(54 + rowBytes * info.height)
  file.write('BM')
  file.writeUInt32LE(file.length, 2)
  file.writeUInt32LE(54, 10)
  file.writeUInt32LE(40, 14)
  file.writeInt32LE(info.width, 18)
  file.writeInt32LE(info.height, 22)
  file.writeUInt16LE(1, 26)
  file.writeUInt16LE(24, 28)
  for (let y = 0; y < info.height; y += 1) {
    for (let x = 0; x < info.width; x += 1) {
      const from = (y * info.width + x) * 3
      const to = 54 + (info.height - 1 - y) * rowBytes + x * 3
      file.set([data[from + 2] ?? 0, data[from + 1] ?? 0, data[from] ?? 0], to)
    }
  }
  return file
}

/** A PNG of black pixels, one bit each. It has few bytes, whatever its dimensions. */
export function blackPng(width: number, height: number): Buffer {
  return blackRows(width, height, height)
}

/** The same with half the rows. Its structure is whole and its checksums are right, but no browser decodes it. */
export function halfPng(width: number, height: number): Buffer {
  return blackRows(width, height, height / 2)
}

function blackRows(width: number, height: number, rows: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 1
  const data = Buffer.alloc((Math.ceil(width / 8) + 1) * rows)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(data, { level: 9 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

/** Two pictures with a smaller difference show the same. Conversions of colours differ less, and the corners far more. */
export const alike = 60

/** Greatest difference of any channel between two pictures, each reduced to 8 × 8 pixels. */
export async function greatestDifference(first: Buffer, second: Buffer): Promise<number> {
  const [one, two] = await Promise.all(
    [first, second].map(
      async (file) =>
        await sharp(file)
          .flatten({ background: '#fff' })
          .toColourspace('srgb')
          .resize(8, 8, { fit: 'fill', kernel: 'nearest' })
          .raw()
          .toBuffer(),
    ),
  )
  if (!one || !two || one.length !== two.length) throw new Error('Not comparable')
  return one.reduce((greatest, value, index) => Math.max(greatest, Math.abs(value - (two[index] ?? 0))), 0)
}
