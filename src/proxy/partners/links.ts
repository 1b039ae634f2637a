import * as z from 'zod'
import { type Codes } from '../codes/codes.ts'
import { Failure } from '../http/failure.ts'
import { type Visits } from '../visits/visits.ts'
import { type IsPartner, type SessionClaims, sessionClaimsSchema } from '../sessions/sessions.ts'

/** The session that a link opens. Its `ttlMs` begin when the link is opened. */
interface LinkedSession {
  readonly claims: SessionClaims
  readonly ttlMs: number
}

export interface Links {
  /** Makes a link's one-time code, which expires after 24 hours. */
  issue(linked: LinkedSession): Promise<{ readonly code: string; readonly expiresAt: Date }>
  /**
   * Opens a link once, and answers the session to mint. The same `key` gets the same session again, as long as that
   * lasts, so a tab that lost the answer can ask once more. The key is the tab's secret: a code alone is not enough.
   * Fails with `linkInvalid`, with `linkUsed` for another key or none, and with `linkExpired` if the link's day is over,
   * its session or the customer's sessions have ended, or the store has forgotten it.
   */
  redeem(code: string, key: string | undefined): Promise<OpenedSession>
}

interface OpenedSession {
  readonly claims: SessionClaims
  readonly expiresAt: Date
}

const termsSchema = z.object({ claims: sessionClaimsSchema })

/** Links are sent by mail, and a person may open one hours later. Every session behind a link is shorter. */
const linkTtlMs = 24 * 60 * 60_000

export function createLinks(codes: Codes, visits: Visits, isPartner: IsPartner): Links {
  return {
    issue: ({ claims, ttlMs }) => codes.issue('link', { claims }, { ttlMs: linkTtlMs, opensForMs: ttlMs }),
    async redeem(code, key) {
      const redeemed = await codes.redeem('link', code, key)
      switch (redeemed.status) {
        case 'opened': {
          const { claims } = termsSchema.parse(redeemed.terms)
          if (claims.partner === null || !isPartner(claims.partner)) throw new Failure('linkInvalid')
          const { issuedAt, openUntil } = redeemed
          await visits.read({ ...claims, issuedAt }).catch(asExpired)
          return { claims: { ...claims, issuedAt }, expiresAt: openUntil }
        }
        case 'malformed':
          throw new Failure('linkInvalid')
        case 'ended':
          throw new Failure('linkExpired')
        case 'used':
          throw new Failure('linkUsed')
        default:
          return redeemed satisfies never
      }
    },
  }
}

function asExpired(error: unknown): never {
  const isEnded = error instanceof Failure && error.code === 'sessionEnded'
  throw isEnded ? new Failure('linkExpired') : error
}
