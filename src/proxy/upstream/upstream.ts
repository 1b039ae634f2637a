import { type Document, type GenerateRequest } from '../../contract/document.ts'
import { CallerGone, Failure } from '../http/failure.ts'
import { type Metrics, type UpstreamCallName } from '../http/metrics.ts'
import { isUnauthorized, readDocument } from './upstream-answer.ts'
import { type UpstreamAnswer, UpstreamConnection } from './upstream-connection.ts'
import { readLogin, UpstreamToken } from './upstream-token.ts'

export interface UpstreamAccount {
  readonly baseUrl: string
  readonly login: string
  readonly password: string
}

export interface UpstreamForm {
  readonly contentType: string
  readonly contentLength: number
  readonly body: AsyncIterable<Buffer>
}

/** The upstream says that our token has ended, so it has done nothing yet. */
class TokenEnded extends Error {
  readonly code = 'unauthorized'
}

/** ConnectFi, or the sandbox in its place: its three endpoints. It logs in and keeps the token by itself. */
export class Upstream {
  readonly #connection: UpstreamConnection
  readonly #timeoutMs: number
  readonly #metrics: Metrics
  readonly #token: UpstreamToken

  constructor({ baseUrl, login, password }: UpstreamAccount, timeoutMs: number, metrics: Metrics) {
    this.#connection = new UpstreamConnection(baseUrl)
    this.#timeoutMs = timeoutMs
    this.#metrics = metrics
    this.#token = new UpstreamToken(() =>
      this.#observe('login', async () =>
        readLogin(await this.#sendJson('/auth/get-token', { user: { login, password } })),
      ),
    )
  }

  /** More than `generate` can take: a login and the call, and both once more if the token had ended. In milliseconds. */
  get longestGenerateMs(): number {
    return 5 * this.#timeoutMs
  }

  /** Logs in unless a token is held. Fails as a call would. */
  async checkLogin(): Promise<void> {
    await this.#token.get('generate')
  }

  /** Registers a document. If our token had ended, it renews the token and repeats the call once. */
  async generate(request: GenerateRequest): Promise<Document> {
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const token = await this.#token.get('generate')
      try {
        return await this.#observe('generate', async () =>
          read(await this.#sendJson('/akepa/document/generate', request, { 'x-connectfi-token': token })),
        )
      } catch (error) {
        if (!(error instanceof TokenEnded)) throw error
        this.#token.discard(token)
      }
    }
    throw new Failure('upstreamLoginFailed')
  }

  /**
   * Uploads a file. It can't repeat the call, because the file's bytes are spent: if our token had ended, it renews the
   * token and fails with `upstreamTokenRenewed`. It sets no time limit: that is for `signal`.
   */
  async upload(documentId: string, form: UpstreamForm, signal: AbortSignal): Promise<Document> {
    const token = await this.#token.get('upload')
    try {
      return await this.#observe('upload', async () => {
        const document = read(
          await this.#connection.send({
            path: `/akepa/document/upload/${encodeURIComponent(documentId)}`,
            headers: { 'content-type': form.contentType, 'x-connectfi-token': token },
            contentLength: form.contentLength,
            body: form.body,
            signal,
          }),
        )
        if (!document.uploadStatus || document.id !== documentId) throw new Failure('upstreamAnswerInvalid')
        return document
      })
    } catch (error) {
      if (!(error instanceof TokenEnded)) throw error
      this.#token.discard(token)
      await this.#token.get('upload')
      throw new Failure('upstreamTokenRenewed', { retryAfterSeconds: 0 })
    }
  }

  /** Waits for the calls in flight. */
  async close(): Promise<void> {
    await this.#connection.close()
  }

  /** Cuts the calls in flight. They fail with `upstreamConnectionLost`. */
  async abandon(): Promise<void> {
    await this.#connection.abandon()
  }

  async #observe<Result>(call: UpstreamCallName, work: () => Promise<Result>): Promise<Result> {
    const end = this.#metrics.upstreamSeconds.startTimer({ call })
    try {
      const result = await work()
      end({ outcome: '0' })
      return result
    } catch (error) {
      const isNamed = error instanceof Failure || error instanceof CallerGone || error instanceof TokenEnded
      end({ outcome: isNamed ? error.code : 'internalError' })
      throw error
    }
  }

  async #sendJson(
    path: string,
    value: unknown,
    headers: Record<string, string> = {},
  ): Promise<UpstreamAnswer> {
    const json = Buffer.from(JSON.stringify(value))
    async function* body() {
      yield json
    }
    // `AbortSignal.timeout` would outlive the call by far, and costs five times as much.
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(new DOMException('', 'TimeoutError')), this.#timeoutMs)
    try {
      return await this.#connection.send({
        path,
        headers: { 'content-type': 'application/json', ...headers },
        contentLength: json.length,
        body: body(),
        signal: limit.signal,
      })
    } finally {
      clearTimeout(timer)
    }
  }
}

function read(answer: UpstreamAnswer): Document {
  if (isUnauthorized(answer)) throw new TokenEnded()
  return readDocument(answer)
}
