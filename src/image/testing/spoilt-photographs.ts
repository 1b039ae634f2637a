import sharp from 'sharp'
import { type FileWarning } from '../prepared-file.ts'
import { type Photograph } from './photographs.ts'
import { findWarnings } from '../quality/quality.ts'
import { PixelReducer, type Pixels } from '../quality/reduce-pixels.ts'

async function reduced({ width, height, data }: Photograph): Promise<Pixels> {
  const image = sharp(data, { raw: { width, height, channels: 3 } })
  const pixels = await image.ensureAlpha().raw().toBuffer()
  const reducer = new PixelReducer(width, height)
  reducer.push({
    width,
    height,
    data: new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length),
  })
  return reducer.pixels
}

/** What the wizard would warn of. */
export const warningsOf = async (photograph: Photograph): Promise<FileWarning[]> =>
  findWarnings(photograph, await reduced(photograph))

const longSide = ({ width, height }: Photograph) => Math.max(width, height)

/** Standard deviation of a Gaussian blur, as a share of the long side. */
export async function blurred(photograph: Photograph, share: number): Promise<Photograph> {
  const { width, height } = photograph
  const data = await sharp(photograph.data, { raw: { width, height, channels: 3 } })
    .blur(longSide(photograph) * share)
    .raw()
    .toBuffer()
  return { ...photograph, data }
}

/** The camera moved to the lower right by a share of the long side while it took the picture. */
export function shaken(photograph: Photograph, share: number): Photograph {
  const { width, height, data } = photograph
  const steps = Math.round((longSide(photograph) * share) / Math.SQRT2)
  const result = Buffer.alloc(data.length)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        let sum = 0
        for (let step = 0; step < steps; step += 1) {
          const from = Math.min(height - 1, y + step) * width + Math.min(width - 1, x + step)
          sum += data[from * 3 + channel] ?? 0
        }
        result[(y * width + x) * 3 + channel] = sum / steps
      }
    }
  }
  return { ...photograph, data: result }
}

/** Exposed by so many stops more or less: each doubles or halves the light, which sRGB stores with a curve. */
export function exposed(photograph: Photograph, stops: number): Photograph {
  const curve = Uint8Array.from({ length: 256 }, (_, value) => {
    const stored = value / 255
    const light = stored <= 0.04045 ? stored / 12.92 : ((stored + 0.055) / 1.055) ** 2.4
    const more = Math.min(1, light * 2 ** stops)
    return Math.round(255 * (more <= 0.0031308 ? more * 12.92 : 1.055 * more ** (1 / 2.4) - 0.055))
  })
  const data = Buffer.alloc(photograph.data.length)
  for (let at = 0; at < data.length; at += 1) data[at] = curve[photograph.data[at] ?? 0] ?? 0
  return { ...photograph, data }
}
