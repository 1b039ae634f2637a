import * as z from 'zod/mini'
import { instantSchema } from '../../contract/scalars.ts'
import { jsonOf } from '../json-of.ts'

const claimsSchema = z.object({ uploadedAt: instantSchema })

/**
 * The time in a signed receipt (a compact JWS, RFC 7515). It is the server's: the device's own clock may be years off.
 * Verifying the signature is for the partner's back end, not for this page.
 */
export function readReceiptTime(receipt: string | undefined): string | undefined {
  const payload = receipt?.split('.')[1]
  if (payload === undefined) return undefined
  try {
    // This gives bytes, not characters, which matters only to claims that aren't read here.
    const claims = atob(payload.replaceAll('-', '+').replaceAll('_', '/'))
    return claimsSchema.safeParse(jsonOf(claims)).data?.uploadedAt
  } catch {
    return undefined
  }
}
