import { hkdfSync, randomBytes } from 'node:crypto'

export type KeyPurpose = 'session' | 'ticket' | 'link' | 'digest'

/** HKDF (RFC 5869): from one secret a key per purpose, none of which tells anything about the others. */
export function deriveKey(purpose: KeyPurpose, secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hkdfSync('sha256', secret, '', `akepa-upload-wizard ${purpose}`, 32))
}

/** A secret that nobody knows, for a process that was given none: what it signs ends with it. */
export function createSecret(): string {
  return randomBytes(32).toString('base64url')
}
