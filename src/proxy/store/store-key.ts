import { hash } from 'node:crypto'

export type StoreKeyPurpose =
  | 'visit'
  | 'guest'
  | 'address'
  | 'subject'
  | 'partner'
  | 'guess'
  | 'code'
  | 'use'
  | 'handoff'
  | 'handoffOf'
  | 'handoffs'
  | 'ready'
  | 'delivery'
  | 'deliveriesDue'
  | 'deliveriesOf'
  | 'receiptsOf'

/**
 * Makes the key of an entry. Subjects and addresses are hashed, so the key doesn't show them. The hash has no secret, so
 * entries are found again after SESSION_SECRET has been rotated.
 */
export function storeKey(purpose: StoreKeyPurpose, ...parts: readonly (string | null)[]): string {
  return `${purpose}:${hash('sha256', JSON.stringify(parts), 'base64url')}`
}
