import { type CreateCanvas, createTrustedCanvas } from '../drawing/canvas.ts'
import { type Dimensions } from '../file/header-dimensions.ts'
import { PixelReducer, type Pixels } from './reduce-pixels.ts'

const stripRows = 128

/**
 * The reduced pixels of a picture. Undefined where the browser doesn't let its pixels be read, or has no room for them:
 * a picture that can't be judged can be sent all the same.
 */
export function readReduced(
  source: CanvasImageSource,
  dimensions: Dimensions,
  createCanvas: CreateCanvas,
): Pixels | undefined {
  try {
    return reduceInStrips(source, dimensions, createCanvas)
  } catch {
    return undefined
  }
}

function reduceInStrips(
  source: CanvasImageSource,
  { width, height }: Dimensions,
  createCanvas: CreateCanvas,
): Pixels | undefined {
  const strip = createTrustedCanvas(createCanvas, width, Math.min(stripRows, height))
  if (!strip) return undefined
  const reducer = new PixelReducer(width, height)
  // What is transparent is judged as viewers show it: on white.
  strip.context.fillStyle = '#fff'
  for (let top = 0; top < height; top += stripRows) {
    const rows = Math.min(stripRows, height - top)
    strip.context.fillRect(0, 0, width, rows)
    strip.context.drawImage(source, 0, top, width, rows, 0, 0, width, rows)
    reducer.push(strip.context.getImageData(0, 0, width, rows))
  }
  strip.release()
  return reducer.pixels
}
