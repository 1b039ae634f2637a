import { type RequestBody } from '../http/body/request-body.ts'
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
  readonly #body: Pick<RequestBody, 'read'>
  readonly #framing: FormFraming
  readonly #rules: FileRules
  readonly #reader: MultipartReader
  readonly #judge: FileJudge
  /** What came before the file's format was known. */
  readonly #waiting: Buffer[] = []
  #mostBytes = 0
  #verdict: Verdict | undefined

  constructor(body: Pick<RequestBody, 'read'>, framing: FormFraming, rules: FileRules) {
    this.#body = body
    this.#framing = framing
    this.#rules = rules
    this.#reader = new MultipartReader(framing.boundary)
    this.#judge = new FileJudge(rules)
  }

  /** The file's length in bytes, or two more than that. Known when `read` has answered the first time. */
  get mostBytes(): number {
    return this.#mostBytes
  }

  /**
   * The file's next bytes, each of them judged before. The first come when the file's format is known and right. After the last
   * it answers the verdict: the whole file has passed. Fails as `FileJudge` does, with `MultipartProblem`, or as the body does.
   */
  async read(): Promise<Buffer | Verdict> {
    while (!this.#verdict) {
      const chunk = await this.#body.read()
      if (!chunk) {
        const { hasFinalLineBreak } = this.#reader.end()
        this.#verdict = { ...this.#judge.end(), hasFinalLineBreak }
        break
      }
      const bytes = this.#reader.push(chunk)
      if (this.#mostBytes === 0) this.#measure()
      if (bytes.length === 0) continue
      this.#judge.push(bytes)
      if (!this.#judge.hasPassedHead) this.#waiting.push(bytes)
      else return this.#waiting.length === 0 ? bytes : Buffer.concat([...this.#waiting.splice(0), bytes])
    }
    return this.#waiting.length === 0 ? this.#verdict : Buffer.concat(this.#waiting.splice(0))
  }

  /** The length of the form's head tells the length of the file, because the body holds nothing else. */
  #measure(): void {
    const { headLength, shortestTailLength } = this.#reader
    if (headLength === undefined) return
    this.#mostBytes = this.#framing.contentLength - headLength - shortestTailLength
    if (this.#mostBytes < 0) throw new MultipartProblem('incomplete')
    if (this.#mostBytes - 2 > this.#rules.maxFileBytes) throw fileTooLarge(this.#rules.maxFileBytes)
  }
}
