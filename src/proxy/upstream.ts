import { type Document, type GenerateRequest } from '../contract/document.ts'
import { Failure } from './failure.ts'
import { isUnauthorized, readDocument } from './upstream-answer.ts'
import { type UpstreamAnswer, UpstreamConnection } from './upstream-connection.ts'
import { UpstreamToken } from './upstream-token.ts'

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

/** ConnectFi, or whatever stands in for it: its three endpoints, with the token seen to. */
export class Upstream {
  readonly #connection: UpstreamConnection
  readonly #timeoutMs: number
  readonly #token: UpstreamToken

  constructor({ baseUrl, login, password }: UpstreamAccount, timeoutMs: number) {
    this.#connection = new UpstreamConnection(baseUrl)
    this.#timeoutMs = timeoutMs
    this.#token = new UpstreamToken(() => this.#sendJson('/auth/get-token', { user: { login, password } }))
  }

  /** Whether the upstream lets us in: answers, or fails as a call would. */
  async checkLogin(): Promise<void> {
    await this.#token.get('generate')
  }

  /** Repeated once, by itself, where the upstream says that our token has ended: it has then done nothing yet. */
  async generate(request: GenerateRequest): Promise<Document> {
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const token = await this.#token.get('generate')
      const answer = await this.#sendJson('/akepa/document/generate', request, { 'x-connectfi-token': token })
      if (!isUnauthorized(answer)) return readDocument(answer)
      this.#token.discard(token)
    }
    throw new Failure('upstreamLoginFailed')
  }

  /**
   * Can't be repeated by itself, since the file's bytes are spent: where our token has ended it is renewed, and
   * the caller told (`upstreamTokenRenewed`). How long an upload may take is for `signal` to say.
   */
  async upload(documentId: string, form: UpstreamForm, signal: AbortSignal): Promise<Document> {
    const token = await this.#token.get('upload')
    const answer = await this.#connection.send({
      path: `/akepa/document/upload/${encodeURIComponent(documentId)}`,
      headers: { 'content-type': form.contentType, 'x-connectfi-token': token },
      contentLength: form.contentLength,
      body: form.body,
      signal,
    })
    if (isUnauthorized(answer)) {
      this.#token.discard(token)
      await this.#token.get('upload')
      throw new Failure('upstreamTokenRenewed', { retryAfterSeconds: 0 })
    }
    const document = readDocument(answer)
    if (!document.uploadStatus || document.id !== documentId) throw new Failure('upstreamAnswerInvalid')
    return document
  }

  async close(): Promise<void> {
    await this.#connection.close()
  }

  #sendJson(path: string, value: unknown, headers: Record<string, string> = {}): Promise<UpstreamAnswer> {
    const json = Buffer.from(JSON.stringify(value))
    async function* body() {
      yield json
    }
    return this.#connection.send({
      path,
      headers: { 'content-type': 'application/json', ...headers },
      contentLength: json.length,
      body: body(),
      signal: AbortSignal.timeout(this.#timeoutMs),
    })
  }
}
