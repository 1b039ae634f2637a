import * as z from 'zod/mini'
import {
  documentIdSchema,
  documentTypeSchema,
  extensionSchema,
  nameSchema,
  workflowSchema,
} from './document.ts'
import { instantSchema } from './scalars.ts'

/** The documents that a session asks for, and what has become of each. The wizard's first view parses this. */

/** One side of an entry. What has no back has its front alone. */
export const requestedSideSchema = z.object({ key: z.string(), side: z.literal([1, 2]) })
export type RequestedSide = z.infer<typeof requestedSideSchema>
export type Side = RequestedSide['side']

/**
 * What a partner says of an entry, by which `key` the partner knows it. `types` are those that it takes. `workflow` and
 * `name` are settled where they are given.
 */
export const requestedTermsSchema = z.object({
  key: z.string(),
  types: z.array(documentTypeSchema).check(z.minLength(1)),
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
  /** The wizard doesn't know the time of those that it has just registered itself. */
  dtsRegisteredAt: z.optional(instantSchema),
  dtsUploadedAt: z.optional(instantSchema),
})

/** An entry as `GET /api/session` tells it: its terms, whether the customer has skipped it, and its documents. */
const requestedEntrySchema = z.extend(requestedTermsSchema, {
  isSkipped: z.boolean(),
  documents: z.array(requestedDocumentSchema),
})
export type RequestedEntry = z.infer<typeof requestedEntrySchema>
export const requestedListSchema = z.array(requestedEntrySchema)

export function sidesOf({ sides }: Pick<RequestedTerms, 'sides'>): readonly Side[] {
  return sides === 2 ? [1, 2] : [1]
}

/** The document of a side: the uploaded one, if there is one, and otherwise the one that was registered last. */
export function documentOfSide({ documents }: Pick<RequestedEntry, 'documents'>, side: Side) {
  const own = documents.filter((document) => document.side === side)
  return own.find(({ state }) => state === 'uploaded') ?? own.at(-1)
}

/** An entry is done when each of its sides has its file. Only an optional one can be skipped. */
export function stateOfEntry(entry: RequestedEntry): 'done' | 'skipped' | 'open' {
  if (sidesOf(entry).every((side) => documentOfSide(entry, side)?.state === 'uploaded')) return 'done'
  return entry.isSkipped ? 'skipped' : 'open'
}
