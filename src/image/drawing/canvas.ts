import { PrepareError } from '../prepare-error.ts'

type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** A drawing surface, the same in a worker and on the page. */
export interface Canvas {
  readonly width: number
  readonly height: number
  readonly source: OffscreenCanvas | HTMLCanvasElement
  readonly context: Context2D
  encode(mediaType: string, quality: number): Promise<Blob>
  /** Gives the pixels back at once, rather than when the garbage is collected. */
  release(): void
}

/** Answers with undefined where the browser grants no canvas of this size. */
export type CreateCanvas = (width: number, height: number) => Canvas | undefined

/**
 * `willReadFrequently` keeps the pixels in the main memory: they are drawn once and read back once, and a phone's
 * graphics memory doesn't hold 50 megapixels.
 */
export const contextSettings: CanvasRenderingContext2DSettings = { willReadFrequently: true }

export const createOffscreenCanvas: CreateCanvas = (width, height) => {
  const source = new OffscreenCanvas(width, height)
  const context = source.getContext('2d', contextSettings)
  if (!context) return undefined
  return {
    width,
    height,
    source,
    context,
    async encode(type, quality) {
      try {
        return await source.convertToBlob({ type, quality })
      } catch (cause) {
        throw new PrepareError({ kind: 'outOfMemory' }, { cause })
      }
    },
    release() {
      source.width = 0
      source.height = 0
    },
  }
}

/**
 * A canvas whose pixels can be trusted, or undefined. Two kinds can't: one larger than the browser supports (iOS
 * allows 16,777,216 pixels), which stays blank or throws when it is read (Firefox 153), and any canvas where the browser
 * gives noise in place of pixels to resist fingerprinting. Both are found by reading back two pixels from the far corner.
 */
export function createTrustedCanvas(
  createCanvas: CreateCanvas,
  width: number,
  height: number,
): Canvas | undefined {
  const canvas = createCanvas(width, height)
  if (!canvas) return undefined
  if (holdsPixels(canvas)) return canvas
  canvas.release()
  return undefined
}

function holdsPixels({ context, width, height }: Canvas): boolean {
  const colours = [
    [255, 0, 0],
    [0, 0, 255],
  ] as const
  try {
    return colours.every(([red, green, blue]) => {
      context.fillStyle = `rgb(${red} ${green} ${blue})`
      context.fillRect(width - 1, height - 1, 1, 1)
      const pixel = context.getImageData(width - 1, height - 1, 1, 1).data
      context.clearRect(width - 1, height - 1, 1, 1)
      // Some browsers disturb the lowest bits, which nobody sees.
      return [red, green, blue, 255].every((value, index) => Math.abs(value - (pixel[index] ?? 0)) < 16)
    })
  } catch {
    return false
  }
}

export function fillWhite({ context, width, height }: Canvas): void {
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
}
