import { FileJudge, fileTooLarge, type FileRules, type JudgedFile } from './file-judge.ts'
import { MultipartProblem } from './multipart-head.ts'
import { MultipartReader } from './multipart-reader.ts'

/** What the request's headers say of the form around the file. `contentLength` is the whole body's, in bytes. */
export interface FormFraming {
  readonly boundary: string
  readonly contentLength: number
}

export interface Verdict extends JudgedFile {
  /** Whether the caller's form ended with a line break. If so, the file is two bytes shorter than `mostBytes`. */
  readonly hasFinalLineBreak: boolean
}

/** The file in an upload's body. It is read out of its form and judged on the way. */
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

  /** The file's length in bytes, or two more than that. Known when `read` has given its first bytes. */
  get mostBytes(): number {
    return this.#mostBytes
  }

  /**
   * Yields the file's bytes, each of them judged before, and returns the verdict. The first bytes come when the file's
   * format is known and right. Whether the whole file passes is known only at the end. Fails as `FileJudge` does, with
   * `MultipartProblem`, or as the chunks do.
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

  /** The length of the form's head tells the length of the file, because the body holds nothing else. */
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
