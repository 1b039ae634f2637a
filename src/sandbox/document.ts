import { randomInt } from 'node:crypto'
import * as z from 'zod/mini'

/** The body of a generate, as stored. AJV has checked it against the vendor's schema. */
const generateRequestFields = {
  workflow: z.string(),
  name: z.string(),
  extension: z.enum(['jpg', 'png']),
  type: z.string(),
  note: z.optional(z.nullable(z.string())),
  note_author_agent_email: z.optional(z.string()),
}

const generateRequestSchema = z.object(generateRequestFields)
export type GenerateRequest = z.infer<typeof generateRequestSchema>

const documentIdPattern = /^doc_[0-9A-Za-z]{22}$/

/** A document as its metadata file holds it. `file` is set when an upload has been stored. */
export const storedDocumentSchema = z.object({
  id: z.string().check(z.regex(documentIdPattern)),
  dtsCreatedAt: z.iso.datetime(),
  ...generateRequestFields,
  file: z.optional(
    z.object({
      size: z.int().check(z.nonnegative()),
      sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    }),
  ),
})
export type StoredDocument = z.infer<typeof storedDocumentSchema>

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** `doc_` and 22 letters or digits, like the vendor's published IDs. `randomInt` has no modulo bias. */
export function createDocumentId(): string {
  return `doc_${Array.from({ length: 22 }, () => letters[randomInt(letters.length)]).join('')}`
}

/** `data` of generate's and upload's answers, in the vendor's order. Note and e-mail address are not echoed. */
export function toVendorData({ id, file, workflow, name, extension, type, dtsCreatedAt }: StoredDocument) {
  const uploadStatus = file !== undefined
  return { id, aggregatorId, uploadStatus, workflow, name, extension, type, dtsCreatedAt }
}

/** An entry of `GET /sandbox/documents`: the vendor's `data`, and what the vendor doesn't echo. */
export function toListEntry(document: StoredDocument) {
  const { note, note_author_agent_email, file } = document
  return { ...toVendorData(document), note, note_author_agent_email, ...file }
}

const aggregatorId = 'CLIENTID'

export const mediaTypes = { jpg: 'image/jpeg', png: 'image/png' } as const
