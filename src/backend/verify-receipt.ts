import { type ReceiptClaims } from '../contract/api/back-end.ts'
import { BackendError } from './backend-error.ts'
import { type ReceiptKeys } from './receipt-keys.ts'
import { isObject, type JsonObject } from './wizard-client.ts'

/** What a genuine receipt of a partner's customer says. */
export interface VerifiedReceipt extends ReceiptClaims {
  partner: string
  reference: string
}

/** Whose a receipt must be. */
export interface Expected {
  readonly partner: string
  readonly isCustomer: (reference: string) => boolean
}

const longestReceipt = 8 * 1024

/**
 * Verifies a receipt: a compact JWS (RFC 7515) with ES256 (RFC 7518, 3.4) and nothing else, whatever its head says. Rejects
 * with `BackendError`.
 */
export async function verifyReceipt(
  receipt: string,
  keys: ReceiptKeys,
  expected: Expected,
): Promise<VerifiedReceipt> {
  if (typeof receipt !== 'string' || receipt.length > longestReceipt) throw invalid('is no receipt')
  const [head = '', payload = '', signature = '', ...others] = receipt.split('.')
  if (others.length > 0) throw invalid('is no compact JWS')
  const { alg, typ, kid, crit } = decodeObject(head)
  if (alg !== 'ES256') throw invalid('is not signed with ES256')
  if (typ !== 'receipt+jwt') throw invalid('is another kind of token')
  if (crit !== undefined) throw invalid('asks for an extension that there is not')
  if (typeof kid !== 'string') throw invalid('names no key')

  const key = await keys.find(kid)
  if (!key) throw invalid('is signed with a key that is not the wizard’s')
  const isGenuine = await crypto.subtle.verify(
    { name: 'ECDSA', hash: 'SHA-256' },
    key,
    decode(signature),
    new TextEncoder().encode(`${head}.${payload}`),
  )
  if (!isGenuine) throw invalid('has a wrong signature')
  return readClaims(decodeObject(payload), expected)
}

function readClaims(claims: JsonObject, expected: Expected): VerifiedReceipt {
  const { aud, partner, reference } = claims
  if (aud !== expected.partner || partner !== expected.partner) throw foreign('partner')
  if (typeof reference !== 'string' || !expected.isCustomer(reference)) throw foreign('customer')
  const { documentId, type, bytes, sha256, uploadedAt, requestKey, side } = claims
  const areTexts = [documentId, type, sha256, uploadedAt].every((claim) => typeof claim === 'string')
  if (!areTexts || typeof bytes !== 'number') throw invalid('does not say what a receipt says')
  const said = { partner, reference, documentId, type, bytes, sha256, uploadedAt }
  return { ...said, ...(requestKey !== undefined && { requestKey, side }) } as VerifiedReceipt
}

function decodeObject(part: string): JsonObject {
  let decoded: unknown
  try {
    decoded = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(decode(part)))
  } catch (cause) {
    if (cause instanceof BackendError) throw cause
    throw invalid('is no compact JWS', cause)
  }
  if (!isObject(decoded)) throw invalid('is no compact JWS')
  return decoded
}

function decode(base64url: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-]+$/.test(base64url)) throw invalid('is no compact JWS')
  try {
    const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(binary, (character) => character.charCodeAt(0))
  } catch (cause) {
    throw invalid('is no compact JWS', cause)
  }
}

function invalid(why: string, cause?: unknown): BackendError {
  return new BackendError('receiptInvalid', `The receipt ${why}.`, { cause })
}

function foreign(whose: string): BackendError {
  return new BackendError('receiptForeign', `The receipt is about another ${whose}.`)
}
