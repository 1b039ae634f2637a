import { webcrypto } from 'node:crypto'
import { EncryptJWT, errors, jwtDecrypt, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { type ZodType } from 'zod'
import { deriveKey } from './derived-key.ts'

export type TokenPurpose = 'session' | 'ticket' | 'link'

type VerifiedToken<Claims> =
  | { readonly status: 'valid'; readonly claims: Claims; readonly expiresAt: Date }
  | { readonly status: 'expired'; readonly claims: Claims; readonly expiresAt: Date }
  | { readonly status: 'invalid' }

export interface TokenKind<Claims> {
  issue(claims: Claims, expiresAt: Date): Promise<string>
  verify(token: string): Promise<VerifiedToken<Claims>>
}

/** How tokens are made and opened. `open` throws for a token of another key or other marks. */
interface Protection {
  importKey(bytes: Uint8Array<ArrayBuffer>): Promise<webcrypto.CryptoKey>
  make(payload: JWTPayload, header: Marks, key: webcrypto.CryptoKey): Promise<string>
  open(token: string, marks: Marks, key: webcrypto.CryptoKey): Promise<JWTPayload>
}

/** Besides their key, these tell the tokens of one purpose from all others. */
interface Marks {
  readonly typ: string
  readonly audience: string
}

const longestTokenLength = 8192

/** A JWT (RFC 7519) signed with HS256, the one algorithm that is accepted. A holder can read it, but not change it. */
export const signed: Protection = {
  importKey: (bytes) => {
    const algorithm = { name: 'HMAC', hash: 'SHA-256' }
    return webcrypto.subtle.importKey('raw', bytes, algorithm, false, ['sign', 'verify'])
  },
  make: (payload, { typ }, key) => new SignJWT(payload).setProtectedHeader({ alg: 'HS256', typ }).sign(key),
  open: async (token, marks, key) =>
    (await jwtVerify(token, key, { ...marks, algorithms: ['HS256'], requiredClaims: ['exp'] })).payload,
}

/** A JWT encrypted with A256GCM, the one algorithm that is accepted. A holder can neither read nor change it. */
export const sealed: Protection = {
  importKey: (bytes) =>
    webcrypto.subtle.importKey('raw', bytes, { name: 'AES-GCM' }, false, ['encrypt', 'decrypt']),
  make: (payload, { typ }, key) =>
    new EncryptJWT(payload).setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ }).encrypt(key),
  open: async (token, marks, key) => {
    const algorithms = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] }
    return (await jwtDecrypt(token, key, { ...marks, ...algorithms, requiredClaims: ['exp'] })).payload
  },
}

/**
 * One kind of token. Its key, `typ` and `aud` belong to `purpose`, so a ticket shown as a session, or the reverse, is as
 * worthless as a forged one (RFC 8725, 3.11 and 3.12). The first secret makes tokens. Every secret opens them, for as
 * long as an operator lists it.
 */
export async function createTokenKind<Claims extends Record<string, unknown>>(
  purpose: TokenPurpose,
  protection: Protection,
  secrets: readonly string[],
  claimsSchema: ZodType<Claims>,
): Promise<TokenKind<Claims>> {
  const keys = await Promise.all(secrets.map((secret) => protection.importKey(deriveKey(purpose, secret))))
  const [newest] = keys
  if (!newest) throw new TypeError('Tokens need a secret')
  const marks: Marks = { typ: `${purpose}+jwt`, audience: purpose }

  async function verifyWith(token: string, key: webcrypto.CryptoKey): Promise<VerifiedToken<Claims>> {
    try {
      return read('valid', await protection.open(token, marks, key))
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
      return protection.make({ ...claims, aud: marks.audience, exp }, marks, newest)
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
