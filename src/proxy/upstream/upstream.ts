import { type Document, type GenerateRequest } from '../../contract/document/document.ts'
import { CallerGone, Failure } from '../http/answer/failure.ts'
import { type Log } from '../http/record/log.ts'
import { type Metrics, type UpstreamCallName } from '../http/record/metrics.ts'
import { Breaker, type CallOutcome } from './breaker.ts'
import { isUnauthorized, readDocument } from './upstream-answer.ts'
import { type UpstreamAnswer, UpstreamConnection } from './upstream-connection.ts'
import { type HeldToken, readLogin, UpstreamToken } from './upstream-token.ts'
import { Turns } from './turns.ts'

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
  /** Whether it had been accepted before. If not, the upstream may accept none. */
  readonly hasWorked: boolean

  constructor(hasWorked: boolean) {
    super('The upstream has refused the token')
    this.hasWorked = hasWorked
  }
}

interface UpstreamOptions {
  readonly timeoutMs: number
  /** How many calls of each kind are made at once. The route counts the uploads. */
  readonly maxGenerates: number
  readonly maxUploads: number
  /** The pause after a refused login. */
  readonly loginPauseMs: number
  /** How many calls in a row may fail before none is made for a while. 0 is any number. */
  readonly mostFailures: number
  readonly metrics: Metrics
  readonly log: Log
}

/** More than `generate` can take: a login and the call, and both once more if the token had ended. */
export function longestGenerateMs(timeoutMs: number): number {
  return 5 * timeoutMs
}

/**
 * ConnectFi, or the sandbox in its place: its three endpoints. It logs in at once, keeps the token by itself, and spares
 * an upstream that fails.
 */
export class Upstream {
  readonly #connection: UpstreamConnection
  readonly #options: UpstreamOptions
  readonly #token: UpstreamToken
  readonly #breaker: Breaker
  readonly #turns: Turns
  /** Of calls that have ended in time, so nothing listens to them any more. */
  readonly #unusedLimits: AbortController[] = []

  constructor({ baseUrl, login, password }: UpstreamAccount, options: UpstreamOptions) {
    const { maxUploads, maxGenerates } = options
    // One more, for a login.
    this.#connection = new UpstreamConnection(baseUrl, maxUploads + maxGenerates + 1)
    this.#turns = new Turns(maxGenerates)
    this.#options = options
    this.#breaker = new Breaker(options.mostFailures, outcomeOf)
    this.#token = new UpstreamToken({
      login: () =>
        this.#inTime((signal) =>
          this.#observe('login', async () =>
            readLogin(await this.#sendJson('/auth/get-token', { user: { login, password } }, { signal })),
          ),
        ),
      pauseMs: options.loginPauseMs,
      onFailure: ({ code }, pauseMs) =>
        options.log.error({ code, pauseMs: Math.ceil(pauseMs) }, 'login failed'),
    })
    // `problem` tells of a failure, and the token has logged it.
    this.#token.get('generate').catch(() => undefined)
  }

  /** Why no call can succeed, as far as is known. It tries nothing. */
  get problem(): Failure | undefined {
    return this.#token.problem ?? this.#breaker.problem
  }

  /**
   * Registers a document. If our token had ended, it renews the token and repeats the call once. Fails with `overloaded`
   * if too many others wait already.
   */
  async generate(request: GenerateRequest): Promise<Document> {
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const token = await this.#token.get('generate')
      try {
        const headers = { 'x-connectfi-token': token.value }
        return await this.#inTime((signal) =>
          this.#turns.take(signal, () =>
            this.#breaker.run('short', () =>
              this.#observe('generate', async () =>
                this.#read(
                  await this.#sendJson('/akepa/document/generate', request, { headers, signal }),
                  token,
                ),
              ),
            ),
          ),
        )
      } catch (error) {
        if (!(error instanceof TokenEnded)) throw error
        this.#token.refused(token)
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
      return await this.#breaker.run('long', () =>
        this.#observe('upload', async () => {
          const answered = this.#read(
            await this.#connection.send({
              path: `/akepa/document/upload/${encodeURIComponent(documentId)}`,
              headers: {
                'content-type': form.contentType,
                'content-length': String(form.contentLength),
                'x-connectfi-token': token.value,
              },
              body: form.body,
              signal,
            }),
            token,
          )
          if (!answered.uploadStatus || answered.id !== documentId) throw new Failure('upstreamAnswerInvalid')
          return answered
        }),
      )
    } catch (error) {
      if (!(error instanceof TokenEnded)) throw error
      this.#token.refused(token)
      await this.#token.get('upload')
      throw new Failure('upstreamTokenRenewed', { retryAfterSeconds: 0 })
    }
  }

  /** Waits for the calls in flight. */
  async close(): Promise<void> {
    this.#token.close()
    await this.#connection.close()
  }

  /** Cuts the calls in flight. They fail with `upstreamConnectionLost`. */
  async abandon(): Promise<void> {
    await this.#connection.abandon()
  }

  #read(answer: UpstreamAnswer, token: HeldToken): Document {
    if (isUnauthorized(answer)) throw new TokenEnded(this.#token.wasAccepted(token))
    const document = readDocument(answer)
    this.#token.accepted(token)
    return document
  }

  async #observe<Result>(call: UpstreamCallName, work: () => Promise<Result>): Promise<Result> {
    const end = this.#options.metrics.upstreamSeconds.startTimer({ call })
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

  async #inTime<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    // `AbortSignal.timeout` would outlive the call by far. A new controller costs ten times as much as one that is used again.
    const limit = this.#unusedLimits.pop() ?? new AbortController()
    const stop = () => limit.abort(new DOMException('', 'TimeoutError'))
    const timer = setTimeout(stop, this.#options.timeoutMs)
    try {
      return await work(limit.signal)
    } finally {
      clearTimeout(timer)
      if (!limit.signal.aborted) this.#unusedLimits.push(limit)
    }
  }

  #sendJson(
    path: string,
    value: unknown,
    { headers, signal }: { readonly headers?: Record<string, string>; readonly signal: AbortSignal },
  ): Promise<UpstreamAnswer> {
    return this.#connection.send({
      path,
      headers: { 'content-type': 'application/json', ...headers },
      body: Buffer.from(JSON.stringify(value)),
      signal,
    })
  }
}

/** What the error of a call says of the upstream. A refusal shows that it works, and so does a token that ends. */
function outcomeOf(error: unknown): CallOutcome {
  if (error instanceof TokenEnded) return error.hasWorked ? 'neither' : 'fails'
  if (!(error instanceof Failure)) return 'neither'
  switch (error.code) {
    case 'upstreamUnreachable':
    case 'upstreamTimeout':
    case 'upstreamConnectionLost':
    case 'upstreamAnswerInvalid':
    case 'upstreamFailed':
      return 'fails'
    case 'upstreamRefused':
    case 'documentNotFound':
    case 'fileNotFound':
    case 'extAkepa':
    case 'requestValidateError':
      return 'works'
    default:
      return 'neither'
  }
}
