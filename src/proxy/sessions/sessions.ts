import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import { documentTypeSchema } from '../../contract/document/document.ts'
import { requestedTermsSchema } from '../../contract/requested/list.ts'
import { prefillFields, prefillSchema } from '../../contract/api/session.ts'
import { type Codes } from '../codes/codes.ts'
import { bearerToken } from '../http/request/bearer-token.ts'
import { Failure } from '../http/answer/failure.ts'
import { type CheckIdle } from './idle-limit.ts'
import { rememberValid } from './remember-valid.ts'
import { createTokenKind } from './token-kind.ts'

/**
 * What a session's token carries. Tickets, keys and counts belong to its partner and subject together. `sub`, the
 * subject, is a partner's own reference for a customer, or for a guest a random value that survives renewal.
 */
export const sessionClaimsSchema = z.object({
  sub: z.string().min(1),
  partner: z.string().nullable(),
  locale: z.string().optional(),
  prefill: prefillSchema,
  locked: z.array(z.enum(prefillFields)),
  types: z.array(documentTypeSchema).min(1).optional(),
  requested: z.array(requestedTermsSchema).optional(),
  agent: z.boolean(),
  maxDocuments: z.int().positive().optional(),
  returnUrl: z.url().optional(),
  afterwards: z.string().optional(),
  /** Ends the session when nobody has used it for so long. */
  idleSeconds: z.int().positive().optional(),
  /** By the store's clock, in milliseconds. A link's session, or a phone's, is as old as what granted it. */
  issuedAt: z.number().optional(),
  /** Of a reusable link, or of a phone that a session of one called in: which opening this is. The next one ends it. */
  link: z.object({ id: z.string(), opening: z.int() }).optional(),
  /** Of a phone, which can do the errand of this hand-off and nothing else. */
  handoff: z.object({ id: z.string() }).optional(),
})
export type SessionClaims = z.infer<typeof sessionClaimsSchema>

export interface Session extends SessionClaims {
  readonly issuedAt: number
  readonly expiresAt: Date
}

export interface MintedSession {
  readonly session: string
  readonly dtsExpireAt: string
}

/** Whether a partner is still configured. Sessions and links of one that isn't are void. */
export type IsPartner = (id: string) => boolean

export interface Sessions {
  /** Answers the caller's session, or fails with `sessionMissing`, `sessionInvalid`, `sessionExpired` or `linkOpenedElsewhere`. */
  authenticate(authorization: string | undefined): Promise<Session>
  /** The same claims and time give the same session, letter by letter, until the secret is rotated. */
  mint(claims: SessionClaims, expiresAt: Date): Promise<MintedSession>
  /** A session for the standalone form. It keeps the subject of the guest's old session, if the header holds one. */
  mintGuest(
    authorization: string | undefined,
  ): Promise<{ readonly minted: MintedSession; readonly session: Session }>
}

export const sessionTtlMs = 30 * 60_000
const guestRenewableMs = 24 * 60 * 60_000

export function createSessions(
  secrets: readonly string[],
  isPartner: IsPartner,
  codes: Pick<Codes, 'lastOpening'>,
  checkIdle: CheckIdle,
): Sessions {
  const tokens = createTokenKind('session', secrets, sessionClaimsSchema)
  const verify = rememberValid(tokens.verify)

  async function mint(claims: SessionClaims, expiresAt: Date): Promise<MintedSession> {
    return { session: tokens.issue(claims, expiresAt), dtsExpireAt: expiresAt.toISOString() }
  }

  function guestSubject(authorization: string | undefined): string | undefined {
    const token = bearerToken(authorization)
    const verified = token === undefined ? undefined : verify(token)
    if (!verified || verified.status === 'invalid' || verified.claims.partner !== null) return undefined
    // A phone's session is for its errand alone. Renewed as a guest's, it would be the whole person's.
    if (verified.claims.handoff) throw new Failure('handoffNotAllowed')
    const isRenewable = verified.expiresAt.getTime() > Date.now() - guestRenewableMs
    return isRenewable ? verified.claims.sub : undefined
  }

  async function checkOpening({ link }: SessionClaims): Promise<void> {
    // A store that has forgotten the link doesn't open it again either.
    const last = link && (await codes.lastOpening('link', link.id))
    if (last !== undefined && last !== link?.opening) throw new Failure('linkOpenedElsewhere')
  }

  return {
    async authenticate(authorization) {
      const token = bearerToken(authorization)
      if (token === undefined) throw new Failure('sessionMissing')
      const verified = verify(token)
      switch (verified.status) {
        case 'valid': {
          const { partner, issuedAt = 0 } = verified.claims
          if (partner !== null && !isPartner(partner)) throw new Failure('sessionInvalid')
          await checkOpening(verified.claims)
          await checkIdle({ token, ...verified })
          return { ...verified.claims, issuedAt, expiresAt: verified.expiresAt }
        }
        case 'expired':
          // Told to have expired, it would be renewed by itself, and take the link from the device that has it now.
          await checkOpening(verified.claims)
          throw new Failure('sessionExpired')
        case 'invalid':
          throw new Failure('sessionInvalid')
        default:
          return verified satisfies never
      }
    },
    mint,
    async mintGuest(authorization) {
      const sub = guestSubject(authorization) ?? randomBytes(16).toString('base64url')
      const claims = { sub, partner: null, prefill: {}, locked: [], agent: false }
      const expiresAt = inWholeSeconds(sessionTtlMs)
      return { minted: await mint(claims, expiresAt), session: { ...claims, issuedAt: 0, expiresAt } }
    },
  }
}

/** The time `ttlMs` from now, in whole seconds like a JWT's `exp`, so an answer and its token name the same time. */
export function inWholeSeconds(ttlMs: number): Date {
  return new Date(Math.floor((Date.now() + ttlMs) / 1000) * 1000)
}
