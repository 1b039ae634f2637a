import * as z from 'zod/mini'
import {
  documentIdSchema,
  documentTypeSchema,
  extensionSchema,
  nameSchema,
  workflowSchema,
} from '../document/document.ts'
import { requestedSideSchema } from './side.ts'
import { instantSchema } from '../scalars.ts'

/** The documents that a session asks for, and what has become of each. */

/**
 * What a partner says of an entry, by which `key` the partner knows it. `types` are those that it takes. `workflow` and
 * `name` are settled where they are given.
 */
export const requestedTermsSchema = z.object({
  key: z.string(),
  types: z.array(documentTypeSchema),
  title: z.optional(z.string()),
  hint: z.optional(z.string()),
  sides: z.optional(z.literal([1, 2])),
  optional: z.optional(z.boolean()),
  workflow: z.optional(workflowSchema),
  name: z.optional(nameSchema),
})
export type RequestedTerms = z.infer<typeof requestedTermsSchema>

/** A document of an entry, in `GET /api/session`. It has its file where it is `uploaded`. */
const requestedDocumentSchema = z.object({
  side: requestedSideSchema.shape.side,
  id: documentIdSchema,
  state: z.literal(['open', 'unconfirmed', 'uploaded']),
  type: documentTypeSchema,
  workflow: workflowSchema,
  extension: extensionSchema,
  dtsUploadedAt: z.optional(instantSchema),
})

/** An entry as `GET /api/session` tells it: its terms, whether the customer has skipped it, and its documents. */
const requestedEntrySchema = z.extend(requestedTermsSchema, {
  isSkipped: z.boolean(),
  documents: z.array(requestedDocumentSchema),
})
export type RequestedEntry = z.infer<typeof requestedEntrySchema>
export const requestedListSchema = z.array(requestedEntrySchema)
