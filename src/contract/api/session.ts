import * as z from 'zod/mini'
import {
  documentTypeSchema,
  emailSchema,
  extensionSchema,
  nameSchema,
  noteSchema,
  workflowSchema,
} from '../document/document.ts'
import { successEnvelopeSchema } from './envelope.ts'
import { unreadListSchema } from '../requested/unread-list.ts'
import { countSchema, instantSchema, urlSchema, wholeNumberSchema } from '../scalars.ts'
import { openDocumentsSchema } from './visit.ts'

/** Answers a partner may give in advance: each obeys the rule it has in generate's request. */
export const prefillSchema = z.strictObject({
  workflow: z.optional(workflowSchema),
  type: z.optional(documentTypeSchema),
  name: z.optional(nameSchema),
  note: z.optional(noteSchema),
  extension: z.optional(extensionSchema),
  note_author_agent_email: z.optional(emailSchema),
})

export const prefillFields = [
  'workflow',
  'type',
  'name',
  'note',
  'extension',
  'note_author_agent_email',
] as const
export type PrefillField = (typeof prefillFields)[number]

/**
 * `data` of `GET /api/session`: what this session may do. Nothing in it is secret from the person it belongs to.
 *
 * - `partner` is null for a guest of the standalone form.
 * - `subject` is opaque and outlives renewal: what the browser keeps for a session is kept under it.
 * - `types` and `maxDocuments` are absent where nothing is restricted.
 * - `remainingDocuments`: how many of `maxDocuments` may still be registered; absent too where that can't be told now.
 * - `openDocuments`: those that wait for their file and that this session can go on with; absent where that can't be told.
 * - `requested`: the documents that the session asks for, and what has become of each; absent where it asks for none.
 * - `afterwards`: the partner's own words on what comes after an upload.
 * - `agent`: somebody fills the form in for the customer, and is asked for their own e-mail address.
 * - `sandbox`: documents go to the embedded stand-in, not to ConnectFi.
 */
export const sessionDescriptionSchema = z.object({
  partner: z.nullable(z.object({ id: z.string(), displayName: z.string() })),
  subject: z.string().check(z.minLength(1)),
  reference: z.optional(z.string()),
  dtsExpireAt: instantSchema,
  locale: z.optional(z.string()),
  prefill: prefillSchema,
  locked: z.array(z.literal(prefillFields)),
  types: z.optional(z.array(documentTypeSchema).check(z.minLength(1))),
  agent: z.boolean(),
  maxDocuments: z.optional(countSchema),
  remainingDocuments: z.optional(wholeNumberSchema),
  openDocuments: openDocumentsSchema,
  requested: z.optional(unreadListSchema),
  returnUrl: z.optional(urlSchema),
  afterwards: z.optional(z.string()),
  limits: z.object({ maxFileBytes: countSchema }),
  sandbox: z.boolean(),
})
export type SessionDescription = z.infer<typeof sessionDescriptionSchema>

/** Answer of `GET /api/session`. */
export const sessionDescriptionAnswerSchema = successEnvelopeSchema(sessionDescriptionSchema)

/**
 * Answer of every call that gives a session. `session` is opaque to the browser, `dtsExpireAt` is ISO 8601 in UTC.
 * A guest's comes with its `description`, as `GET /api/session` would answer it.
 */
export const sessionAnswerSchema = successEnvelopeSchema(
  z.object({
    session: z.string().check(z.minLength(1)),
    dtsExpireAt: instantSchema,
    description: z.optional(sessionDescriptionSchema),
  }),
)
