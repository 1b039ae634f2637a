import { type FileFormat } from '../../contract/file.ts'

export interface Dimensions {
  readonly width: number
  readonly height: number
}

/**
 * The dimensions a file's first bytes announce, for the formats that are neither JPEG nor PNG; undefined where
 * they don't. Read before anything is decoded, so that a small file can't claim the memory of a giant picture.
 */
export function readHeaderDimensions(head: Uint8Array, format: FileFormat): Dimensions | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  try {
    switch (format) {
      case 'webp':
        return webpDimensions(view)
      case 'gif':
        return { width: view.getUint16(6, true), height: view.getUint16(8, true) }
      case 'bmp':
        return bmpDimensions(view)
      case 'avif':
      case 'heic':
        return largestSpatialExtent(view)
      default:
        return undefined
    }
  } catch (error) {
    // A DataView throws it beyond its end: the header is cut off.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** RFC 9649, 2.5 to 2.7: lossy, lossless, and the extended header that precedes either. */
function webpDimensions(view: DataView): Dimensions | undefined {
  switch (view.getUint32(12)) {
    case 0x56503820: // "VP8 "
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
    case 0x5650384c: {
      // "VP8L": 14 bits each, from the lowest bit on
      const bits = view.getUint32(21, true)
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 0x56503858: // "VP8X": 24 bits each
      return {
        width: (view.getUint16(24, true) | (view.getUint8(26) << 16)) + 1,
        height: (view.getUint16(27, true) | (view.getUint8(29) << 16)) + 1,
      }
    default:
      return undefined
  }
}

/** A negative height means that the rows are stored from top to bottom. */
function bmpDimensions(view: DataView): Dimensions {
  const hasCoreHeader = view.getUint32(14, true) === 12
  if (hasCoreHeader) return { width: view.getUint16(18, true), height: view.getUint16(20, true) }
  return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) }
}

/**
 * ISO/IEC 23008-12, 6.5.3: each item's extent is in an `ispe` property. A picture made of tiles has one for the
 * tile and one for the whole, a thumbnail has its own: the largest is the picture.
 */
function largestSpatialExtent(view: DataView): Dimensions | undefined {
  let largest: Dimensions | undefined
  for (let at = 0; at + 16 <= view.byteLength; at += 1) {
    if (view.getUint8(at) !== 0x69 || view.getUint32(at) !== 0x69737065) continue
    const extent = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) }
    if (!largest || extent.width * extent.height > largest.width * largest.height) largest = extent
  }
  return largest
}
