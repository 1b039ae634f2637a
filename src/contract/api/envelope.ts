import * as z from 'zod/mini'
import { documentSchema } from '../document/document.ts'

const requestIdSchema = z.string().check(z.minLength(1), z.maxLength(128))

/** The envelope of every answer that succeeds, the vendor's and ours alike: `{code:"0", data, requestId}`. */
export function successEnvelopeSchema<Data extends z.ZodMiniType>(data: Data) {
  return z.object({ code: z.literal('0'), data, requestId: z.optional(requestIdSchema) })
}

/** The envelope of every other answer, the vendor's and ours alike: `{requestId, code, message?, context?}`. */
export const failureEnvelopeSchema = z.object({
  requestId: z.optional(requestIdSchema),
  code: z.string().check(z.minLength(1), z.maxLength(100)),
  message: z.optional(z.string()),
  context: z.optional(z.unknown()),
})

/** Answer of generate and of upload: both carry the document, upload's with `uploadStatus` true. */
export const documentAnswerSchema = successEnvelopeSchema(documentSchema)
