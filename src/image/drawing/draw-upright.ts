import { type Canvas, type CreateCanvas, createTrustedCanvas } from './canvas.ts'
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
 * Draws the bitmap upright, with all its pixels where the browser has a canvas that large. On an opaque background
 * what is transparent becomes white, as paper is.
 */
export function drawUpright(
  bitmap: ImageBitmap,
  orientation: Orientation,
  isOpaque: boolean,
  createCanvas: CreateCanvas,
): Canvas {
  const canvas = createLargest(uprightDimensions(bitmap, orientation), createCanvas)
  const { context, width, height } = canvas
  if (isOpaque) fillWhite(canvas)
  context.imageSmoothingQuality = 'high'
  const [cos, sin] = (
    [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ] as const
  )[orientation.quarterTurns]
  const isSideways = orientation.quarterTurns % 2 === 1
  const scaleX = (isSideways ? height : width) / bitmap.width
  const scaleY = (isSideways ? width : height) / bitmap.height
  const mirroredScaleX = orientation.isMirrored ? -scaleX : scaleX
  context.setTransform(
    cos * mirroredScaleX,
    sin * mirroredScaleX,
    -sin * scaleY,
    cos * scaleY,
    width / 2,
    height / 2,
  )
  context.drawImage(bitmap, -bitmap.width / 2, -bitmap.height / 2)
  context.resetTransform()
  return canvas
}

/** A copy with each side scaled; undefined where the browser grants no second canvas. */
export function drawScaled(
  canvas: Canvas,
  scale: number,
  isOpaque: boolean,
  createCanvas: CreateCanvas,
): Canvas {
  const width = Math.max(1, Math.round(canvas.width * scale))
  const height = Math.max(1, Math.round(canvas.height * scale))
  const copy = createTrustedCanvas(createCanvas, width, height)
  if (!copy) throw new PrepareError({ kind: 'outOfMemory' })
  if (isOpaque) fillWhite(copy)
  copy.context.imageSmoothingQuality = 'high'
  copy.context.drawImage(canvas.source, 0, 0, width, height)
  return copy
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

function fillWhite({ context, width, height }: Canvas): void {
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
}
