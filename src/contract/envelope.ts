import * as z from 'zod/mini'
import { documentSchema } from './document.ts'

/**
 * The two envelopes every answer travels in, the vendor's and ours alike:
 * `{code:"0", data, requestId}` and `{requestId, code, message?, context?}`.
 */
const requestIdSchema = z.string().check(z.minLength(1), z.maxLength(128))

export function successEnvelopeSchema<Data extends z.ZodMiniType>(data: Data) {
  return z.object({ code: z.literal('0'), data, requestId: z.optional(requestIdSchema) })
}

export const failureEnvelopeSchema = z.object({
  requestId: z.optional(requestIdSchema),
  code: z.string().check(z.minLength(1), z.maxLength(100)),
  message: z.optional(z.string()),
  context: z.optional(z.unknown()),
})

/** Answer of generate and of upload: both carry the document, upload's with `uploadStatus` true. */
export const documentAnswerSchema = successEnvelopeSchema(documentSchema)
