import * as z from 'zod'
import { Failure } from '../http/answer/failure.ts'
import { Pauses } from './pauses.ts'
import { readAnswer } from './upstream-answer.ts'
import { type UpstreamAnswer } from './upstream-connection.ts'

/** Before the first login has ended. */
const soon = { retryAfterSeconds: 1 }

const tokenValueSchema = z.string().regex(/^[\x21-\x7e]+$/)

/** The vendor's documentation shows `token` as a string. A newer page names a base token among others, without JSON. */
const loginSchema = z.object({
  token: z.union([tokenValueSchema, z.object({ base: tokenValueSchema }).transform(({ base }) => base)]),
  dtsExpireAt: z.string().optional(),
})

export interface HeldToken {
  readonly value: string
  /** In milliseconds, by `performance.now()`. Infinite if the upstream didn't say. */
  readonly endsAt: number
  readonly lifetimeMs: number
}

/** How much life a token must have left for a call: `ms`, or for a short-lived token this share of its whole life. */
const reserves = {
  generate: { ms: 60_000, share: 0.2 },
  upload: { ms: 5 * 60_000, share: 0.5 },
} as const

/** A refused login needs somebody to mend it, and a vendor may lock an account that is tried too often. */
const longestPauseMs = 5 * 60_000
/** Any other failure may pass by itself. A token that was accepted and is refused now has only ended. */
const shareOfOtherFailures = 0.2

interface TokenOptions {
  /** Makes the call, and reads its answer with `readLogin`. */
  readonly login: () => Promise<HeldToken>
  /**
   * The pause after a refused login, which doubles with each in a row. A token that was never accepted is renewed once in
   * it, and one that was accepted once in a fifth of it.
   */
  readonly pauseMs: number
  /** Told of each login that fails. */
  readonly onFailure: (failure: Failure, pauseMs: number) => void
}

/**
 * The proxy's own token, kept only in memory. One login serves all callers that wait for it, even if some leave. After
 * one that failed there is a pause, in which every caller is told of that failure. Then the token logs in by itself.
 */
export class UpstreamToken {
  readonly #options: TokenOptions
  readonly #pauses = new Pauses(longestPauseMs)
  #held: HeldToken | undefined
  #renewing: Promise<HeldToken> | undefined
  /** Undefined before the first login has ended. */
  #problem: Failure | 'none' | undefined
  #forgottenAt = -Infinity
  readonly #accepted = new WeakSet<HeldToken>()
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(options: TokenOptions) {
    this.#options = options
  }

  /** Why there is no token, as far as is known. It tries nothing. */
  get problem(): Failure | undefined {
    if (this.#leftMs > 0 || this.#problem === 'none') return undefined
    return this.#problem === undefined ? new Failure('upstreamUnreachable', soon) : this.#again(this.#problem)
  }

  /**
   * A token that should outlive the call. Logs in if there is none, and then fails with `upstreamLoginFailed`,
   * `upstreamUnreachable`, `upstreamBusy` or `upstreamFailed`.
   */
  async get(call: keyof typeof reserves): Promise<HeldToken> {
    const { ms, share } = reserves[call]
    const held = this.#held
    if (held && this.#leftMs > Math.min(ms, held.lifetimeMs * share)) return held
    try {
      return await this.#renewed()
    } catch (error) {
      // What is left of its life is better than nothing.
      if (this.#held && this.#leftMs > 0) return this.#held
      throw error
    }
  }

  /**
   * Forgets a token that the upstream has refused, unless one was forgotten a moment ago. One that was renewed since then
   * is kept, or a single document that is always refused would have the proxy log in for ever.
   */
  refused(token: HeldToken): void {
    const now = performance.now()
    const pauseMs = this.#options.pauseMs * (this.wasAccepted(token) ? shareOfOtherFailures : 1)
    if (this.#held !== token || now < this.#forgottenAt + pauseMs) return
    this.#held = undefined
    this.#forgottenAt = now
  }

  /** Reports that a call has succeeded with it. */
  accepted(token: HeldToken): void {
    this.#accepted.add(token)
  }

  wasAccepted(token: HeldToken): boolean {
    return this.#accepted.has(token)
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  get #leftMs(): number {
    return this.#held ? this.#held.endsAt - performance.now() : 0
  }

  async #renewed(): Promise<HeldToken> {
    if (!this.#renewing && this.#pauses.leftMs > 0 && this.#problem instanceof Failure) {
      throw this.#again(this.#problem)
    }
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined
    })
    return await this.#renewing
  }

  async #renew(): Promise<HeldToken> {
    try {
      this.#held = await this.#options.login()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      throw this.#failed(loginFailure(error))
    }
    this.#pauses.succeeded()
    this.#problem = 'none'
    return this.#held
  }

  #failed(failure: Failure): Failure {
    const { pauseMs, onFailure } = this.#options
    const isRefused = failure.code === 'upstreamLoginFailed'
    this.#problem = failure
    this.#pauses.failed(
      isRefused ? pauseMs : pauseMs * shareOfOtherFailures,
      (failure.retryAfterSeconds ?? 0) * 1000,
    )
    onFailure(failure, this.#pauses.leftMs)
    clearTimeout(this.#timer)
    if (!this.#isClosed) {
      const tryAgain = () => void this.get('generate').catch(() => undefined)
      // A timer may be a little early.
      this.#timer = setTimeout(tryAgain, this.#pauses.leftMs + 10).unref()
    }
    return this.#again(failure)
  }

  #again({ code, cause }: Failure): Failure {
    const retryAfterSeconds = Math.max(1, Math.ceil(this.#pauses.leftMs / 1000))
    return new Failure(code, { cause, retryAfterSeconds })
  }
}

export function readLogin(answer: UpstreamAnswer): HeldToken {
  const { token, dtsExpireAt } = readAnswer(answer, loginSchema)
  const lifetimeMs = tokenLifetimeMs(dtsExpireAt, answer.date)
  return { value: token, lifetimeMs, endsAt: performance.now() + lifetimeMs }
}

/** Reckoned by the upstream's own clock if its answer has a Date, so a difference between the clocks does no harm. */
function tokenLifetimeMs(dtsExpireAt: string | undefined, date: string | undefined): number {
  const expiresAt = Date.parse(dtsExpireAt ?? '')
  const issuedAt = Date.parse(date ?? '')
  const lifetimeMs = expiresAt - (Number.isNaN(issuedAt) ? Date.now() : issuedAt)
  return lifetimeMs > 0 ? lifetimeMs : Infinity
}

/** The call that needed the login was never made. So a lost answer to a login leaves no doubt: it is `unreachable`. */
function loginFailure(cause: Failure): Failure {
  switch (cause.code) {
    case 'upstreamBusy':
    case 'upstreamFailed':
    case 'upstreamUnreachable':
      return cause
    case 'upstreamTimeout':
    case 'upstreamConnectionLost':
      return new Failure('upstreamUnreachable', { cause })
    default:
      return new Failure('upstreamLoginFailed', { cause })
  }
}
