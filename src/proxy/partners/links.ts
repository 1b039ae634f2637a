import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { Failure } from '../http/failure.ts'
import {
  inWholeSeconds,
  type IsPartner,
  type SessionClaims,
  sessionClaimsSchema,
} from '../sessions/sessions.ts'
import { createTokenKind, sealed } from '../sessions/signed-token.ts'
import { type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'

/** What a link opens: the session to mint then, and for how long. */
interface LinkedSession {
  readonly claims: SessionClaims
  readonly ttlMs: number
}

export interface Links {
  /** Answers a link's one-time code. */
  issue(linked: LinkedSession): Promise<{ code: string; expiresAt: Date }>
  /** Fails with `linkInvalid`, `linkExpired`, or `linkUsed` the second time. */
  redeem(code: string): Promise<LinkedSession>
}

const codeClaimsSchema = z.object({
  jti: z.string().min(1),
  claims: sessionClaimsSchema,
  ttlMs: z.number().positive(),
})

/** A link is sent by mail, and opened when the person gets to it. */
const linkTtlMs = 24 * 60 * 60_000

/**
 * The code carries the session's terms itself, prefilled answers included, so that no store holds them; it is
 * sealed, because links are forwarded and kept. The store knows only which codes have been used.
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
