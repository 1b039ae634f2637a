import { createHash } from 'node:crypto'
import { type Extension } from '../../contract/document/document.ts'
import { formatHeadBytes, identifyFormat, isImageFormat } from '../../contract/image/file-format.ts'
import { formatOfExtension, maxPixels } from '../../contract/file.ts'
import { createStructureWalk } from '../../contract/image/image-structure.ts'
import { type StructureProblem, type StructureWalk } from '../../contract/image/structure-walk.ts'
import { Failure } from '../http/answer/failure.ts'

export interface FileRules {
  readonly extension: Extension
  readonly maxFileBytes: number
  /** The digest that the browser sent, if any: 64 lower-case hexadecimal digits. */
  readonly sha256: string | undefined
}

/** A file that passed. `sha256` has 64 lower-case hexadecimal digits. */
export interface JudgedFile {
  readonly bytes: number
  readonly sha256: string
}

/**
 * Judges a file by its bytes while they stream past. Fails as soon as the file can't be right any more, at its end at the
 * latest: with `fileTypeRefused`, `fileFormatMismatch`, `fileDamaged`, `fileTooManyPixels`, `fileTooLarge` or
 * `fileHashMismatch`.
 */
export class FileJudge {
  readonly #rules: FileRules
  readonly #hash = createHash('sha256')
  #bytes = 0
  #head: Buffer[] = []
  #walk: StructureWalk | undefined

  constructor(rules: FileRules) {
    this.#rules = rules
  }

  /** Whether the file's format is known, and is the registered one. */
  get hasPassedHead(): boolean {
    return this.#walk !== undefined
  }

  push(bytes: Buffer): void {
    this.#bytes += bytes.length
    this.#hash.update(bytes)
    if (this.#walk) this.#check(this.#walk, this.#walk.push(bytes))
    else {
      this.#head.push(bytes)
      if (this.#bytes >= formatHeadBytes) this.#judgeHead()
    }
    if (this.#bytes > this.#rules.maxFileBytes) throw fileTooLarge(this.#rules.maxFileBytes)
  }

  /** Call it when all bytes have been pushed. */
  end(): JudgedFile {
    const walk = this.#walk ?? this.#judgeHead()
    this.#check(walk, walk.end())
    const sha256 = this.#hash.digest('hex')
    if (this.#rules.sha256 !== undefined && this.#rules.sha256 !== sha256)
      throw new Failure('fileHashMismatch')
    return { bytes: this.#bytes, sha256 }
  }

  #judgeHead(): StructureWalk {
    const head = Buffer.concat(this.#head)
    const found = identifyFormat(head.subarray(0, formatHeadBytes))
    const registered = formatOfExtension[this.#rules.extension]
    if (!isImageFormat(found)) throw new Failure('fileTypeRefused', { context: { found } })
    if (found !== registered) throw new Failure('fileFormatMismatch', { context: { found, registered } })
    const walk = createStructureWalk(found)
    this.#walk = walk
    this.#head = []
    this.#check(walk, walk.push(head))
    return walk
  }

  #check({ structure }: StructureWalk, problem: StructureProblem | undefined): void {
    if (!problem) return
    const found = formatOfExtension[this.#rules.extension]
    if (problem.kind === 'tooManyPixels') {
      const { width, height } = structure
      throw new Failure('fileTooManyPixels', { context: { found, width, height, maxPixels } })
    }
    throw new Failure('fileDamaged', { context: { found, ...problem } })
  }
}

export function fileTooLarge(maxFileBytes: number): Failure {
  return new Failure('fileTooLarge', { context: { maxFileBytes } })
}
