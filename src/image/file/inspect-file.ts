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
import { type FileWarning } from '../prepared-file.ts'

/** What a decoder has to know of a file. */
export interface DescribedFile {
  readonly format: FileFormat
  /** As stored, before any orientation; undefined where the header does not say. */
  readonly stored: Dimensions | undefined
  readonly exifBlocks: readonly ByteRange[]
  /** Where the end marker of a JPEG belongs whose picture is whole, and which lacks that marker alone. */
  readonly missingEnd: number | undefined
}

export interface InspectedFile extends DescribedFile {
  readonly orientation: Orientation
  /** How much of a JPEG with its end marker has yet to be counted; 0 of anything else. */
  readonly uncountedBytes: number
}

/** A file, or its bytes where they are at hand: each reading of a file waits for another process of the browser (Chromium 156). */
export type FileSource = Blob | Uint8Array

/** Formats other than JPEG and PNG are judged by this alone. */
const headBytes = 1024 * 1024
/** How much is read at once after that. */
const chunkBytes = 4 * headBytes

/** A JPEG's scans are read all at once: in a longer file they could take more memory than there is. */
const maxCountedBytes = 2 ** 27

const whole = { missingEnd: undefined, uncountedBytes: 0 }

/**
 * Judges a file by its bytes, a chunk at a time and without decoding it. A JPEG or PNG is walked to its end, because
 * a decoder proves less: browsers show files that were cut in half. Where the beginning describes the picture,
 * `onDescribed` hears of it, and the rest is still to be judged.
 */
export async function inspectFile(
  file: FileSource,
  onDescribed?: (described: DescribedFile) => void,
): Promise<InspectedFile> {
  const size = sizeOf(file)
  const head = await readBytes(file, 0, headBytes)
  const format = identifyFormat(head)
  if (!isImageFormat(format)) {
    const { readHeaderDimensions } = await loadPart(import('./header-dimensions.ts'))
    const stored = readHeaderDimensions(head, format)
    return { format, stored, orientation: uprightOrientation, exifBlocks: [], ...whole }
  }
  const walk = await createWalk(format)
  let problem = walk.push(head)
  const describe = (start: Uint8Array) => {
    const { width, height } = walk.structure
    return { format, stored: { width, height }, ...readOrientation(start, format) }
  }
  if (!problem && walk.dataOffset > 0) onDescribed?.({ ...describe(head), missingEnd: undefined })
  for (let start = head.length; start < size && !problem; start += chunkBytes) {
    problem = walk.push(await readBytes(file, start, start + chunkBytes))
  }
  problem ??= walk.end()
  const { width, height, endOffset } = walk.structure
  if (problem?.kind === 'tooManyPixels') throw new PrepareError({ kind: 'tooManyPixels', width, height })
  const bytes = endOffset || size
  const isCountable =
    format === 'jpeg' && walk.dataOffset > 0 && width * height <= maxDecodedPixels && bytes <= maxCountedBytes
  const missingEnd = isCountable && endOffset === 0 ? await findMissingEnd(file) : undefined
  if (problem && missingEnd === undefined) {
    throw new PrepareError({ kind: 'damaged', found: format }, { cause: problem })
  }
  const description = walk.dataOffset > head.length ? await readBytes(file, 0, walk.dataOffset) : head
  return {
    ...describe(description),
    missingEnd,
    uncountedBytes: isCountable ? endOffset : 0,
  }
}

/**
 * What is wrong with a JPEG that can be shown all the same: it lacks its end marker, or blocks before that. They are
 * counted here only, because it takes longer than all the rest and doesn't keep the file from being sent.
 */
export async function findFlaws(
  file: FileSource,
  { missingEnd, uncountedBytes }: InspectedFile,
): Promise<readonly FileWarning[]> {
  if (missingEnd !== undefined) return ['endMissing']
  if (uncountedBytes === 0) return []
  return readScans(await readBytes(file, 0, uncountedBytes)).kind === 'broken' ? ['incomplete'] : []
}

/** The walk that the proxy makes too. Most pictures are JPEGs, so what else there is to know comes when it is needed. */
async function createWalk(format: ImageFormat): Promise<StructureWalk> {
  if (format === 'jpeg') return new JpegWalk()
  const { PngWalk } = await loadPart(import('../../contract/image/png-walk.ts'))
  return new PngWalk()
}

/** Where the picture of a JPEG without an end marker is whole; undefined where it isn't. */
async function findMissingEnd(file: FileSource): Promise<number | undefined> {
  const scans = readScans(await readBytes(file, 0, sizeOf(file)))
  return scans.kind === 'complete' ? scans.end : undefined
}

export async function readBytes(file: FileSource, start: number, end: number): Promise<Uint8Array> {
  return file instanceof Blob
    ? new Uint8Array(await readBlob(file.slice(start, end)))
    : file.subarray(start, end)
}

function sizeOf(file: FileSource): number {
  return file instanceof Blob ? file.size : file.length
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
