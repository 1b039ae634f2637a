import { type ImageFormat } from '../contract/file.ts'

/** How a stored picture is shown: mirrored left to right where it says so, then turned clockwise. */
export interface Orientation {
  readonly isMirrored: boolean
  readonly quarterTurns: 0 | 1 | 2 | 3
}

export interface ByteRange {
  readonly start: number
  readonly end: number
}

export interface StoredOrientation {
  readonly orientation: Orientation
  /** The file's Exif blocks, each whole: without them no decoder turns the picture. */
  readonly exifBlocks: readonly ByteRange[]
}

/** Exif 2.32, 4.6.4 A, tag Orientation (0112.H): the values 1 to 8, in order. */
const orientations: readonly Orientation[] = [
  { isMirrored: false, quarterTurns: 0 },
  { isMirrored: true, quarterTurns: 0 },
  { isMirrored: false, quarterTurns: 2 },
  { isMirrored: true, quarterTurns: 2 },
  { isMirrored: true, quarterTurns: 3 },
  { isMirrored: false, quarterTurns: 1 },
  { isMirrored: true, quarterTurns: 1 },
  { isMirrored: false, quarterTurns: 3 },
]

export const uprightOrientation: Orientation = { isMirrored: false, quarterTurns: 0 }

/** Reads the orientation out of the first bytes of a JPEG or PNG, in which its Exif block must lie whole. */
export function readOrientation(head: Uint8Array, format: ImageFormat): StoredOrientation {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const blocks = format === 'jpeg' ? jpegExifBlocks(view) : pngExifBlocks(view)
  const values = blocks.map(({ tiff }) => readOrientationTag(view, tiff))
  // The first block wins, as in browsers; one that can't be read counts as upright.
  const orientation = orientations[(values[0] ?? 1) - 1] ?? uprightOrientation
  return { orientation, exifBlocks: blocks.map(({ start, end }) => ({ start, end })) }
}

interface ExifBlock extends ByteRange {
  readonly tiff: ByteRange
}

const exifIdentifier = 0x45786966 // "Exif", followed by two zero bytes in JPEG

function jpegExifBlocks(view: DataView): ExifBlock[] {
  const blocks: ExifBlock[] = []
  let start = 2
  while (start + 4 <= view.byteLength && view.getUint8(start) === 0xff) {
    const marker = view.getUint8(start + 1)
    if (marker === 0xff) {
      start += 1
      continue
    }
    if (marker === 0xda) break
    const end = start + 2 + view.getUint16(start + 2)
    const isExif =
      marker === 0xe1 &&
      end <= view.byteLength &&
      end - start >= 10 &&
      view.getUint32(start + 4) === exifIdentifier &&
      view.getUint8(start + 8) === 0
    if (isExif) blocks.push({ start, end, tiff: { start: start + 10, end } })
    start = end
  }
  return blocks
}

function pngExifBlocks(view: DataView): ExifBlock[] {
  const blocks: ExifBlock[] = []
  let start = 8
  while (start + 12 <= view.byteLength) {
    const length = view.getUint32(start)
    const end = start + 12 + length
    const isExif = view.getUint32(start + 4) === 0x65584966 && end <= view.byteLength
    if (isExif) blocks.push({ start, end, tiff: { start: start + 8, end: end - 4 } })
    start = end
  }
  return blocks
}

/** The tag's value in the first directory of a TIFF structure (TIFF 6.0, 2), or undefined. */
function readOrientationTag(view: DataView, { start, end }: ByteRange): number | undefined {
  if (end - start < 14) return undefined
  const byteOrder = view.getUint16(start)
  if (byteOrder !== 0x4949 && byteOrder !== 0x4d4d) return undefined
  const isLittleEndian = byteOrder === 0x4949
  const directory = start + view.getUint32(start + 4, isLittleEndian)
  if (directory + 2 > end) return undefined
  const entries = view.getUint16(directory, isLittleEndian)
  for (let index = 0; index < entries; index += 1) {
    const entry = directory + 2 + index * 12
    if (entry + 12 > end) return undefined
    if (view.getUint16(entry, isLittleEndian) === 0x0112) return view.getUint16(entry + 8, isLittleEndian)
  }
  return undefined
}
