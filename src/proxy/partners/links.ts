import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { Failure } from '../http/failure.ts'
import {
  inWholeSeconds,
  type IsPartner,
  type SessionClaims,
  sessionClaimsSchema,
} from '../sessions/sessions.ts'
import { createTokenKind, sealed } from '../sessions/token-kind.ts'
import { type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'

/** The session that a link opens. Its `ttlMs` begin when the link is opened. */
interface LinkedSession {
  readonly claims: SessionClaims
  readonly ttlMs: number
}

export interface Links {
  /** Makes a link's one-time code, which expires after 24 hours. */
  issue(linked: LinkedSession): Promise<{ code: string; expiresAt: Date }>
  /** Uses a code up. Fails with `linkInvalid`, with `linkExpired`, or with `linkUsed` the second time. */
  redeem(code: string): Promise<LinkedSession>
}

const codeClaimsSchema = z.object({
  jti: z.string().min(1),
  claims: sessionClaimsSchema,
  ttlMs: z.number().positive(),
})

/** Links are sent by mail, and a person may open one hours later. */
const linkTtlMs = 24 * 60 * 60_000

/**
 * A code carries the session's terms itself, prefilled answers included, so no store holds them. It is sealed, because
 * links are forwarded and kept. The store knows only which codes have been used.
 */
export async function createLinks(
  secrets: readonly string[],
  isPartner: IsPartner,
  store: Store,
): Promise<Links> {
  const codes = await createTokenKind('link', sealed, secrets, codeClaimsSchema)
  return {
    async issue({ claims, ttlMs }) {
      const expiresAt = inWholeSeconds(linkTtlMs)
      return { code: await codes.issue({ jti: randomUUID(), claims, ttlMs }, expiresAt), expiresAt }
    },
    async redeem(code) {
      const verified = await codes.verify(code)
      switch (verified.status) {
        case 'invalid':
          throw new Failure('linkInvalid')
        case 'expired':
          throw new Failure('linkExpired')
        case 'valid': {
          const { jti, claims, ttlMs } = verified.claims
          if (claims.partner === null || !isPartner(claims.partner)) throw new Failure('linkInvalid')
          const isFirst = await store.setIfAbsent(storeKey('link', jti), 'used', linkTtlMs)
          if (!isFirst) throw new Failure('linkUsed')
          return { claims, ttlMs }
        }
        default:
          return verified satisfies never
      }
    },
  }
}
