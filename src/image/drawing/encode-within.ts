import { type ImageFormat, mediaTypeOfFormat } from '../../contract/file.ts'
import { PrepareError } from '../prepare-error.ts'
import { type Canvas, type CreateCanvas, createTrustedCanvas, fillWhite } from './canvas.ts'
import { type Encoded, fitWithin } from './fit-within.ts'

/** The canvas as the best `format` of at most `maxBytes`; undefined where not even a small picture fits. */
export async function encodeWithin(
  maxBytes: number,
  format: ImageFormat,
  canvas: Canvas,
  createCanvas: CreateCanvas,
): Promise<Encoded | undefined> {
  let sample: Canvas | undefined
  try {
    return await fitWithin(maxBytes, format, {
      pixels: canvas.width * canvas.height,
      async encode({ scale, quality }) {
        const scaled = scale === 1 ? canvas : drawScaled(canvas, scale, format, createCanvas)
        try {
          return await encode(scaled, format, quality)
        } finally {
          if (scaled !== canvas) scaled.release()
        }
      },
      async estimate(quality) {
        sample ??= drawSample(canvas, format, createCanvas)
        const { size } = await encode(sample, format, quality)
        return (size * canvas.width) / sample.width
      },
    })
  } finally {
    if (sample !== canvas) sample?.release()
  }
}

/** A JPEG is coded in squares of at most this many pixels a side. */
const square = 16
const mostParts = 17
const fewestSquares = 4
/** Spreads numbers evenly, however many of them there are. */
const goldenRatio = 0.618

/**
 * A seventeenth of a canvas: of each row of squares another part, so that all of its rows and columns are in it. Encoded,
 * it tells how many bytes the whole takes. The canvas itself where it is narrow.
 */
function drawSample(canvas: Canvas, format: ImageFormat, createCanvas: CreateCanvas): Canvas {
  const { width, height, source } = canvas
  const squares = Math.floor(width / square)
  const parts = Math.min(mostParts, Math.floor(squares / fewestSquares))
  if (parts < 2) return canvas
  const partWidth = Math.floor(squares / parts) * square
  const sample = createTrustedCanvas(createCanvas, partWidth, height)
  if (!sample) return canvas
  if (format === 'jpeg') fillWhite(sample)
  for (let top = 0; top < height; top += square) {
    const part = Math.floor((((top / square) * goldenRatio) % 1) * parts)
    const left = part * partWidth
    sample.context.drawImage(source, left, top, partWidth, square, 0, top, partWidth, square)
  }
  return sample
}

/** A copy with each side scaled. Throws `outOfMemory` where the browser grants no second canvas. */
function drawScaled(canvas: Canvas, scale: number, format: ImageFormat, createCanvas: CreateCanvas): Canvas {
  const width = Math.max(1, Math.round(canvas.width * scale))
  const height = Math.max(1, Math.round(canvas.height * scale))
  const copy = createTrustedCanvas(createCanvas, width, height)
  if (!copy) throw new PrepareError({ kind: 'outOfMemory' })
  if (format === 'jpeg') fillWhite(copy)
  copy.context.imageSmoothingQuality = 'high'
  copy.context.drawImage(canvas.source, 0, 0, width, height)
  return copy
}

/** A browser without the encoder gives a PNG instead, and says so in the blob's type alone. */
async function encode(canvas: Canvas, format: ImageFormat, quality: number): Promise<Blob> {
  const mediaType = mediaTypeOfFormat[format]
  const blob = await canvas.encode(mediaType, quality)
  if (blob.type !== mediaType) {
    throw new PrepareError({ kind: 'failed' }, { cause: new Error(`Encoded as ${blob.type}`) })
  }
  return blob
}
