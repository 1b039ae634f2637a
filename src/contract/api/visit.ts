import * as z from 'zod/mini'
import {
  documentIdSchema,
  documentTypeSchema,
  extensionSchema,
  workflowSchema,
} from '../document/document.ts'
import { instantSchema } from '../scalars.ts'

/** What the proxy tells of the documents that it knows of a customer. Their names are nowhere stored. */

const documentShape = {
  id: documentIdSchema,
  type: documentTypeSchema,
  workflow: workflowSchema,
  extension: extensionSchema,
  dtsRegisteredAt: instantSchema,
}

/**
 * A document that waits for its file, as `openDocuments` of `GET /api/session` lists it. It is `unconfirmed` where a file
 * was sent and nobody said what became of it. `isUnderOtherTerms`: the session that registered it locked other answers.
 */
export const openDocumentSchema = z.object({
  ...documentShape,
  state: z.literal(['open', 'unconfirmed']),
  isUnderOtherTerms: z.boolean(),
})
export const openDocumentsSchema = z.optional(z.array(openDocumentSchema))
export type OpenDocument = z.infer<typeof openDocumentSchema>
