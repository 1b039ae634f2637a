import { identifyFormat, isImageFormat } from '../contract/file-format.ts'
import { type FileFormat, type ImageFormat } from '../contract/file.ts'
import { createStructureWalk } from '../contract/image-structure.ts'
import { type Dimensions, readHeaderDimensions } from './header-dimensions.ts'
import { type ByteRange, type Orientation, readOrientation, uprightOrientation } from './orientation.ts'
import { PrepareError } from './prepare-error.ts'

export interface InspectedFile {
  readonly format: FileFormat
  /** As stored, before any orientation; undefined where the header does not say. */
  readonly stored: Dimensions | undefined
  readonly orientation: Orientation
  readonly exifBlocks: readonly ByteRange[]
}

/** What is read at once; Exif blocks and headers are looked for in the first of these. */
const chunkBytes = 1024 * 1024

/**
 * Judges a file by its bytes, a chunk at a time and without decoding it. A JPEG or PNG is walked to its end, because
 * a decoder proves less: browsers show files that were cut in half.
 */
export async function inspectFile(file: Blob): Promise<InspectedFile> {
  const head = await readBytes(file, 0, chunkBytes)
  const format = identifyFormat(head)
  if (!isImageFormat(format)) {
    const stored = readHeaderDimensions(head, format)
    return { format, stored, orientation: uprightOrientation, exifBlocks: [] }
  }
  const stored = await walkStructure(file, format, head)
  return { format, stored, ...readOrientation(head, format) }
}

async function walkStructure(file: Blob, format: ImageFormat, head: Uint8Array): Promise<Dimensions> {
  const walk = createStructureWalk(format)
  let problem = walk.push(head)
  for (let start = head.length; start < file.size && !problem; start += chunkBytes) {
    problem = walk.push(await readBytes(file, start, start + chunkBytes))
  }
  problem ??= walk.end()
  const { width, height } = walk.structure
  if (problem?.kind === 'tooManyPixels') throw new PrepareError({ kind: 'tooManyPixels', width, height })
  if (problem) throw new PrepareError({ kind: 'damaged', found: format }, { cause: problem })
  return { width, height }
}

async function readBytes(file: Blob, start: number, end: number): Promise<Uint8Array> {
  return new Uint8Array(await readBlob(file.slice(start, end)))
}

/** Phones offer files that live elsewhere: where they can't be fetched, reading fails. */
export async function readBlob(blob: Blob): Promise<ArrayBuffer> {
  try {
    return await blob.arrayBuffer()
  } catch (error) {
    if (error instanceof DOMException) throw new PrepareError({ kind: 'unreadable' }, { cause: error })
    throw error
  }
}
