import { formatOfExtension, type ImageFormat, mediaTypeOfFormat } from '../contract/file.ts'
import { type CreateCanvas } from './drawing/canvas.ts'
import { decodeImage } from './drawing/decode-image.ts'
import { drawUpright, turnedBy, uprightDimensions } from './drawing/draw-upright.ts'
import { encodeWithin } from './drawing/encode-within.ts'
import { type Dimensions } from './file/header-dimensions.ts'
import { type InspectedFile, inspectFile, readBlob } from './file/inspect-file.ts'
import { asPrepareError, PrepareError } from './prepare-error.ts'
import { type FileChange, type FileWarning, type PreparedFile, type PrepareRequest } from './prepared-file.ts'
import { findWarnings } from './quality/quality.ts'
import { readReduced } from './quality/read-reduced.ts'

/**
 * Makes a file ready, in a worker or on the page. A file that already is what was registered stays as it is, byte for
 * byte; any other is decoded, turned upright and encoded. Throws PrepareError for whatever a person can be told about.
 */
export async function prepareImage(
  request: PrepareRequest,
  createCanvas: CreateCanvas,
): Promise<PreparedFile> {
  const { extension, maxFileBytes, quarterTurns } = request
  const format = formatOfExtension[extension]
  const file = await keptInMemory(request.file, maxFileBytes)
  const inspected = await inspectFile(file)
  const isReady =
    inspected.format === format &&
    inspected.flaw?.kind !== 'endMissing' &&
    file.size <= maxFileBytes &&
    quarterTurns === 0
  return isReady
    ? await keep(file, format, inspected, createCanvas)
    : await remake({ ...request, file }, format, inspected, createCanvas)
}

/**
 * A copy of what is small enough to be sent as it is. A file can be changed, or taken away by the phone's cloud, after it
 * was hashed and before it was sent, and then every attempt to send it fails. It is read whole, not by its size: one that
 * is gone says that it is empty (Chromium 156).
 */
async function keptInMemory(file: Blob, maxBytes: number): Promise<Blob> {
  return file.size > maxBytes ? file : new Blob([await readBlob(file)])
}

async function keep(
  file: Blob,
  format: ImageFormat,
  inspected: InspectedFile,
  createCanvas: CreateCanvas,
): Promise<PreparedFile> {
  const { stored, orientation } = inspected
  if (!stored) throw new PrepareError({ kind: 'damaged', found: format })
  const dimensions = uprightDimensions(stored, orientation)
  return {
    blob: file.slice(0, file.size, mediaTypeOfFormat[format]),
    format,
    sha256: await sha256Of(file),
    ...dimensions,
    original: { format, bytes: file.size, ...dimensions },
    changes: [],
    warnings: [
      ...flawWarnings(inspected),
      ...(await warningsAsItIs(file, dimensions, inspected, createCanvas)),
    ],
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

async function remake(
  { file, maxFileBytes, quarterTurns }: PrepareRequest,
  format: ImageFormat,
  inspected: InspectedFile,
  createCanvas: CreateCanvas,
): Promise<PreparedFile> {
  const bitmap = await decodeImage(file, inspected)
  const original = uprightDimensions(bitmap, inspected.orientation)
  const canvas = drawUpright(bitmap, turnedBy(inspected.orientation, quarterTurns), format, createCanvas)
  try {
    const fitting = await encodeWithin(maxFileBytes, format, canvas, createCanvas)
    if (!fitting) throw new PrepareError({ kind: 'tooLarge', bytes: file.size })
    const { blob, scale } = fitting
    const result = await inspectEncoded(blob, format)
    const isScaled = scale < 1 || canvas.width * canvas.height < original.width * original.height
    const isConverted = inspected.format !== format
    const changes: readonly (FileChange | false)[] = [
      inspected.flaw?.kind === 'endMissing' && 'completed',
      isConverted && 'converted',
      isScaled && 'scaled',
      file.size > maxFileBytes && !isConverted && !isScaled && 'recompressed',
      quarterTurns !== 0 && 'rotated',
    ]
    return {
      blob,
      format,
      sha256: await sha256Of(blob),
      ...result,
      original: { format: inspected.format, bytes: file.size, ...original },
      changes: changes.filter((change) => change !== false),
      warnings: [
        ...flawWarnings(inspected),
        ...findWarnings(result, readReduced(canvas.source, canvas, createCanvas)),
      ],
    }
  } finally {
    canvas.release()
  }
}

/** The encoder's work is judged like any other file. */
async function inspectEncoded(blob: Blob, format: ImageFormat): Promise<Dimensions> {
  try {
    const encoded = await inspectFile(blob)
    if (encoded.format === format && encoded.stored && !encoded.flaw) return encoded.stored
    throw new Error(`Encoded as ${encoded.format}`, { cause: encoded.flaw })
  } catch (cause) {
    throw new PrepareError({ kind: 'failed' }, { cause })
  }
}

function flawWarnings({ flaw }: InspectedFile): readonly FileWarning[] {
  return flaw ? [flaw.kind] : []
}

async function sha256Of(blob: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer())
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
