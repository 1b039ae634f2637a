import * as z from 'zod/mini'

/**
 * What `POST /akepa/document/generate` takes and what both document endpoints answer with.
 *
 * Source of every rule here: the vendor's published JSON Schema for generate. `document.test.ts` holds this
 * file to it, input by input, with AJV on the vendor's own schema.
 */
export const workflows = ['PERSONAL', 'BUSINESS'] as const
export const extensions = ['jpg', 'png'] as const
export const documentTypes = [
  'contract',
  'license',
  'passport',
  'utility',
  'other',
  'internal',
  'identification_card',
  'residence_permit',
  'canada_provincial_id',
  'indigenous_card',
  'paystub',
  'bank_statement',
  'w2',
  '1099',
  '1120',
  '1065',
  't1',
  't4',
] as const

/** Counted in Unicode code points, as JSON Schema's `maxLength` counts: see `codePointLength`. */
export const nameMaxLength = 50
export const noteMaxLength = 500

export const workflowSchema = z.literal(workflows)
export const extensionSchema = z.literal(extensions)
export const documentTypeSchema = z.literal(documentTypes)
export type Workflow = (typeof workflows)[number]
export type Extension = (typeof extensions)[number]
export type DocumentType = (typeof documentTypes)[number]

/** Length as JSON Schema counts it (RFC 8259 characters): an emoji outside the BMP is one, a lone surrogate too. */
export function codePointLength(text: string): number {
  let length = 0
  for (const _character of text) length += 1
  return length
}

/** What a text may not hold; the wizard words its errors by these codes, which zod carries as the message. */
export const textProblems = ['blank', 'tooLong', 'angleBracket', 'lineBreak'] as const
export type TextProblem = (typeof textProblems)[number]

/**
 * The vendor's pattern is `^((?![<>]).)*$` without the `s` flag, where `.` matches no line terminator: so it
 * refuses the angle brackets and the four characters ECMAScript counts as line terminators. Two checks, because
 * a person is told different things about them.
 */
const noAngleBracket = z.refine<string>((text) => !/[<>]/.test(text), { error: 'angleBracket' })
const noLineBreak = z.refine<string>((text) => !/[\n\r\u2028\u2029]/.test(text), { error: 'lineBreak' })
const atMost = (limit: number) =>
  z.refine<string>((text) => codePointLength(text) <= limit, { error: 'tooLong' })

export const nameSchema = z.string().check(
  z.refine((text) => text.trim() !== '', { error: 'blank', abort: true }),
  noAngleBracket,
  noLineBreak,
  atMost(nameMaxLength),
)

export const noteSchema = z.string().check(noAngleBracket, noLineBreak, atMost(noteMaxLength))

/**
 * An e-mail address as ajv-formats' "full" mode takes it: a dot-atom of RFC 5322 before the `@`, and after it two
 * or more host labels of RFC 1123, each beginning and ending with a letter or digit. No quoted local parts, no
 * address literals, ASCII alone. Written without nested repetition over the same characters, so that matching
 * time stays linear in the address.
 */
const atext = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
const hostLabel = '[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*'
const emailPattern = new RegExp(`^${atext}(?:\\.${atext})*@${hostLabel}(?:\\.${hostLabel})+$`)

export const emailSchema = z
  .string()
  .check(z.refine((text) => emailPattern.test(text), { error: 'emailInvalid' }))

/**
 * Body of generate, property for property as the vendor's JSON Schema has it; an unknown property is refused. The test
 * kit publishes this type, in a package that installs nothing: it can't be inferred by zod.
 */
export interface GenerateRequest {
  workflow: Workflow
  name: string
  extension: Extension
  type: DocumentType
  note?: string | null | undefined
  note_author_agent_email?: string | undefined
}

const requestShape = {
  workflow: workflowSchema,
  name: nameSchema,
  extension: extensionSchema,
  type: documentTypeSchema,
  note: z.optional(z.nullable(noteSchema)),
  note_author_agent_email: z.optional(emailSchema),
}

export const generateRequestSchema = z.strictObject(requestShape) satisfies z.ZodMiniType<GenerateRequest>

/** What is known of a document's request later. Its name is stored nowhere but in the tab that registered it. */
export const knownRequestSchema = z.strictObject({ ...requestShape, name: z.optional(nameSchema) })
export type KnownRequest = z.infer<typeof knownRequestSchema>

/**
 * The path segment that names a document. Published IDs are `doc_` and 22 letters or digits; nothing states that
 * they always will be, so this accepts any opaque ID that is safe as one path segment and as a file name.
 */
export const documentIdSchema = z.string().check(z.regex(/^[0-9A-Za-z][0-9A-Za-z_-]{0,127}$/))

/**
 * `data` of generate's and upload's answers. The properties are those of the vendor's examples; ones the vendor
 * may add later are dropped here, so that a repeat from the store and the first answer are the same answer.
 * The proxy stores no name, so the answer about a document that was resumed may lack it.
 */
export const documentSchema = z.object({
  id: documentIdSchema,
  aggregatorId: z.optional(z.string()),
  uploadStatus: z.boolean(),
  workflow: workflowSchema,
  name: z.optional(z.string()),
  extension: extensionSchema,
  type: documentTypeSchema,
  dtsCreatedAt: z.optional(z.string()),
})
export type Document = z.infer<typeof documentSchema>
