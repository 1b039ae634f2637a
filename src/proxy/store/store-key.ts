import { createHash } from 'node:crypto'

export type StoreKeyPurpose =
  'generate' | 'document' | 'documentLock' | 'documentCount' | 'guests' | 'link' | 'receipts' | 'ready'

/**
 * Names an entry without telling what it is named after: subjects and addresses are hashed. Hashed without a
 * secret, so that entries are found again after SESSION_SECRET has been rotated.
 */
export function storeKey(purpose: StoreKeyPurpose, ...parts: readonly (string | null)[]): string {
  return `${purpose}:${createHash('sha256').update(JSON.stringify(parts)).digest('base64url')}`
}
