import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose'
import { type ReceiptClaims } from '../../../contract/api/back-end.ts'
import { receiptType } from '../../../contract/api/partner-api.ts'
import { type UploadedDocument } from '../../visits/visit.ts'
import { type Owner } from '../../visits/visits.ts'

/** What a receipt says of an upload. */
type ReceiptedFile = Pick<UploadedDocument, 'document' | 'requested' | 'bytes' | 'sha256' | 'uploadedAt'>

/** A receipt proves an upload. A partner's back end can verify it, and ask for it again. */
export interface Receipts {
  /** Signs a receipt for a file that the upstream has confirmed: a JWT (RFC 7519) with the claims of `ReceiptClaims`. */
  sign(owner: Owner, file: ReceiptedFile): Receipt
  /** The very receipt that was signed for the upload, or a new one if its key is not among ours any more. */
  again(owner: Owner, uploaded: UploadedDocument): string
  /** The public keys that verify receipts (RFC 7517): of the key that signs, and of those that signed before it. */
  readonly publicKeys: { readonly keys: readonly JWK[] }
}

interface Receipt {
  readonly receipt: string
  /** All that has to be kept of it. The rest follows from the upload. */
  readonly signature: string
}

const algorithm = 'ES256'

/** `keys` are private keys on P-256. The first signs, and the public halves of all are published. */
export async function createReceipts(keys: readonly KeyObject[]): Promise<Receipts> {
  const pairs = await Promise.all(keys.map(keyPair))
  const [newest] = pairs
  if (!newest) throw new TypeError('Receipts need a key')

  const { privateKey, jwk } = newest

  function signNew(owner: Owner, file: ReceiptedFile): Receipt {
    const signed = signedPart(jwk.kid, owner, file)
    const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding }).toString(
      'base64url',
    )
    return { receipt: `${signed}.${signature}`, signature }
  }

  return {
    sign: signNew,
    again(owner, uploaded) {
      const { signature } = uploaded
      for (const { publicKey, jwk } of pairs) {
        const signed = signedPart(jwk.kid, owner, uploaded)
        const isOurs = verify(
          'sha256',
          Buffer.from(signed),
          { key: publicKey, dsaEncoding },
          Buffer.from(signature, 'base64url'),
        )
        if (isOurs) return `${signed}.${signature}`
      }
      return signNew(owner, uploaded).receipt
    },
    publicKeys: { keys: pairs.map(({ jwk }) => jwk) },
  }
}

/** As JWS signs (RFC 7518, 3.4): the two numbers one after the other. */
const dsaEncoding = 'ieee-p1363'

/** A JWS without its signature (RFC 7515, 5.1). The same upload gives the same text, letter by letter. */
function signedPart(kid: string, { partner, sub }: Owner, file: ReceiptedFile): string {
  const { document, requested, bytes, sha256, uploadedAt } = file
  const claims: ReceiptClaims = {
    ...(partner !== null && { partner, reference: sub }),
    documentId: document.id,
    type: document.type,
    ...(requested && { requestKey: requested.key, side: requested.side }),
    bytes,
    sha256,
    uploadedAt: new Date(uploadedAt).toISOString(),
  }
  const payload = { ...claims, iat: Math.floor(uploadedAt / 1000), ...(partner !== null && { aud: partner }) }
  return [{ alg: algorithm, kid, typ: receiptType }, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
}

async function keyPair(privateKey: KeyObject) {
  const publicKey = createPublicKey(privateKey)
  const jwk = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(jwk)
  return { privateKey, publicKey, jwk: { ...jwk, kid, alg: algorithm, use: 'sig' } }
}
