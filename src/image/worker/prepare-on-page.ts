import { throwIfAborted } from '../../browser/abort.ts'
import { type CreateCanvas, contextSettings } from '../drawing/canvas.ts'
import { PrepareError } from '../prepare-error.ts'
import { prepareImage } from '../prepare-image.ts'
import { type PreparedFile, type PrepareRequest } from '../prepared-file.ts'

/**
 * The same work without a worker, for browsers whose workers can't draw (Safari before 16.4 has no OffscreenCanvas).
 * An abort takes effect before the next canvas is made or encoded.
 */
export async function prepareOnPage(request: PrepareRequest, signal: AbortSignal): Promise<PreparedFile> {
  const { prepared, findWarnings } = await prepareImage(request, createPageCanvas(signal))
  return { ...prepared, warnings: findWarnings().catch(() => []) }
}

function createPageCanvas(signal: AbortSignal): CreateCanvas {
  return (width, height) => {
    throwIfAborted(signal)
    const source = document.createElement('canvas')
    source.width = width
    source.height = height
    const context = source.getContext('2d', contextSettings)
    if (!context) return undefined
    return {
      width,
      height,
      source,
      context,
      async encode(mediaType, quality) {
        throwIfAborted(signal)
        const blob = await new Promise<Blob | null>((resolve) => source.toBlob(resolve, mediaType, quality))
        if (!blob) throw new PrepareError({ kind: 'outOfMemory' })
        return blob
      },
      release() {
        source.width = 0
        source.height = 0
      },
    }
  }
}
