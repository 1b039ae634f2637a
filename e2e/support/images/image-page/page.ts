import { createImagePipeline, type ImagePipeline } from '../../../../src/image/prepare.ts'
import { PrepareError } from '../../../../src/image/prepare-error.ts'
import {
  type FileWarning,
  type PreparedFile,
  type PrepareProblem,
  type PrepareRequest,
} from '../../../../src/image/prepared-file.ts'

export type Outcome =
  | {
      readonly kind: 'prepared'
      readonly file: Omit<PreparedFile, 'blob' | 'warnings'> & { readonly warnings: readonly FileWarning[] }
      readonly mediaType: string
    }
  | { readonly kind: 'refused'; readonly problem: PrepareProblem }
  | { readonly kind: 'aborted' }

interface ImagePage {
  /** Prepares the chosen file and posts the result's bytes to `address`. */
  prepareChosen(request: Omit<PrepareRequest, 'file'>, address: string): Promise<Outcome>
  /** Aborts what `prepareChosen` is doing. */
  abort(): void
  readonly pipeline: ImagePipeline
  /** Milliseconds of each task that kept the main thread from answering. */
  readonly longTasks: number[]
}

declare global {
  interface Window {
    imagePage: ImagePage
  }
}

const pipeline = createImagePipeline()
const longTasks: number[] = []
let aborting = new AbortController()

new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) longTasks.push(entry.duration)
}).observe({ type: 'longtask', buffered: true })

window.imagePage = {
  longTasks,
  async prepareChosen(request, address) {
    const file = document.querySelector('input')?.files?.[0]
    if (!file) throw new Error('No file is chosen')
    aborting = new AbortController()
    try {
      const { blob, ...prepared } = await pipeline.prepare({ ...request, file }, aborting.signal)
      await fetch(address, { method: 'POST', body: blob })
      const warnings = await prepared.warnings
      return { kind: 'prepared', file: { ...prepared, warnings }, mediaType: blob.type }
    } catch (error) {
      if (error instanceof PrepareError) return { kind: 'refused', problem: error.problem }
      if (error instanceof DOMException && error.name === 'AbortError') return { kind: 'aborted' }
      throw error
    }
  },
  abort() {
    aborting.abort()
  },
  pipeline,
}
