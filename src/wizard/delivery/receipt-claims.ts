import * as z from 'zod/mini'
import { instantSchema, wholeNumberSchema } from '../../contract/scalars.ts'
import { jsonOf } from '../json-of.ts'

const claimsSchema = z.object({ uploadedAt: instantSchema, bytes: wholeNumberSchema, sha256: z.string() })
export type ReceiptClaims = z.infer<typeof claimsSchema>

/**
 * What a signed receipt (a compact JWS, RFC 7515) says of the file that arrived. Its time is the server's: the device's
 * own clock may be years off. Verifying the signature is for the partner's back end, not for this page.
 */
export function readReceipt(receipt: string | undefined): ReceiptClaims | undefined {
  const payload = receipt?.split('.')[1]
  if (payload === undefined) return undefined
  try {
    // This gives bytes, not characters, which matters only to claims that aren't read here.
    const claims = atob(payload.replaceAll('-', '+').replaceAll('_', '/'))
    return claimsSchema.safeParse(jsonOf(claims)).data
  } catch {
    return undefined
  }
}
