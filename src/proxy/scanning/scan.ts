import { connect, type Socket } from 'node:net'
import { Failure } from '../http/answer/failure.ts'
import { IdleTimer } from '../http/body/idle-timer.ts'

/** Where clamd listens. */
export type ClamdAddress = { readonly host: string; readonly port: number } | { readonly path: string }

export interface ScannerOptions {
  readonly address: ClamdAddress
  /** How long clamd may take for each step: being reached and taking bytes, or answering. */
  readonly timeoutMs: number
}

/** Whether clamd works, as far as its last scans show. It asks clamd nothing by itself. */
export class Scanner {
  readonly #options: ScannerOptions
  #works = true

  constructor(options: ScannerOptions) {
    this.#options = options
  }

  get warnings(): readonly string[] {
    return this.#works ? [] : ['scannerUnavailable']
  }

  begin(): Scan {
    return new Scan(this.#options, (works) => {
      this.#works = works
    })
  }
}

const retrySeconds = 5
/** A signature's name is much shorter. */
const longestAnswer = 1024
const end = Buffer.alloc(4)

/**
 * One file on its way through clamd, by its INSTREAM command (clamd(8)): each piece after its length in four bytes, a piece
 * of no length at the end. Its answer ends with a zero byte, because the command begins with `z`.
 *
 * Whatever goes wrong is `scannerUnavailable`: a file that nobody has looked at goes nowhere.
 */
class Scan {
  readonly #socket: Socket
  readonly #answer: Promise<string>
  readonly #idle: IdleTimer
  readonly #onWord: (works: boolean) => void
  #isAnswered = false
  #isStopped = false

  /** `onWord` is told of each file that clamd has looked at, or has not. A caller who leaves says nothing of it. */
  constructor({ address, timeoutMs }: ScannerOptions, onWord: (works: boolean) => void) {
    this.#onWord = onWord
    const socket = connect(address)
    this.#socket = socket
    this.#answer = readAnswer(socket).finally(() => {
      this.#isAnswered = true
    })
    // Nobody may be waiting for it when it fails.
    this.#answer.catch(() => undefined)
    this.#idle = new IdleTimer(timeoutMs, () => socket.destroy(problem('clamdTimeout')))
    socket.write('zINSTREAM\0')
  }

  /** Resolves when clamd takes more. */
  async push(bytes: Buffer): Promise<void> {
    await this.#refuseEarlyAnswer()
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    this.#socket.write(length)
    if (this.#socket.write(bytes)) return
    const taken = new Promise<void>((resolve) => {
      this.#socket.once('drain', resolve)
    })
    await this.#inTime(() => Promise.race([taken, this.#answer]))
  }

  /** Resolves when clamd has found nothing in the whole file. Fails with `fileInfected` if it has. */
  async end(): Promise<void> {
    await this.#refuseEarlyAnswer()
    this.#socket.write(end)
    await this.#judge()
  }

  /** Call it in any case. */
  stop(): void {
    this.#isStopped = true
    this.#idle.stop()
    this.#socket.destroy()
  }

  /** clamd answers before the end if it takes no more. Whatever it says then, it has not seen the whole file. */
  async #refuseEarlyAnswer(): Promise<void> {
    if (!this.#isAnswered) return
    await this.#judge()
    throw this.#unavailable(problem('clamdRefused'))
  }

  async #judge(): Promise<void> {
    const answer = await this.#inTime(() => this.#answer)
    const signature = /^stream: (.*) FOUND$/.exec(answer)?.[1]
    if (signature === undefined && answer !== 'stream: OK') throw this.#unavailable(problem('clamdRefused'))
    this.#onWord(true)
    if (signature !== undefined) throw new Failure('fileInfected', { context: { signature } })
  }

  async #inTime<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#idle.arm()
    try {
      return await work()
    } catch (error) {
      throw this.#unavailable(error)
    } finally {
      this.#idle.disarm()
    }
  }

  #unavailable(cause: unknown): Failure {
    if (!this.#isStopped) this.#onWord(false)
    return new Failure('scannerUnavailable', { cause, retryAfterSeconds: retrySeconds })
  }
}

function readAnswer(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      said += text
      const [answer = '', rest] = said.split('\0', 2)
      if (rest !== undefined) resolve(answer)
      else if (said.length > longestAnswer) socket.destroy(problem('clamdAnswerInvalid'))
    })
    socket.on('error', reject)
    socket.once('close', () => reject(problem('clamdClosed')))
  })
}

/** The log shows the code. */
function problem(code: string): Error {
  return Object.assign(new Error('clamd did not answer as it should.'), { code })
}
