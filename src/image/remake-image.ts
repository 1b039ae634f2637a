import { type ImageFormat } from '../contract/file.ts'
import { type CreateCanvas } from './drawing/canvas.ts'
import { decodeImage } from './drawing/decode-image.ts'
import { drawUpright, turnedBy } from './drawing/draw-upright.ts'
import { encodeWithin } from './drawing/encode-within.ts'
import { type Dimensions } from './file/header-dimensions.ts'
import { findFlaws, type InspectedFile, inspectFile, readBlob } from './file/inspect-file.ts'
import { uprightDimensions } from './file/orientation.ts'
import { sha256Of } from './file/sha256.ts'
import { PrepareError } from './prepare-error.ts'
import { type Preparation } from './prepare-image.ts'
import { type FileChange, type PrepareRequest } from './prepared-file.ts'
import { findWarnings } from './quality/quality.ts'
import { readReduced } from './quality/read-reduced.ts'

/** Decodes a file, turns it upright, and encodes it in the registered format, within the limit. */
export async function remake(
  { file, maxFileBytes, quarterTurns }: PrepareRequest,
  format: ImageFormat,
  createCanvas: CreateCanvas,
): Promise<Preparation> {
  const { inspected, bitmap } = await inspectAndDecode(file)
  const original = uprightDimensions(bitmap, inspected.orientation)
  const canvas = drawUpright(bitmap, turnedBy(inspected.orientation, quarterTurns), format, createCanvas)
  try {
    const fitting = await encodeWithin(maxFileBytes, format, canvas, createCanvas)
    if (!fitting) throw new PrepareError({ kind: 'tooLarge', bytes: file.size })
    const { blob, scale } = fitting
    const { encoded, size, sha256 } = await inspectEncoded(blob, format)
    const isScaled = scale < 1 || canvas.width * canvas.height < original.width * original.height
    const isConverted = inspected.format !== format
    const changes: readonly (FileChange | false)[] = [
      inspected.missingEnd !== undefined && 'completed',
      isConverted && 'converted',
      isScaled && 'scaled',
      file.size > maxFileBytes && !isConverted && !isScaled && 'recompressed',
      quarterTurns !== 0 && 'rotated',
    ]
    const prepared = {
      blob,
      format,
      sha256,
      ...size,
      original: { format: inspected.format, bytes: file.size, ...original },
      changes: changes.filter((change) => change !== false),
    }
    return {
      prepared,
      async findWarnings() {
        const reduced = readReduced(canvas.source, canvas, createCanvas)
        canvas.release()
        const flaws = [...(await findFlaws(file, inspected)), ...(await findFlaws(blob, encoded))]
        return [...new Set(flaws), ...findWarnings(size, reduced)]
      },
    }
  } catch (error) {
    canvas.release()
    throw error
  }
}

/** Judges a file while it is decoded, from when its beginning says how. Both take about as long, on a processor each. */
async function inspectAndDecode(
  file: Blob,
): Promise<{ readonly inspected: InspectedFile; readonly bitmap: ImageBitmap }> {
  const decoding: Promise<ImageBitmap>[] = []
  const closeUnused = () => Promise.allSettled(decoding.map(async (unused) => (await unused).close()))
  try {
    const inspected = await inspectFile(file, (described) => {
      const bitmap = decodeImage(file, described)
      // Where judging fails first, nobody hears of it.
      bitmap.catch(() => undefined)
      decoding.push(bitmap)
    })
    if (inspected.missingEnd !== undefined) await closeUnused()
    else if (decoding[0]) return { inspected, bitmap: await decoding[0] }
    return { inspected, bitmap: await decodeImage(file, inspected) }
  } catch (error) {
    void closeUnused()
    throw error
  }
}

/** The encoder's work is hashed, and walked like any other file. */
async function inspectEncoded(
  blob: Blob,
  format: ImageFormat,
): Promise<{ readonly encoded: InspectedFile; readonly size: Dimensions; readonly sha256: string }> {
  try {
    const bytes = new Uint8Array(await readBlob(blob))
    const [sha256, encoded] = await Promise.all([sha256Of(bytes), inspectFile(bytes)])
    const { stored: size, missingEnd } = encoded
    if (encoded.format === format && size && missingEnd === undefined) return { encoded, size, sha256 }
    throw new Error(`Encoded as ${encoded.format}`, { cause: encoded })
  } catch (cause) {
    throw new PrepareError({ kind: 'failed' }, { cause })
  }
}
