import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import { deriveKey } from './derived-key.ts'

export type TokenPurpose = 'session' | 'ticket'

interface ReadToken<Claims> {
  readonly claims: Claims
  readonly expiresAt: Date
}

export type VerifiedToken<Claims> =
  | ({ readonly status: 'valid' | 'expired' } & ReadToken<Claims>)
  | { readonly status: 'invalid' }

export interface TokenKind<Claims> {
  readonly issue: (claims: Claims, expiresAt: Date) => string
  readonly verify: (token: string) => VerifiedToken<Claims>
}

const longestTokenLength = 8192

/**
 * One kind of token: a JWT (RFC 7519), which its holder can read, but not change. Its key, `typ` and `aud` belong to
 * `purpose`, so a ticket shown as a session, or the reverse, is as worthless as a forged one (RFC 8725, 3.11 and 3.12).
 * Its head is ours to the letter, so no other algorithm is ever looked at (RFC 8725, 3.1). The first secret makes tokens.
 * Every secret opens them, for as long as an operator lists it.
 *
 * Node's own HMAC signs and verifies. jose does so by WebCrypto, whose promises took a quarter of a generate.
 */
export function createTokenKind<Claims extends Record<string, unknown>>(
  purpose: TokenPurpose,
  secrets: readonly string[],
  claimsSchema: z.ZodType<Claims>,
): TokenKind<Claims> {
  const keys = secrets.map((secret) => createSecretKey(deriveKey(purpose, secret)))
  const [newest] = keys
  if (!newest) throw new TypeError('Tokens need a secret')
  const head = `${encode({ alg: 'HS256', typ: `${purpose}+jwt` })}.`
  const standardSchema = z.object({ aud: z.literal(purpose), exp: z.number() })

  function read(payload: unknown): ReadToken<Claims> | undefined {
    const standard = standardSchema.safeParse(payload)
    const claims = claimsSchema.safeParse(payload)
    if (!standard.success || !claims.success) return undefined
    return { claims: claims.data, expiresAt: new Date(standard.data.exp * 1000) }
  }

  return {
    issue(claims, expiresAt) {
      const exp = Math.floor(expiresAt.getTime() / 1000)
      const signed = head + encode({ ...claims, aud: purpose, exp })
      return `${signed}.${signatureOf(signed, newest)}`
    },
    verify(token) {
      if (token.length > longestTokenLength || !token.startsWith(head)) return { status: 'invalid' }
      const end = token.lastIndexOf('.')
      const signed = token.slice(0, end)
      const signature = token.slice(end + 1)
      if (!keys.some((key) => isSame(signatureOf(signed, key), signature))) return { status: 'invalid' }
      const found = read(decode(signed.slice(head.length)))
      if (!found) return { status: 'invalid' }
      return { status: found.expiresAt.getTime() > Date.now() ? 'valid' : 'expired', ...found }
    },
  }
}

function signatureOf(signed: string, key: KeyObject): string {
  return createHmac('sha256', key).update(signed).digest('base64url')
}

/** Takes as long wherever two signatures differ. */
function isSame(one: string, other: string): boolean {
  const [bytes, otherBytes] = [Buffer.from(one), Buffer.from(other)]
  return bytes.length === otherBytes.length && timingSafeEqual(bytes, otherBytes)
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** What isn't JSON is undefined. */
function decode(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}
