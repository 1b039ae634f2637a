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

export interface Encoder {
  /** Of the whole picture. */
  readonly pixels: number
  encode(encoding: Encoding): Promise<Blob>
  /** About how many bytes all pixels take, in a fraction of the time that it takes to encode them. */
  estimate(quality: number): Promise<number>
}

/** The best quality is where more bytes stop showing; below the lowest, 8-point print begins to fray. In per cent. */
const bestQuality = 92
const lowestQuality = 60
const qualitySteps = 2
const scaleSteps = 6
/** Filling this much of the limit is good enough to stop looking. */
const goodFill = 0.85
const aimedFill = 0.95
/** An estimate this much above the limit may still be wrong. */
const doubtful = 1.1
/** With as many bytes a pixel, nearly every JPEG fits at the best quality, and needs no estimate. */
const plenty = 0.5

/**
 * The best encoding of at most `maxBytes`: all pixels as long as a lower quality suffices, then fewer pixels, as
 * many as fit. Answers with undefined where not even a small picture fits. What is estimated first decides what is
 * tried: most often the first try fits. Encodes at most ten times.
 */
export async function fitWithin(
  maxBytes: number,
  format: ImageFormat,
  encoder: Encoder,
): Promise<Encoded | undefined> {
  const attempt = async (scale: number, percent: number): Promise<Encoded> => {
    const encoding = { scale, quality: percent / 100 }
    return { ...encoding, blob: await encoder.encode(encoding) }
  }
  const estimates = new Map<number, Promise<number>>()
  const estimate = (percent: number) => {
    const known = estimates.get(percent) ?? encoder.estimate(percent / 100)
    estimates.set(percent, known)
    return known
  }

  let bytes = format === 'jpeg' && maxBytes >= encoder.pixels * plenty ? 0 : await estimate(bestQuality)
  if (bytes <= maxBytes * doubtful) {
    const best = await attempt(1, bestQuality)
    bytes = best.blob.size
    if (bytes <= maxBytes) return best
  }
  if (format === 'png') return await fitByScale(maxBytes, bytes, (scale) => attempt(scale, bestQuality))
  bytes = await estimate(lowestQuality)
  if (bytes <= maxBytes * doubtful) {
    const fitting = await fitByQuality(maxBytes, estimate, (percent) => attempt(1, percent))
    if (fitting.blob.size <= maxBytes) return fitting
    bytes = fitting.blob.size
  }
  return await fitByScale(maxBytes, bytes, (scale) => attempt(scale, lowestQuality))
}

/** The best quality that fits, or the lowest. Each try tells how far the estimates are off. */
async function fitByQuality(
  maxBytes: number,
  estimate: (percent: number) => Promise<number>,
  attempt: (percent: number) => Promise<Encoded>,
): Promise<Encoded> {
  let fitting: Encoded | undefined
  let [lower, upper] = [lowestQuality, bestQuality]
  let error = 1
  for (let step = 0; step < qualitySteps && lower < upper; step += 1) {
    const aimedBytes = (maxBytes * aimedFill) / error
    const percent = await highest(lower, upper, async (one) => (await estimate(one)) <= aimedBytes)
    if (fitting && percent === lower) break
    const tried = await attempt(percent)
    const { size } = tried.blob
    if (size <= maxBytes) {
      fitting = tried
      lower = percent
      if (size >= maxBytes * goodFill) break
    } else {
      if (percent === lowestQuality) return tried
      upper = percent
    }
    error = size / (await estimate(percent))
  }
  return fitting ?? (await attempt(lowestQuality))
}

/** The highest whole number from `lower` on, and below `upper`, that fits; `lower` where none does. */
async function highest(
  lower: number,
  upper: number,
  fits: (value: number) => Promise<boolean>,
): Promise<number> {
  let [known, tooHigh] = [lower, upper]
  while (tooHigh - known > 1) {
    const middle = Math.floor((known + tooHigh) / 2)
    if (await fits(middle)) known = middle
    else tooHigh = middle
  }
  return known
}

/** Bytes grow roughly with the area, so each try is computed from the one before, and aims a little lower. */
async function fitByScale(
  maxBytes: number,
  bytesOfAllPixels: number,
  attempt: (scale: number) => Promise<Encoded>,
): Promise<Encoded | undefined> {
  let fitting: Encoded | undefined
  let tooHigh = 1
  let last = { scale: 1, bytes: bytesOfAllPixels }
  for (let step = 0; step < scaleSteps; step += 1) {
    const guess = last.scale * Math.sqrt(maxBytes / last.bytes) * 0.96
    const fits = fitting?.scale ?? 0
    const scale = guess < tooHigh && guess > fits ? guess : (fits + tooHigh) / 2
    const tried = await attempt(scale)
    last = { scale, bytes: tried.blob.size }
    if (last.bytes > maxBytes) tooHigh = scale
    else fitting = tried
    if (fitting && fitting.blob.size >= maxBytes * goodFill) break
  }
  return fitting
}
