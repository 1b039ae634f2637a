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
  return await fitWithin(maxBytes, format, async ({ scale, quality }) => {
    const scaled = scale === 1 ? canvas : drawScaled(canvas, scale, format, createCanvas)
    try {
      return await encode(scaled, format, quality)
    } finally {
      if (scaled !== canvas) scaled.release()
    }
  })
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
