import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import * as z from 'zod/mini'
import { PortalFailure } from './portal-failure.ts'
import { type VerifiedReceipt } from './portal-messages.ts'
import { type WizardAccount } from './wizard-client.ts'

const claimsSchema = z.object({
  partner: z.string(),
  reference: z.string(),
  documentId: z.string(),
  type: z.string(),
  requestKey: z.optional(z.string()),
  side: z.optional(z.int()),
  bytes: z.int(),
  sha256: z.string(),
  uploadedAt: z.iso.datetime(),
})

/**
 * Verifies receipts as any partner's back end would, with the public keys of the wizard. `jose` fetches them once, and
 * again when a receipt names an unknown key.
 */
export class ReceiptVerifier {
  readonly #account: WizardAccount
  readonly #keys: ReturnType<typeof createRemoteJWKSet>

  constructor(account: WizardAccount) {
    this.#account = account
    this.#keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', account.origin))
  }

  /**
   * The content of a receipt. It must be genuine, for this partner and about this customer: another customer's receipt
   * proves nothing here. Rejects with `PortalFailure` (`receiptInvalid`, `wizardUnreachable`).
   */
  async verify(receipt: string, reference: string): Promise<VerifiedReceipt> {
    const claims = claimsSchema.safeParse(await this.#claimsOf(receipt))
    if (!claims.success || claims.data.reference !== reference)
      throw new PortalFailure('receiptInvalid', 'The receipt is about another customer.', claims.error)
    const { type, partner: _partner, reference: _reference, ...file } = claims.data
    return { ...file, documentType: type }
  }

  async #claimsOf(receipt: string): Promise<unknown> {
    try {
      const { payload } = await jwtVerify(receipt, this.#keys, {
        algorithms: ['ES256'],
        typ: 'receipt+jwt',
        audience: this.#account.partnerId,
      })
      return payload
    } catch (cause) {
      const isForged = cause instanceof errors.JOSEError && !(cause instanceof errors.JWKSTimeout)
      throw isForged
        ? new PortalFailure('receiptInvalid', `The receipt does not verify (${cause.code}).`, cause)
        : new PortalFailure('wizardUnreachable', 'The wizard’s public key could not be fetched.', cause)
    }
  }
}
