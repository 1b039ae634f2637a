import { type ImageFormat } from '../../contract/file.ts'

export interface Encoding {
  /** Of each side, 1 for all pixels. */
  readonly scale: number
  /** From 0 to 1; PNG has none and ignores it. */
  readonly quality: number
}

export interface Encoded extends Encoding {
  readonly blob: Blob
}

/** The best quality is where more bytes stop showing; below the lowest, 8-point print begins to fray. */
const bestQuality = 0.92
const lowestQuality = 0.6
const qualitySteps = 3
const scaleSteps = 6
/** Filling this much of the limit is good enough to stop looking. */
const goodFill = 0.85

/**
 * The best encoding of at most `maxBytes`: all pixels as long as a lower quality suffices, then fewer pixels, as
 * many as fit. Answers with undefined where not even a small picture fits. Encodes at most eight times.
 */
export async function fitWithin(
  maxBytes: number,
  format: ImageFormat,
  encode: (encoding: Encoding) => Promise<Blob>,
): Promise<Encoded | undefined> {
  const attempt = async (encoding: Encoding): Promise<Encoded> => ({
    ...encoding,
    blob: await encode(encoding),
  })
  const best = await attempt({ scale: 1, quality: bestQuality })
  if (best.blob.size <= maxBytes) return best
  if (format === 'png') return await fitByScale(maxBytes, best, attempt)
  const lowest = await attempt({ scale: 1, quality: lowestQuality })
  if (lowest.blob.size <= maxBytes) return await fitByQuality(maxBytes, lowest, attempt)
  return await fitByScale(maxBytes, lowest, attempt)
}

async function fitByQuality(
  maxBytes: number,
  lowest: Encoded,
  attempt: (encoding: Encoding) => Promise<Encoded>,
): Promise<Encoded> {
  let fitting = lowest
  let tooHigh = bestQuality
  for (let step = 0; step < qualitySteps && fitting.blob.size < maxBytes * goodFill; step += 1) {
    const tried = await attempt({ scale: 1, quality: (fitting.quality + tooHigh) / 2 })
    if (tried.blob.size <= maxBytes) fitting = tried
    else tooHigh = tried.quality
  }
  return fitting
}

/** Bytes grow roughly with the area, so each try is computed from the one before, and aims a little lower. */
async function fitByScale(
  maxBytes: number,
  tooLarge: Encoded,
  attempt: (encoding: Encoding) => Promise<Encoded>,
): Promise<Encoded | undefined> {
  let fitting: Encoded | undefined
  let tooHigh = tooLarge.scale
  let last = tooLarge
  for (let step = 0; step < scaleSteps; step += 1) {
    const guess = last.scale * Math.sqrt(maxBytes / last.blob.size) * 0.96
    const scale =
      guess < tooHigh && guess > (fitting?.scale ?? 0) ? guess : ((fitting?.scale ?? 0) + tooHigh) / 2
    last = await attempt({ scale, quality: tooLarge.quality })
    if (last.blob.size > maxBytes) tooHigh = scale
    else fitting = last
    if (fitting && fitting.blob.size >= maxBytes * goodFill) break
  }
  return fitting
}
