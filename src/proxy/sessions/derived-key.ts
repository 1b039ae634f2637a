import { hkdfSync, randomBytes } from 'node:crypto'

export type KeyPurpose = 'session' | 'ticket' | 'digest' | 'receiptList'

/** Derives a key for each purpose from one secret, by HKDF (RFC 5869). No key tells anything about another. */
export function deriveKey(purpose: KeyPurpose, secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hkdfSync('sha256', secret, '', `akepa-upload-wizard ${purpose}`, 32))
}

/** A new secret, for a process that was given none. What it signs is void when the process ends. */
export function createSecret(): string {
  return randomBytes(32).toString('base64url')
}
