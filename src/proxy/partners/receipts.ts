import { createPublicKey, type KeyObject } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, type JWK, SignJWT } from 'jose'
import { type ReceiptClaims, receiptType } from '../../contract/partner-api.ts'
import { type Document } from '../../contract/document.ts'
import { type JudgedFile } from '../upload/file-judge.ts'
import { type Session } from '../sessions/sessions.ts'
import { type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'

/** A receipt proves an upload. A partner's back end can verify it, and ask for it again. */
export interface Receipts {
  /** Signs a receipt for a file that the upstream has confirmed: a JWT (RFC 7519) with the claims of `ReceiptClaims`. */
  sign(session: Session, document: Document, file: JudgedFile): Promise<string>
  /** Keeps a receipt for seven days, so that its partner can ask for it again. A guest's receipt is not kept. */
  keep(session: Session, receipt: string): Promise<void>
  /** The kept receipts of a partner's reference, oldest first. */
  list(partner: string, reference: string): Promise<string[]>
  /** The public keys that verify receipts (RFC 7517): of the key that signs, and of those that signed before it. */
  readonly publicKeys: { readonly keys: readonly JWK[] }
}

const receiptKeptMs = 7 * 24 * 60 * 60_000
const algorithm = 'ES256'

/** `keys` are private keys on P-256. The first signs, and the public halves of all are published. */
export async function createReceipts(keys: readonly KeyObject[], store: Store): Promise<Receipts> {
  const published = await Promise.all(keys.map(publicJwk))
  const [signingKey] = keys
  const kid = published[0]?.kid
  if (!signingKey || kid === undefined) throw new TypeError('Receipts need a key')

  return {
    async sign({ partner, sub }, document, { bytes, sha256 }) {
      const claims: ReceiptClaims = {
        ...(partner !== null && { partner, reference: sub }),
        documentId: document.id,
        type: document.type,
        bytes,
        sha256,
        uploadedAt: new Date().toISOString(),
      }
      const jwt = new SignJWT({ ...claims })
        .setProtectedHeader({ alg: algorithm, kid, typ: receiptType })
        .setIssuedAt()
      if (partner !== null) jwt.setAudience(partner)
      return await jwt.sign(signingKey)
    },
    async keep({ partner, sub }, receipt) {
      if (partner !== null) await store.append(storeKey('receipts', partner, sub), receipt, receiptKeptMs)
    },
    list: (partner, reference) => store.list(storeKey('receipts', partner, reference)),
    publicKeys: { keys: published },
  }
}

async function publicJwk(key: KeyObject): Promise<JWK> {
  const jwk = await exportJWK(createPublicKey(key))
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: algorithm, use: 'sig' }
}
