import { type IncomingHttpHeaders } from 'node:http'
import { type Dispatcher, errors, Pool } from 'undici'
import { CallerGone, Failure } from '../http/answer/failure.ts'

export interface UpstreamCall {
  readonly path: string
  /** With `content-length`, if the body is read. */
  readonly headers: Record<string, string>
  /** What can be iterated is read as fast as the upstream takes it. If it throws, the connection is cut. */
  readonly body: Buffer | AsyncIterable<Buffer>
  /** Aborting it cuts the call. */
  readonly signal: AbortSignal
}

export interface UpstreamAnswer {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly date: string | undefined
  readonly text: string
}

const connectTimeoutMs = 5_000
const longestAnswerBytes = 64 * 1024

/** Sends POST requests to the upstream. A redirect is an answer like any other, and no request is sent twice. */
export class UpstreamConnection {
  readonly #pool: Pool
  readonly #basePath: string

  /** Makes so many calls at once. Others wait. */
  constructor(baseUrl: string, connections: number) {
    const { origin, pathname } = new URL(baseUrl)
    this.#basePath = pathname.replace(/\/$/, '')
    // Callers set time limits of their own, because undici's can't tell whose fault a pause is.
    this.#pool = new Pool(origin, {
      connections,
      connect: { timeout: connectTimeoutMs },
      headersTimeout: 0,
      bodyTimeout: 0,
    })
  }

  /** Fails with an `upstream…` code, or with the `Failure` or `CallerGone` that `body` threw or `signal` has as reason. */
  async send({ path, headers, body, signal }: UpstreamCall): Promise<UpstreamAnswer> {
    const receiving = new Receiving(signal)
    this.#pool.dispatch(
      {
        method: 'POST',
        path: `${this.#basePath}${path}`,
        headers: { accept: 'application/json', ...headers },
        // undici takes any async iterable as a body, but its types allow only streams.
        body: body as Buffer,
      },
      receiving,
    )
    return await receiving.answer
  }

  /** Waits for the calls in flight. */
  async close(): Promise<void> {
    if (!this.#pool.destroyed) await this.#pool.close()
  }

  /** Cuts the calls in flight. They fail with `upstreamConnectionLost`, and later ones with `upstreamUnreachable`. */
  async abandon(): Promise<void> {
    await this.#pool.destroy()
  }
}

/** One call, as undici reports of it. This is leaner than `request`, which makes a stream of every answer. */
class Receiving implements Dispatcher.DispatchHandler {
  readonly answer: Promise<UpstreamAnswer>
  readonly #signal: AbortSignal
  readonly #chunks: Buffer[] = []
  #resolve!: (answer: UpstreamAnswer) => void
  #reject!: (error: Error) => void
  #cut: (() => void) | undefined
  #length = 0
  #status = 0
  #headers: IncomingHttpHeaders = {}

  constructor(signal: AbortSignal) {
    this.#signal = signal
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** undici is connected, and begins to send. If it never did, the upstream has done nothing. If it did, nobody knows. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    const signal = this.#signal
    const cut = () => controller.abort(signal.reason as Error)
    if (signal.aborted) {
      cut()
      return
    }
    this.#cut = cut
    signal.addEventListener('abort', cut)
  }

  onResponseStart(_controller: unknown, status: number, headers: IncomingHttpHeaders): void {
    // One below 200 announces another (RFC 9110, 15.2).
    this.#status = status
    this.#headers = headers
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    if (this.#length > longestAnswerBytes) throw new Failure('upstreamAnswerInvalid')
  }

  onResponseEnd(): void {
    this.#end()
    this.#resolve({
      status: this.#status,
      retryAfter: firstOf(this.#headers['retry-after']),
      date: firstOf(this.#headers.date),
      text: Buffer.concat(this.#chunks).toString(),
    })
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#end()
    this.#reject(connectionFailure(error, this.#cut !== undefined))
  }

  #end(): void {
    if (this.#cut) this.#signal.removeEventListener('abort', this.#cut)
  }
}

function connectionFailure(error: unknown, wasConnected: boolean): Error {
  if (error instanceof Failure || error instanceof CallerGone) return error
  if (!wasConnected) return new Failure('upstreamUnreachable', { cause: error })
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new Failure('upstreamTimeout', { cause: error })
  }
  const isUnreadable =
    error instanceof errors.HTTPParserError ||
    error instanceof errors.HeadersOverflowError ||
    error instanceof errors.ResponseExceededMaxSizeError
  return new Failure(isUnreadable ? 'upstreamAnswerInvalid' : 'upstreamConnectionLost', { cause: error })
}

function firstOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
