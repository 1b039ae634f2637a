import { webcrypto } from 'node:crypto'
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { type ZodType } from 'zod'
import { deriveKey } from './derived-key.ts'

export type TokenPurpose = 'session' | 'ticket'

type VerifiedToken<Claims> =
  | { readonly status: 'valid'; readonly claims: Claims; readonly expiresAt: Date }
  | { readonly status: 'expired'; readonly claims: Claims; readonly expiresAt: Date }
  | { readonly status: 'invalid' }

export interface TokenKind<Claims> {
  issue(claims: Claims, expiresAt: Date): Promise<string>
  verify(token: string): Promise<VerifiedToken<Claims>>
}

/** Besides their key, these tell the tokens of one purpose from all others. */
interface Marks {
  readonly typ: string
  readonly audience: string
}

const longestTokenLength = 8192
/** The one algorithm that is accepted. */
const algorithm = 'HS256'
const accepted = { algorithms: [algorithm], requiredClaims: ['exp'] }

async function importKey(bytes: Uint8Array<ArrayBuffer>): Promise<webcrypto.CryptoKey> {
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  return await webcrypto.subtle.importKey('raw', bytes, hmac, false, ['sign', 'verify'])
}

/**
 * One kind of token: a JWT (RFC 7519), which its holder can read, but not change. Its key, `typ` and `aud` belong to
 * `purpose`, so a ticket shown as a session, or the reverse, is as worthless as a forged one (RFC 8725, 3.11 and 3.12).
 * The first secret makes tokens. Every secret opens them, for as long as an operator lists it.
 */
export async function createTokenKind<Claims extends Record<string, unknown>>(
  purpose: TokenPurpose,
  secrets: readonly string[],
  claimsSchema: ZodType<Claims>,
): Promise<TokenKind<Claims>> {
  const keys = await Promise.all(secrets.map((secret) => importKey(deriveKey(purpose, secret))))
  const [newest] = keys
  if (!newest) throw new TypeError('Tokens need a secret')
  const marks: Marks = { typ: `${purpose}+jwt`, audience: purpose }

  async function verifyWith(token: string, key: webcrypto.CryptoKey): Promise<VerifiedToken<Claims>> {
    try {
      return read('valid', (await jwtVerify(token, key, { ...marks, ...accepted })).payload)
    } catch (error) {
      // jose checks the time last, so key, typ and aud were right.
      if (error instanceof errors.JWTExpired) return read('expired', error.payload)
      return { status: 'invalid' }
    }
  }

  function read(status: 'valid' | 'expired', payload: JWTPayload): VerifiedToken<Claims> {
    const claims = claimsSchema.safeParse(payload)
    if (!claims.success || payload.exp === undefined) return { status: 'invalid' }
    return { status, claims: claims.data, expiresAt: new Date(payload.exp * 1000) }
  }

  return {
    issue(claims, expiresAt) {
      const exp = Math.floor(expiresAt.getTime() / 1000)
      const payload = { ...claims, aud: marks.audience, exp }
      return new SignJWT(payload).setProtectedHeader({ alg: algorithm, typ: marks.typ }).sign(newest)
    },
    async verify(token) {
      if (token.length > longestTokenLength) return { status: 'invalid' }
      for (const key of keys) {
        const verified = await verifyWith(token, key)
        if (verified.status !== 'invalid') return verified
      }
      return { status: 'invalid' }
    },
  }
}
