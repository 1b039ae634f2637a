import { type ImageFormat } from '../../contract/file.ts'
import { type Canvas, type CreateCanvas, createTrustedCanvas, fillWhite } from './canvas.ts'
import { longestJpegSide } from './decoded-pixels.ts'
import { type Dimensions } from '../file/header-dimensions.ts'
import { type Orientation, uprightDimensions } from '../file/orientation.ts'
import { PrepareError } from '../prepare-error.ts'

type QuarterTurns = Orientation['quarterTurns']

/**
 * The sizes that browsers grant a canvas, from the largest on. A longer side than libjpeg's has no JPEG: Chromium 156
 * leaves out the rows beyond, and Firefox 153 fails; their canvases end at 65,535. Older Firefoxes end at 32,767. iOS draws
 * at most 16,777,216 pixels, and fewer where memory is short.
 */
const canvasLimits = [
  { side: longestJpegSide, area: Infinity },
  { side: 32_767, area: Infinity },
  { side: 32_767, area: 16_777_216 },
  { side: 32_767, area: 4_194_304 },
]

export function turnedBy({ isMirrored, quarterTurns }: Orientation, more: QuarterTurns): Orientation {
  return { isMirrored, quarterTurns: ((quarterTurns + more) % 4) as QuarterTurns }
}

/**
 * Draws the bitmap upright and closes it. The canvas has all its pixels where the browser grants one that large, and
 * else as many as it grants. In a JPEG, what is transparent becomes white, as paper is.
 */
export function drawUpright(
  bitmap: ImageBitmap,
  orientation: Orientation,
  format: ImageFormat,
  createCanvas: CreateCanvas,
): Canvas {
  try {
    const canvas = createLargest(uprightDimensions(bitmap, orientation), createCanvas)
    if (format === 'jpeg') fillWhite(canvas)
    draw(bitmap, orientation, canvas)
    return canvas
  } finally {
    bitmap.close()
  }
}

function draw(bitmap: ImageBitmap, { isMirrored, quarterTurns }: Orientation, canvas: Canvas): void {
  const { context, width, height } = canvas
  const [cos, sin] = (
    [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ] as const
  )[quarterTurns]
  const isSideways = quarterTurns % 2 === 1
  const scaleX = ((isSideways ? height : width) / bitmap.width) * (isMirrored ? -1 : 1)
  const scaleY = (isSideways ? width : height) / bitmap.height
  context.imageSmoothingQuality = 'high'
  context.setTransform(cos * scaleX, sin * scaleX, -sin * scaleY, cos * scaleY, width / 2, height / 2)
  context.drawImage(bitmap, -bitmap.width / 2, -bitmap.height / 2)
  context.resetTransform()
}

function createLargest(picture: Dimensions, createCanvas: CreateCanvas): Canvas {
  let refused: Dimensions | undefined
  for (const limit of canvasLimits) {
    const { width, height } = fitInto(picture, limit)
    if (width === refused?.width && height === refused.height) continue
    const canvas = createTrustedCanvas(createCanvas, width, height)
    if (canvas) return canvas
    refused = { width, height }
  }
  const canDraw = createTrustedCanvas(createCanvas, 1, 1) !== undefined
  throw new PrepareError({ kind: canDraw ? 'outOfMemory' : 'drawingBlocked' })
}

function fitInto({ width, height }: Dimensions, limit: (typeof canvasLimits)[number]): Dimensions {
  const scale = Math.min(1, limit.side / Math.max(width, height), Math.sqrt(limit.area / (width * height)))
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) }
}
