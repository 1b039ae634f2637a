import { FileJudge, fileTooLarge, type FileRules, type JudgedFile } from './file-judge.ts'
import { MultipartProblem } from './multipart-head.ts'
import { MultipartReader } from './multipart-reader.ts'

/** How the caller framed the file: what their request's headers say. */
export interface FormFraming {
  readonly boundary: string
  readonly contentLength: number
}

export interface Verdict extends JudgedFile {
  /** Whether the caller's form ended with a line break: if so, the file is two bytes short of the most it could be. */
  readonly hasFinalLineBreak: boolean
}

/** The file inside an upload's body, read out of its form and judged on the way. */
export class IncomingFile {
  readonly #chunks: AsyncIterable<Buffer>
  readonly #framing: FormFraming
  readonly #rules: FileRules
  #mostBytes = 0

  constructor(chunks: AsyncIterable<Buffer>, framing: FormFraming, rules: FileRules) {
    this.#chunks = chunks
    this.#framing = framing
    this.#rules = rules
  }

  /** The length in bytes that the file has or falls short of by two; known from the first bytes of `read` on. */
  get mostBytes(): number {
    return this.#mostBytes
  }

  /**
   * Gives the file's bytes, the first of them only once its format is known and right, and ends with the verdict.
   * Every byte has been judged before it is given; whether the file as a whole passes is known at the end alone.
   */
  async *read(): AsyncGenerator<Buffer, Verdict, void> {
    const reader = new MultipartReader(this.#framing.boundary)
    const judge = new FileJudge(this.#rules)
    const waiting: Buffer[] = []
    for await (const chunk of this.#chunks) {
      const bytes = reader.push(chunk)
      if (this.#mostBytes === 0) this.#measure(reader)
      if (bytes.length === 0) continue
      judge.push(bytes)
      waiting.push(bytes)
      if (judge.hasPassedHead) yield joined(waiting.splice(0))
    }
    const { hasFinalLineBreak } = reader.end()
    const file = judge.end()
    if (waiting.length > 0) yield joined(waiting)
    return { ...file, hasFinalLineBreak }
  }

  /** As soon as the form's head is known, so is the file's length: there is nothing else in the body. */
  #measure(reader: MultipartReader): void {
    if (reader.headLength === undefined) return
    this.#mostBytes = this.#framing.contentLength - reader.headLength - reader.shortestTailLength
    if (this.#mostBytes < 0) throw new MultipartProblem('incomplete')
    if (this.#mostBytes - 2 > this.#rules.maxFileBytes) throw fileTooLarge(this.#rules.maxFileBytes)
  }
}

function joined(parts: Buffer[]): Buffer {
  const [first] = parts
  return parts.length === 1 && first ? first : Buffer.concat(parts)
}
