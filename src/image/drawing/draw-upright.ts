import { type ImageFormat } from '../../contract/file.ts'
import { type Canvas, type CreateCanvas, createTrustedCanvas, fillWhite } from './canvas.ts'
import { type Dimensions } from '../file/header-dimensions.ts'
import { type Orientation } from '../file/orientation.ts'
import { PrepareError } from '../prepare-error.ts'

type QuarterTurns = Orientation['quarterTurns']

/** iOS draws on a canvas of at most 16,777,216 pixels, and on fewer where memory is short. */
const fallbackAreas = [16_777_216, 4_194_304]

export function turnedBy({ isMirrored, quarterTurns }: Orientation, more: QuarterTurns): Orientation {
  return { isMirrored, quarterTurns: ((quarterTurns + more) % 4) as QuarterTurns }
}

export function uprightDimensions({ width, height }: Dimensions, { quarterTurns }: Orientation): Dimensions {
  return quarterTurns % 2 === 0 ? { width, height } : { width: height, height: width }
}

/**
 * Draws the bitmap upright and closes it. The canvas has all its pixels where the browser grants one that large. In a
 * JPEG, what is transparent becomes white, as paper is.
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

function createLargest({ width, height }: Dimensions, createCanvas: CreateCanvas): Canvas {
  const smaller = fallbackAreas.filter((area) => area < width * height)
  for (const area of [width * height, ...smaller]) {
    const scale = Math.sqrt(area / (width * height))
    const canvas = createTrustedCanvas(
      createCanvas,
      Math.max(1, Math.floor(width * scale)),
      Math.max(1, Math.floor(height * scale)),
    )
    if (canvas) return canvas
  }
  const canDraw = createTrustedCanvas(createCanvas, 1, 1) !== undefined
  throw new PrepareError({ kind: canDraw ? 'outOfMemory' : 'drawingBlocked' })
}
