import { BackendError } from './backend-error.ts'

export interface WizardClientOptions {
  readonly origin: string
  readonly apiKey: string
  readonly fetch: typeof globalThis.fetch
}

/** What the wizard answered, and the status that it answered with. */
interface Answered {
  readonly status: number
  readonly body: unknown
}

export type JsonObject = Readonly<Record<string, unknown>>

const attempts = 3
const attemptLimitMs = 5_000
const firstPauseMs = 250
/** Who is told to wait for longer gives up, because somebody waits for the back end's page meanwhile. */
const longestPauseMs = 2_000

/** The answers of a server that is busy or restarts, and of what stands before it. */
const passing = new Set([429, 502, 503, 504])

/**
 * Calls the wizard. Every call may be repeated: what a partner reads stays as it is, and a session or link that was made
 * for an answer that got lost is known to nobody.
 */
export class WizardClient {
  readonly #options: WizardClientOptions

  constructor(options: WizardClientOptions) {
    this.#options = options
  }

  /** Calls the API with the partner's key. Answers the `data` of its envelope, and rejects with `BackendError`. */
  async call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<JsonObject> {
    const answered = await this.#send(path, {
      method,
      headers: {
        Authorization: `Bearer ${this.#options.apiKey}`,
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const { code, data } = asObject(answered.body)
    if (code !== '0' || !isObject(data)) throw unreadable(answered.status)
    return data
  }

  /** Fetches what anybody may have, and not from a cache on the way. Rejects with `BackendError`. */
  async fetchPublic(path: string): Promise<JsonObject> {
    const { status, body } = await this.#send(path, { headers: { 'Cache-Control': 'no-cache' } })
    if (!isObject(body)) throw unreadable(status)
    return body
  }

  async #send(path: string, init: RequestInit): Promise<Answered> {
    for (let attempt = 1; ; attempt += 1) {
      const isLast = attempt === attempts
      try {
        const response = await this.#attempt(path, init)
        const ms = pauseMs(attempt, response.headers.get('Retry-After'))
        if (isLast || !passing.has(response.status) || ms > longestPauseMs) return await read(response)
        await response.body?.cancel()
        await pause(ms)
      } catch (cause) {
        if (cause instanceof BackendError) throw cause
        if (isLast) throw new BackendError('connectionLost', 'The wizard gave no answer.', { cause })
        await pause(pauseMs(attempt))
      }
    }
  }

  async #attempt(path: string, init: RequestInit): Promise<Response> {
    const { origin, fetch } = this.#options
    return fetch(origin + path, {
      ...init,
      // Nothing takes the key to another address. Workers don't know `error`, so a redirect is an answer like others.
      redirect: 'manual',
      signal: AbortSignal.timeout(attemptLimitMs),
    })
  }
}

async function read(response: Response): Promise<Answered> {
  const { status, ok, headers } = response
  const text = await response.text()
  const body = parseJson(text)
  if (ok) return { status, body }
  const { code, message, context, requestId = headers.get('X-Request-Id') } = asObject(body)
  if (typeof code !== 'string') throw unreadable(status)
  throw new BackendError(code, typeof message === 'string' ? message : `The wizard answered ${code}.`, {
    status,
    requestId: typeof requestId === 'string' ? requestId : undefined,
    context,
  })
}

export function unreadable(status?: number): BackendError {
  return new BackendError('answerUnreadable', 'The answer is not one of the wizard’s.', { status })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

/** What the wizard asks for, or half to all of a pause that doubles, so that many callers don't come back at once. */
function pauseMs(attempt: number, retryAfter: string | null = null): number {
  const asked = Number(retryAfter ?? 0) * 1000
  const own = firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2)
  return Math.max(own, Number.isFinite(asked) ? asked : 0)
}

async function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
