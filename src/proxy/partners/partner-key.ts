import { createHash, randomBytes } from 'node:crypto'

/** A new API key, and its SHA-256 for the partners' file. 256 random bits need no slow hash. */
export function createPartnerKey(): { readonly apiKey: string; readonly sha256: string } {
  const apiKey = `akepa_${randomBytes(32).toString('base64url')}`
  return { apiKey, sha256: createHash('sha256').update(apiKey).digest('hex') }
}
