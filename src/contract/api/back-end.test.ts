import { expectTypeOf, it } from 'vitest'
import type * as z from 'zod/mini'
import {
  type CustomerVisits,
  type ReceiptClaims,
  type SessionRequest,
  type SessionTerms,
} from './back-end.ts'
import {
  type receiptClaimsSchema,
  type sessionRequestSchema,
  type sessionTermsSchema,
  type visitAnswerSchema,
} from './partner-api.ts'

it('the published types are those that the schemas parse', () => {
  expectTypeOf<z.infer<typeof sessionTermsSchema>>().toEqualTypeOf<SessionTerms>()
  expectTypeOf<z.infer<typeof sessionRequestSchema>>().toEqualTypeOf<SessionRequest>()
  expectTypeOf<z.infer<typeof receiptClaimsSchema>>().toEqualTypeOf<ReceiptClaims>()
  expectTypeOf<z.infer<typeof visitAnswerSchema>['data']>().branded.toEqualTypeOf<CustomerVisits>()
})
