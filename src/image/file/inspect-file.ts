import { identifyFormat, isImageFormat } from '../../contract/image/file-format.ts'
import { type FileFormat, type ImageFormat } from '../../contract/file.ts'
import { JpegWalk } from '../../contract/image/jpeg-walk.ts'
import { type StructureWalk } from '../../contract/image/structure-walk.ts'
import { maxDecodedPixels } from '../drawing/decoded-pixels.ts'
import { type Dimensions } from './header-dimensions.ts'
import { readScans } from './jpeg-scans.ts'
import { type ByteRange, type Orientation, readOrientation, uprightOrientation } from './orientation.ts'
import { loadPart } from '../load-part.ts'
import { PrepareError } from '../prepare-error.ts'

export interface InspectedFile {
  readonly format: FileFormat
  /** As stored, before any orientation; undefined where the header does not say. */
  readonly stored: Dimensions | undefined
  readonly orientation: Orientation
  readonly exifBlocks: readonly ByteRange[]
  readonly flaw: ScanFlaw | undefined
}

/** What is wrong with a JPEG that can be shown all the same. */
type ScanFlaw =
  /** The picture is whole up to `end`, and the end marker that belongs there is missing. */
  | { readonly kind: 'endMissing'; readonly end: number }
  /** The end marker is there, and the picture before it is not whole. */
  | { readonly kind: 'incomplete' }

/** How much is read at once. Formats other than JPEG and PNG are judged by the first of these alone. */
const chunkBytes = 1024 * 1024

/** A JPEG's scans are read all at once: in a longer file they could take more memory than there is. */
const maxScannedBytes = 2 ** 27

/**
 * Judges a file by its bytes, a chunk at a time and without decoding it. A JPEG or PNG is walked to its end, because
 * a decoder proves less: browsers show files that were cut in half.
 */
export async function inspectFile(file: Blob): Promise<InspectedFile> {
  const head = await readBytes(file, 0, chunkBytes)
  const format = identifyFormat(head)
  if (!isImageFormat(format)) {
    const { readHeaderDimensions } = await loadPart(import('./header-dimensions.ts'))
    const stored = readHeaderDimensions(head, format)
    return { format, stored, orientation: uprightOrientation, exifBlocks: [], flaw: undefined }
  }
  const walk = await createWalk(format)
  let problem = walk.push(head)
  for (let start = head.length; start < file.size && !problem; start += chunkBytes) {
    problem = walk.push(await readBytes(file, start, start + chunkBytes))
  }
  problem ??= walk.end()
  const { width, height, endOffset } = walk.structure
  if (problem?.kind === 'tooManyPixels') throw new PrepareError({ kind: 'tooManyPixels', width, height })
  const isScanned = format === 'jpeg' && walk.dataOffset > 0 && width * height <= maxDecodedPixels
  const flaw = isScanned ? await findFlaw(file, endOffset) : undefined
  if (problem && flaw?.kind !== 'endMissing') {
    throw new PrepareError({ kind: 'damaged', found: format }, { cause: problem })
  }
  const description = walk.dataOffset > head.length ? await readBytes(file, 0, walk.dataOffset) : head
  return { format, stored: { width, height }, ...readOrientation(description, format), flaw }
}

/** The walk that the proxy makes too. Most pictures are JPEGs, so what else there is to know comes when it is needed. */
async function createWalk(format: ImageFormat): Promise<StructureWalk> {
  if (format === 'jpeg') return new JpegWalk()
  const { PngWalk } = await loadPart(import('../../contract/image/png-walk.ts'))
  return new PngWalk()
}

/** A flaw in a JPEG's scans. Where it has no end marker, `endOffset` is 0, and the picture may go on to the file's end. */
async function findFlaw(file: Blob, endOffset: number): Promise<ScanFlaw | undefined> {
  const bytes = endOffset || file.size
  if (bytes > maxScannedBytes) return undefined
  const scans = readScans(await readBytes(file, 0, bytes))
  if (endOffset > 0) return scans.kind === 'broken' ? { kind: 'incomplete' } : undefined
  return scans.kind === 'complete' ? { kind: 'endMissing', end: scans.end } : undefined
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
