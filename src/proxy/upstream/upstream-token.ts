import * as z from 'zod'
import { Failure } from '../http/failure.ts'
import { readAnswer } from './upstream-answer.ts'
import { type UpstreamAnswer } from './upstream-connection.ts'

const tokenValueSchema = z.string().regex(/^[\x21-\x7e]+$/)

/** The vendor's documentation shows `token` as a string. A newer page names a base token among others, without JSON. */
const loginSchema = z.object({
  token: z.union([tokenValueSchema, z.object({ base: tokenValueSchema }).transform(({ base }) => base)]),
  dtsExpireAt: z.string().optional(),
})

interface HeldToken {
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

/** The proxy's own token, kept only in memory. One login serves all callers that wait for it, even if some leave. */
export class UpstreamToken {
  readonly #login: () => Promise<HeldToken>
  #held: HeldToken | undefined
  #renewing: Promise<HeldToken> | undefined

  /** `login` makes the call, and reads its answer with `readLogin`. */
  constructor(login: () => Promise<HeldToken>) {
    this.#login = login
  }

  /**
   * A token that should outlive the call. Logs in if there is none, and then fails with `upstreamLoginFailed`,
   * `upstreamUnreachable`, `upstreamBusy` or `upstreamFailed`.
   */
  async get(call: keyof typeof reserves): Promise<string> {
    const { ms, share } = reserves[call]
    const held = this.#held
    if (held && held.endsAt - performance.now() > Math.min(ms, held.lifetimeMs * share)) return held.value
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined
    })
    return (await this.#renewing).value
  }

  /** Forgets a token that the upstream has refused. A token renewed since then is kept. */
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
