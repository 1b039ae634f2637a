import * as z from 'zod'
import { type Codes, refusalOf } from '../../codes/codes.ts'
import { Failure } from '../../http/answer/failure.ts'
import { isCompleted } from '../../visits/session-view.ts'
import { type Visits } from '../../visits/visits.ts'
import { type IsPartner, type SessionClaims, sessionClaimsSchema } from '../../sessions/sessions.ts'

/** The session that a link opens. Its `ttlMs` begin when the link is opened. */
interface LinkedSession {
  readonly claims: SessionClaims
  readonly ttlMs: number
  /** How long the link can be opened again and again. Without them it is opened once. */
  readonly days?: number | undefined
  /** Within which a link is opened once, instead of within a day. */
  readonly minutes?: number | undefined
}

export interface Links {
  /** Makes a link's code. */
  issue(linked: LinkedSession): Promise<{ readonly code: string; readonly expiresAt: Date }>
  /**
   * Opens a link, and answers the session to mint. The same `key` gets the same session again, as long as that
   * lasts, so a tab that lost the answer can ask once more. The key is the tab's secret: a code alone is not enough.
   * A reusable link is opened anew for another key, as long as something is left to do: otherwise it fails with
   * `linkCompleted`. The opening before is over then.
   * `partner` is whom the page says the link is from, if it says so.
   * Fails with `linkInvalid`, also for another partner than that, with `linkUsed` for another key or none, and with `linkExpired` if the link's time is over,
   * its session or the customer's sessions have ended, or the store has forgotten it.
   */
  redeem(code: string, key: string | undefined, partner?: string): Promise<OpenedSession>
}

interface OpenedSession {
  readonly claims: SessionClaims
  readonly expiresAt: Date
}

const termsSchema = z.object({ claims: sessionClaimsSchema, isReusable: z.boolean() })

const dayMs = 24 * 60 * 60_000

export function createLinks(codes: Codes, visits: Visits, isPartner: IsPartner): Links {
  async function refuse(terms: unknown, partner: string | undefined): Promise<void> {
    const { claims, isReusable } = termsSchema.parse(terms)
    // Nobody is to open one partner's link under the name and the logo of another.
    if (partner !== undefined && partner !== claims.partner) throw new Failure('linkInvalid')
    if (!isReusable) return
    const { visit } = await visits.read({ partner: claims.partner, sub: claims.sub })
    if (isCompleted(visit, claims)) throw new Failure('linkCompleted')
  }

  return {
    async issue({ claims, ttlMs, days, minutes }) {
      const isReusable = days !== undefined
      // Links are sent by mail, and a person may open one hours later.
      const linkMs = minutes === undefined ? (days ?? 1) * dayMs : minutes * 60_000
      const life = { ttlMs: linkMs, opensForMs: ttlMs, share: claims.partner, isReusable }
      return await codes.issue('link', { claims, isReusable }, life)
    },
    async redeem(code, key, partner) {
      const redeemed = await codes.redeem('link', code, key, async (terms) => await refuse(terms, partner))
      if (redeemed.status !== 'opened') throw refusalOf(redeemed.status)
      const { claims, isReusable } = termsSchema.parse(redeemed.terms)
      if (claims.partner === null || !isPartner(claims.partner)) throw new Failure('linkInvalid')
      const { issuedAt, openUntil, id, opening } = redeemed
      await visits.read({ ...claims, issuedAt }).catch(asExpired)
      return { claims: openedClaims(claims, isReusable, { issuedAt, id, opening }), expiresAt: openUntil }
    },
  }
}

/** What the session of a link's opening carries. */
export function openedClaims(
  claims: SessionClaims,
  isReusable: boolean,
  { issuedAt, id, opening }: { readonly issuedAt: number; readonly id: string; readonly opening: number },
): SessionClaims {
  return { ...claims, issuedAt, link: isReusable ? { id, opening } : undefined }
}

function asExpired(error: unknown): never {
  const isEnded = error instanceof Failure && error.code === 'sessionEnded'
  throw isEnded ? new Failure('linkExpired') : error
}
