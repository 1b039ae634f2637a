import { webcrypto } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import { type ZodType } from 'zod'
import { deriveKey } from './derived-key.ts'

export type TokenPurpose = 'session' | 'ticket'

export type VerifiedToken<Claims> =
  | { readonly status: 'valid'; readonly claims: Claims; readonly expiresAt: Date }
  | { readonly status: 'expired'; readonly claims: Claims; readonly expiresAt: Date }
  | { readonly status: 'invalid' }

export interface TokenKind<Claims> {
  sign(claims: Claims, expiresAt: Date): Promise<string>
  verify(token: string): Promise<VerifiedToken<Claims>>
}

const longestTokenLength = 8192

/**
 * One kind of signed token: a JWT (RFC 7519) under HS256 alone, whose key, `typ` and `aud` belong to `purpose`, so
 * that a ticket shown as a session, or the reverse, is as worthless as a forged one (RFC 8725, 3.11 and 3.12).
 * The first secret signs; the rest still verify, for as long as an operator keeps them listed.
 */
export async function createTokenKind<Claims extends Record<string, unknown>>(
  purpose: TokenPurpose,
  secrets: readonly string[],
  claimsSchema: ZodType<Claims>,
): Promise<TokenKind<Claims>> {
  const keys = await Promise.all(secrets.map((secret) => importKey(purpose, secret)))
  const signingKey = keys[0]
  if (!signingKey) throw new TypeError('A signed token needs a secret')
  const typ = `${purpose}+jwt`

  async function verifyWith(token: string, key: webcrypto.CryptoKey): Promise<VerifiedToken<Claims>> {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        typ,
        audience: purpose,
        requiredClaims: ['exp'],
      })
      return read('valid', payload)
    } catch (error) {
      // Thrown last of all checks: signature, typ and aud have held.
      if (error instanceof errors.JWTExpired) return read('expired', error.payload)
      return { status: 'invalid' }
    }
  }

  function read(status: 'valid' | 'expired', payload: { exp?: number }): VerifiedToken<Claims> {
    const claims = claimsSchema.safeParse(payload)
    if (!claims.success || payload.exp === undefined) return { status: 'invalid' }
    return { status, claims: claims.data, expiresAt: new Date(payload.exp * 1000) }
  }

  return {
    sign(claims, expiresAt) {
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', typ })
        .setAudience(purpose)
        .setExpirationTime(expiresAt)
        .sign(signingKey)
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

function importKey(purpose: TokenPurpose, secret: string): Promise<webcrypto.CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  return webcrypto.subtle.importKey('raw', deriveKey(purpose, secret), algorithm, false, ['sign', 'verify'])
}
