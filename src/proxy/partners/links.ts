import { createHash, randomUUID } from 'node:crypto'
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
  /**
   * Opens a link once, and answers the session to mint. The same `key` gets the same session again, as long as that
   * lasts, so a tab that lost the answer can ask once more. The key is the tab's secret: a code alone is not enough.
   * Fails with `linkInvalid`, with `linkUsed` for another key or none, and with `linkExpired` if the link's day is over
   * or its session has ended.
   */
  redeem(code: string, key: string | undefined): Promise<OpenedSession>
}

interface OpenedSession {
  readonly claims: SessionClaims
  readonly expiresAt: Date
}

const codeClaimsSchema = z.object({
  jti: z.string().min(1),
  claims: sessionClaimsSchema,
  ttlMs: z.number().positive(),
})

/** What the store keeps of an opened link: the end of its session, and a hash of the key if one was sent. */
const openingSchema = z.object({ keyHash: z.string().optional(), expiresAt: z.iso.datetime() })
type Opening = z.infer<typeof openingSchema>

/** Links are sent by mail, and a person may open one hours later. Every session behind a link is shorter. */
const linkTtlMs = 24 * 60 * 60_000

/**
 * A code carries the session's terms itself, prefilled answers included, so no store holds them. It is sealed, because
 * links are forwarded and kept. The store knows only which codes have been used, and a hash of each one's key.
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
    async redeem(code, key) {
      const verified = await codes.verify(code)
      if (verified.status === 'invalid') throw new Failure('linkInvalid')
      const { jti, claims, ttlMs } = verified.claims
      if (claims.partner === null || !isPartner(claims.partner)) throw new Failure('linkInvalid')
      const entry = storeKey('link', jti)
      const keyHash = key === undefined ? undefined : hashOf(jti, key)
      if (verified.status === 'valid') {
        const expiresAt = inWholeSeconds(ttlMs)
        const opening: Opening = { keyHash, expiresAt: expiresAt.toISOString() }
        if (await store.setIfAbsent(entry, JSON.stringify(opening), linkTtlMs)) return { claims, expiresAt }
      }
      const opened = await store.get(entry)
      const opening = opened === undefined ? undefined : openingSchema.parse(JSON.parse(opened))
      if (keyHash === undefined || opening?.keyHash !== keyHash) {
        throw new Failure(verified.status === 'valid' ? 'linkUsed' : 'linkExpired')
      }
      const expiresAt = new Date(opening.expiresAt)
      if (expiresAt.getTime() <= Date.now()) throw new Failure('linkExpired')
      return { claims, expiresAt }
    },
  }
}

function hashOf(jti: string, key: string): string {
  return createHash('sha256')
    .update(JSON.stringify([jti, key]))
    .digest('base64url')
}
