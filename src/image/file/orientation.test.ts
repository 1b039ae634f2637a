import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { type ImageFormat } from '../../contract/file.ts'
import { readOrientation, uprightOrientation } from './orientation.ts'

const image = sharp({ create: { width: 3, height: 2, channels: 3, background: 'teal' } })
const oriented = async (format: ImageFormat, orientation: number) =>
  await image.clone().withMetadata({ orientation }).toFormat(format).toBuffer()

/** An Exif block of JPEG around a TIFF structure whose directory holds the given entries. */
function exifSegment(tiff: readonly number[]): number[] {
  const body = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff]
  return [0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 0xff, ...body]
}

const bigEndian = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8]
const littleEndian = [0x49, 0x49, 42, 0, 8, 0, 0, 0]
const jpegOf = (...segments: readonly number[][]) =>
  Uint8Array.from([0xff, 0xd8, ...segments.flat(), 0xff, 0xda])

describe('The orientation of a file', () => {
  test.each([
    [1, false, 0],
    [2, true, 0],
    [3, false, 2],
    [4, true, 2],
    [5, true, 3],
    [6, false, 1],
    [7, true, 1],
    [8, false, 3],
  ])('%i is read from JPEG and PNG', async (value, isMirrored, quarterTurns) => {
    for (const format of ['jpeg', 'png'] as const) {
      const { orientation } = readOrientation(await oriented(format, value), format)
      expect(orientation).toEqual({ isMirrored, quarterTurns })
    }
  })

  test.each([
    ['big-endian', [...bigEndian, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]],
    ['little-endian', [...littleEndian, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]],
    [
      'behind another entry',
      [...bigEndian, 0, 2, 1, 0, 0, 3, 0, 0, 0, 1, 0, 9, 0, 0, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0],
    ],
  ])('is read when it is stored %s', (_title, tiff) => {
    const head = jpegOf([0xff, 0xe0, 0, 4, 1, 2], exifSegment(tiff))
    expect(readOrientation(head, 'jpeg').orientation).toEqual({ isMirrored: false, quarterTurns: 1 })
  })

  test.each([
    ['there is none', jpegOf()],
    ['its value is 0', jpegOf(exifSegment([...bigEndian, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0]))],
    ['its value is 9', jpegOf(exifSegment([...bigEndian, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 9, 0, 0]))],
    ['the byte order is none', jpegOf(exifSegment([0x4d, 0x49, 0, 42, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0]))],
    [
      'the directory lies outside',
      jpegOf(exifSegment([0x4d, 0x4d, 0, 42, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0])),
    ],
    ['the directory is longer than its block', jpegOf(exifSegment([...bigEndian, 0xff, 0xff, 0, 0, 0, 0]))],
    ['the block is too short', jpegOf(exifSegment([0x4d, 0x4d]))],
    ['the block is cut off', jpegOf([0xff, 0xe1, 0xff, 0xff, 0x45, 0x78, 0x69, 0x66, 0, 0, ...bigEndian])],
    ['the segment has no length', Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, 0])],
    [
      'it stands after the scan began',
      Uint8Array.from([0xff, 0xd8, 0xff, 0xda, 0, 2, ...exifSegment(bigEndian)]),
    ],
  ])('is upright where %s', (_title, head) => {
    expect(readOrientation(head, 'jpeg').orientation).toEqual(uprightOrientation)
  })
})

test('Without the Exif blocks that are found, no decoder turns the picture', async () => {
  for (const format of ['jpeg', 'png'] as const) {
    const file = await oriented(format, 6)
    const { exifBlocks } = readOrientation(file, format)
    expect(exifBlocks).toHaveLength(1)
    const parts = exifBlocks.map(({ start, end }) => [file.subarray(0, start), file.subarray(end)])
    const stripped = Buffer.concat(parts.flat())
    expect((await sharp(stripped).metadata()).orientation).toBeUndefined()
    expect(await sharp(stripped).raw().toBuffer()).toEqual(await sharp(file).raw().toBuffer())
  }
})
