import * as z from 'zod'
import { Failure } from '../http/failure.ts'
import { readAnswer } from './upstream-answer.ts'
import { type UpstreamAnswer } from './upstream-connection.ts'

const tokenValueSchema = z.string().regex(/^[\x21-\x7e]+$/)

/** The vendor shows `token` as a string, and on a newer page describes a base token among others. */
const loginSchema = z.object({
  token: z.union([tokenValueSchema, z.object({ base: tokenValueSchema }).transform(({ base }) => base)]),
  dtsExpireAt: z.string().optional(),
})

interface HeldToken {
  readonly value: string
  /** By the monotonic clock, in milliseconds; infinite where the upstream didn't say. */
  readonly endsAt: number
  readonly lifetimeMs: number
}

/** How much of its life a token must have left. Never more than a share of the whole: tokens may be short-lived. */
const reserves = {
  generate: { ms: 60_000, share: 0.2 },
  upload: { ms: 5 * 60_000, share: 0.5 },
} as const

/**
 * The proxy's own token, in memory alone. One login serves however many callers wait for it, and goes on although
 * they leave.
 */
export class UpstreamToken {
  readonly #login: () => Promise<HeldToken>
  #held: HeldToken | undefined
  #renewing: Promise<HeldToken> | undefined

  /** `login` makes the call and has its answer read (`readLogin`). */
  constructor(login: () => Promise<HeldToken>) {
    this.#login = login
  }

  /** A token that will still live when the call is through, as far as anyone can tell. */
  async get(call: keyof typeof reserves): Promise<string> {
    const { ms, share } = reserves[call]
    const held = this.#held
    if (held && held.endsAt - performance.now() > Math.min(ms, held.lifetimeMs * share)) return held.value
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined
    })
    return (await this.#renewing).value
  }

  /** The upstream has refused this token. One that has been renewed since then is kept. */
  discard(value: string): void {
    if (this.#held?.value === value) this.#held = undefined
  }

  async #renew(): Promise<HeldToken> {
    try {
      this.#held = await this.#login()
      return this.#held
    } catch (error) {
      throw error instanceof Failure ? loginFailure(error) : error
    }
  }
}

export function readLogin(answer: UpstreamAnswer): HeldToken {
  const { token, dtsExpireAt } = readAnswer(answer, loginSchema)
  const lifetimeMs = tokenLifetimeMs(dtsExpireAt, answer.date)
  return { value: token, lifetimeMs, endsAt: performance.now() + lifetimeMs }
}

/** Reckoned by the upstream's own clock where it shows it, so that a difference between the clocks does no harm. */
function tokenLifetimeMs(dtsExpireAt: string | undefined, date: string | undefined): number {
  const expiresAt = Date.parse(dtsExpireAt ?? '')
  const issuedAt = Date.parse(date ?? '')
  const lifetimeMs = expiresAt - (Number.isNaN(issuedAt) ? Date.now() : issuedAt)
  return lifetimeMs > 0 ? lifetimeMs : Infinity
}

/** A login that failed leaves no doubt about the call it was for: that was never made. */
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
