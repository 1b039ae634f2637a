import { formatOfExtension, type ImageFormat, mediaTypeOfFormat } from '../contract/file.ts'
import { formatHeadBytes, identifyFormat, isImageFormat } from '../contract/image/file-format.ts'
import { type CreateCanvas } from './drawing/canvas.ts'
import { decodeImage } from './drawing/decode-image.ts'
import { type Dimensions } from './file/header-dimensions.ts'
import { findFlaws, type InspectedFile, inspectFile, readBlob, readBytes } from './file/inspect-file.ts'
import { uprightDimensions } from './file/orientation.ts'
import { sha256Of } from './file/sha256.ts'
import { loadPart } from './load-part.ts'
import { asPrepareError, PrepareError } from './prepare-error.ts'
import { type FileWarning, type PreparedFile, type PrepareRequest } from './prepared-file.ts'
import { findWarnings } from './quality/quality.ts'
import { readReduced } from './quality/read-reduced.ts'

/** A file that can be sent, and has yet to be looked at. */
export interface Preparation {
  readonly prepared: Omit<PreparedFile, 'warnings'>
  /** Has to be called, once: it gives back what memory the picture still takes. */
  readonly findWarnings: () => Promise<readonly FileWarning[]>
}

/**
 * Makes a file ready, in a worker or on the page. A file that already is what was registered stays as it is, byte for
 * byte; any other is decoded, turned upright and encoded. Throws PrepareError for whatever a person can be told about.
 */
export async function prepareImage(
  request: PrepareRequest,
  createCanvas: CreateCanvas,
): Promise<Preparation> {
  const { file, extension, maxFileBytes, quarterTurns } = request
  const format = formatOfExtension[extension]
  if (quarterTurns === 0 && file.size <= maxFileBytes && !(await isOtherImage(file, format))) {
    // It is read whole, not by its size: a file that is gone says that it is empty (Chromium 156).
    const bytes = new Uint8Array(await readBlob(file))
    const inspected = await inspectFile(bytes)
    if (inspected.format === format && inspected.missingEnd === undefined) {
      return await keep(bytes, format, inspected, createCanvas)
    }
  }
  // Most pictures go up as they are.
  const { remake } = await loadPart(import('./remake-image.ts'))
  return await remake(request, format, createCanvas)
}

async function isOtherImage(file: Blob, format: ImageFormat): Promise<boolean> {
  const found = identifyFormat(await readBytes(file, 0, formatHeadBytes))
  return isImageFormat(found) && found !== format
}

/**
 * A copy is sent. The file can be changed, or taken away by the phone's cloud, after it was hashed and before it was sent,
 * and then every attempt to send it fails.
 */
async function keep(
  bytes: Uint8Array<ArrayBuffer>,
  format: ImageFormat,
  inspected: InspectedFile,
  createCanvas: CreateCanvas,
): Promise<Preparation> {
  const { stored, orientation } = inspected
  if (!stored) throw new PrepareError({ kind: 'damaged', found: format })
  const dimensions = uprightDimensions(stored, orientation)
  const blob = new Blob([bytes], { type: mediaTypeOfFormat[format] })
  const prepared = {
    blob,
    format,
    sha256: await sha256Of(bytes),
    ...dimensions,
    original: { format, bytes: blob.size, ...dimensions },
    changes: [],
  }
  return {
    prepared,
    async findWarnings() {
      // On the page, decoding lets it show the picture first.
      const found = await warningsAsItIs(blob, dimensions, inspected, createCanvas)
      return [...(await findFlaws(blob, inspected)), ...found]
    },
  }
}

/**
 * Nothing found here keeps the file from being sent. If a picture can't be decoded, the person is asked to look at it.
 * If it is too large to be decoded, it is merely not judged.
 */
async function warningsAsItIs(
  file: Blob,
  dimensions: Dimensions,
  inspected: InspectedFile,
  createCanvas: CreateCanvas,
): Promise<readonly FileWarning[]> {
  let bitmap: ImageBitmap
  try {
    bitmap = await decodeImage(file, inspected)
  } catch (error) {
    const cannotBeShown = asPrepareError(error).problem.kind === 'damaged'
    return [...(cannotBeShown ? (['notShown'] as const) : []), ...findWarnings(dimensions, undefined)]
  }
  const pixels = readReduced(bitmap, bitmap, createCanvas)
  bitmap.close()
  return findWarnings(dimensions, pixels)
}
