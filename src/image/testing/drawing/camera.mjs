import sharp from 'sharp'
import { chance } from './texture.mjs'

/** @typedef {import('./texture.mjs').Light} Light */

/**
 * What lies where. The long side goes from 0 to 4, the short one from 0 to 3.
 *
 * @typedef {(x: number, y: number) => Light} Scene
 */

/**
 * @typedef {object} Shot
 * @property {Scene} scene
 * @property {'portrait'} [held] as most hold their phones; otherwise it is wider than high
 * @property {number} exposure a factor for all light
 * @property {number} grain the sensor's noise: 1 by day, several times that by night
 */

const longSide = 960
/** The sensor has so many times more pixels, as of a photograph that was made smaller to be sent. */
const sensorScale = 2
/** Of the lens, as the standard deviation of a Gaussian, in pixels of the sensor. */
const softness = 0.9
/** How much darker the corners are. */
const vignette = 0.22
const jpegQuality = 74

/**
 * Takes the photograph as a phone does: a lens that is not quite sharp and darker at its corners; noise of the light and of
 * the sensor; a curve that spares the highlights; a little sharpening; JPEG with half the colour.
 *
 * @param {Shot} shot
 */
export async function photograph({ scene, held, exposure, grain }) {
  const long = longSide * sensorScale
  const short = (long / 4) * 3
  const [width, height] = held === 'portrait' ? [short, long] : [long, short]
  const light = new Float32Array(width * height * 3)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const fall = 1 - vignette * (Math.hypot(x / width - 0.5, y / height - 0.5) * Math.SQRT2) ** 2
      const colour = scene(((x + 0.5) / long) * 4, ((y + 0.5) / long) * 4)
      light.set(
        colour.map((part) => part * exposure * fall),
        (y * width + x) * 3,
      )
    }
  }
  soften(light, width, height)
  const stored = Buffer.alloc(light.length)
  for (let at = 0; at < light.length; at += 1) {
    const seen = light[at] ?? 0
    stored[at] = 255 * curve(seen + grain * Math.sqrt(0.00012 * seen + 0.000004) * bell(at))
  }
  return await sharp(stored, { raw: { width, height, channels: 3 } })
    .resize(width / sensorScale)
    .sharpen({ sigma: 0.7, m1: 0.3, m2: 0.8 })
    .jpeg({ quality: jpegQuality, mozjpeg: true, progressive: false })
    .toBuffer()
}

/**
 * Blurs along the rows, then along the columns.
 *
 * @param {Float32Array} light
 * @param {number} width
 * @param {number} height
 */
function soften(light, width, height) {
  const weights = [-2, -1, 0, 1, 2].map((distance) => Math.exp(-(distance ** 2) / (2 * softness ** 2)))
  const sum = weights.reduce((total, weight) => total + weight)
  for (const stride of [3, width * 3]) {
    const before = Float32Array.from(light)
    for (let at = stride * 2; at < width * height * 3 - stride * 2; at += 1) {
      let blurred = 0
      for (let tap = 0; tap < 5; tap += 1)
        blurred += (weights[tap] ?? 0) * (before[at + (tap - 2) * stride] ?? 0)
      light[at] = blurred / sum
    }
  }
}

/**
 * From light to what is stored, both from 0 to 1: sRGB, with a shoulder instead of an end.
 *
 * @param {number} light
 */
function curve(light) {
  const shouldered = light < 0.6 ? Math.max(0, light) : 0.6 + 0.4 * (1 - Math.exp((0.6 - light) / 0.4))
  return shouldered <= 0.0031308 ? shouldered * 12.92 : 1.055 * shouldered ** (1 / 2.4) - 0.055
}

/**
 * Of standard deviation 1, and always the same for the same place.
 *
 * @param {number} at
 */
function bell(at) {
  return Math.sqrt(-2 * Math.log(1 - chance(at, 1))) * Math.cos(2 * Math.PI * chance(at, 2))
}
