import { type ImageFormat } from '../file.ts'

export interface ImageStructure {
  readonly format: ImageFormat
  /** In pixels, as stored, before any EXIF orientation; 0 until the header has been seen. */
  readonly width: number
  readonly height: number
  /** Length in bytes from the signature to the end marker; 0 until it has been seen. */
  readonly endOffset: number
}

/**
 * Why a file is refused: it ends before its end marker, its structure breaks at `offset` bytes, or it claims more than
 * `maxPixels`.
 */
export interface StructureProblem {
  readonly kind: 'truncated' | 'malformed' | 'tooManyPixels'
  readonly offset: number
}

/**
 * A walk over the structure of a JPEG or PNG, fed in chunks of any size, that keeps nothing of what it has seen.
 *
 * It proves that the file runs from its signature to its end marker (EOI or IEND) with a picture's header and data
 * in between, and that a PNG's critical chunks are as they were written. Bytes after the end are allowed: cameras put
 * previews and motion clips there. It does not decode: a decoder proves less, since browsers show files that were cut
 * in half.
 */
export interface StructureWalk {
  /** Takes the next chunk. Answers with a problem as soon as more bytes can't mend it. */
  push(chunk: Uint8Array): StructureProblem | undefined
  /** No more bytes will come. */
  end(): StructureProblem | undefined
  readonly structure: ImageStructure
  /** Where the picture's data begin, behind all that decoders take for its description; 0 until it has been seen. */
  readonly dataOffset: number
}

/** What a step answers instead of a position. */
export const malformed = -1
export const tooManyPixels = -2

/** What both walks share: a position in the file, a first problem that sticks, and an end that swallows the rest. */
export abstract class Walk implements StructureWalk {
  abstract readonly format: ImageFormat
  dataOffset = 0
  protected width = 0
  protected height = 0
  protected endOffset = 0
  /** Set by the step that answers with the position right after the first SOS marker or IDAT name. */
  protected hasReachedData = false
  /** Set by the step that answers with the position right after the end marker. */
  protected hasEnded = false
  #offset = 0
  #problem: StructureProblem | undefined

  /** Consumes bytes of `chunk` from `at`, at least one, and answers where it stopped, or what is wrong with them. */
  protected abstract step(chunk: Uint8Array, at: number): number

  push(chunk: Uint8Array): StructureProblem | undefined {
    let at = 0
    while (at < chunk.length && !this.#problem && this.endOffset === 0) {
      const next = this.step(chunk, at)
      if (next < 0) {
        const kind = next === tooManyPixels ? 'tooManyPixels' : 'malformed'
        this.#problem = { kind, offset: this.#offset + at }
      } else at = next
      if (this.hasReachedData && this.dataOffset === 0) this.dataOffset = this.#offset + at
      if (this.hasEnded) this.endOffset = this.#offset + at
    }
    this.#offset += chunk.length
    return this.#problem
  }

  end(): StructureProblem | undefined {
    if (!this.#problem && this.endOffset === 0) this.#problem = { kind: 'truncated', offset: this.#offset }
    return this.#problem
  }

  get structure(): ImageStructure {
    const { format, width, height, endOffset } = this
    return { format, width, height, endOffset }
  }
}
