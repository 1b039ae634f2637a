import { type Readable } from 'node:stream'
import { type Dispatcher, errors, Pool } from 'undici'
import { CallerGone, Failure } from '../http/failure.ts'

export interface UpstreamCall {
  readonly path: string
  readonly headers: Record<string, string>
  readonly contentLength: number
  /** Read as fast as the upstream takes it. If it throws, the connection is cut. */
  readonly body: AsyncIterable<Buffer>
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
  async send({ path, headers, contentLength, body, signal }: UpstreamCall): Promise<UpstreamAnswer> {
    let isConnected = false
    const watched = {
      [Symbol.asyncIterator]() {
        isConnected = true
        return body[Symbol.asyncIterator]()
      },
    }
    try {
      const response = await this.#pool.request({
        method: 'POST',
        path: `${this.#basePath}${path}`,
        headers: { accept: 'application/json', ...headers, 'content-length': String(contentLength) },
        // undici takes any async iterable as a body, but its types allow only streams.
        body: watched as unknown as Readable,
        signal,
      })
      const { statusCode: status, headers: answered } = response
      return {
        status,
        retryAfter: firstOf(answered['retry-after']),
        date: firstOf(answered['date']),
        text: await readText(response.body),
      }
    } catch (error) {
      throw connectionFailure(error, isConnected)
    }
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

async function readText(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > longestAnswerBytes) throw new Failure('upstreamAnswerInvalid')
  }
  return Buffer.concat(chunks).toString()
}

/**
 * undici asks for the first byte of a body only when it is connected. If it never asked, the upstream has done nothing.
 * If it did, nobody knows.
 */
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
