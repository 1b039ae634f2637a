import { crc32, initialCrc32 } from '../../contract/image/crc32.ts'
import { type ImageFormat } from '../../contract/file.ts'
import { isAlone } from '../../contract/image/jpeg-walk.ts'
import { type Dimensions } from './header-dimensions.ts'

/** How a stored picture is shown: mirrored left to right where it says so, then turned clockwise. */
export interface Orientation {
  readonly isMirrored: boolean
  readonly quarterTurns: 0 | 1 | 2 | 3
}

export interface ByteRange {
  readonly start: number
  readonly end: number
}

interface StoredOrientation {
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

export function uprightDimensions({ width, height }: Dimensions, { quarterTurns }: Orientation): Dimensions {
  return quarterTurns % 2 === 0 ? { width, height } : { width: height, height: width }
}

/**
 * Reads the orientation from the part of a JPEG or PNG that comes before its data. As in Chromium, the first Exif
 * block that is whole wins, and one that can't be read counts as upright.
 */
export function readOrientation(description: Uint8Array, format: ImageFormat): StoredOrientation {
  const view = new DataView(description.buffer, description.byteOffset, description.byteLength)
  const blocks = format === 'jpeg' ? jpegExifBlocks(view) : pngExifBlocks(view)
  const first = blocks.find(({ isWhole }) => isWhole)
  const orientation = first ? readOrientationTag(view, first.tiff) : undefined
  return {
    orientation: orientation ?? uprightOrientation,
    exifBlocks: blocks,
  }
}

interface ExifBlock extends ByteRange {
  readonly tiff: ByteRange
  /** Whether its checksum is right, where it has one. */
  readonly isWhole: boolean
}

const exifIdentifier = 0x45786966 // "Exif", followed by two zero bytes in JPEG
const exifChunk = 0x65584966 // "eXIf"
const dataChunk = 0x49444154 // "IDAT"
const shortType = 3

function jpegExifBlocks(view: DataView): ExifBlock[] {
  const blocks: ExifBlock[] = []
  let start = 2
  while (start + 4 <= view.byteLength) {
    const marker = view.getUint8(start + 1)
    // Stray and fill bytes, and markers without a segment, as in the walk.
    if (view.getUint8(start) !== 0xff || marker === 0xff) {
      start += 1
      continue
    }
    if (isAlone(marker)) {
      start += 2
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
    if (isExif) blocks.push({ start, end, tiff: { start: start + 10, end }, isWhole: true })
    start = end
  }
  return blocks
}

/** Reads no further than IDAT: browsers ignore an Exif chunk behind it (PNG, third edition, 11.3.4.2, allows it). */
function pngExifBlocks(view: DataView): ExifBlock[] {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  const blocks: ExifBlock[] = []
  let start = 8
  while (start + 12 <= view.byteLength) {
    const type = view.getUint32(start + 4)
    const end = start + 12 + view.getUint32(start)
    if (type === dataChunk || end > view.byteLength) break
    if (type === exifChunk) {
      const isWhole = ~crc32(initialCrc32, bytes, start + 4, end - 4) === view.getInt32(end - 4)
      blocks.push({ start, end, tiff: { start: start + 8, end: end - 4 }, isWhole })
    }
    start = end
  }
  return blocks
}

/** What the first directory of a TIFF structure (TIFF 6.0, 2) says: its first entry of one SHORT from 1 to 8. */
function readOrientationTag(view: DataView, { start, end }: ByteRange): Orientation | undefined {
  if (end - start < 14) return undefined
  const byteOrder = view.getUint16(start)
  if (byteOrder !== 0x4949 && byteOrder !== 0x4d4d) return undefined
  const isLittleEndian = byteOrder === 0x4949
  if (view.getUint16(start + 2, isLittleEndian) !== 42) return undefined
  const directory = start + view.getUint32(start + 4, isLittleEndian)
  if (directory + 2 > end) return undefined
  const entries = view.getUint16(directory, isLittleEndian)
  for (let index = 0; index < entries; index += 1) {
    const entry = directory + 2 + index * 12
    if (entry + 12 > end) return undefined
    const isOrientation =
      view.getUint16(entry, isLittleEndian) === 0x0112 &&
      view.getUint16(entry + 2, isLittleEndian) === shortType &&
      view.getUint32(entry + 4, isLittleEndian) === 1
    const orientation = isOrientation && orientations[view.getUint16(entry + 8, isLittleEndian) - 1]
    if (orientation) return orientation
  }
  return undefined
}
