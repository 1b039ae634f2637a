import * as z from 'zod/mini'

/**
 * The messages between the portal's page and its back end. The names of documents come from ConnectFi's public
 * documentation, because a partner knows no more of the wizard than that.
 */
export const workflows = ['PERSONAL', 'BUSINESS'] as const
export const extensions = ['jpg', 'png'] as const
export const documentTypes = [
  'passport',
  'license',
  'identification_card',
  'residence_permit',
  'canada_provincial_id',
  'indigenous_card',
  'utility',
  'paystub',
  'bank_statement',
  'w2',
  '1099',
  '1120',
  '1065',
  't1',
  't4',
  'contract',
  'internal',
  'other',
] as const
export const prefillFields = [
  'workflow',
  'type',
  'name',
  'note',
  'extension',
  'note_author_agent_email',
] as const
export type PrefillField = (typeof prefillFields)[number]

const text = (maxLength: number) => z.string().check(z.minLength(1), z.maxLength(maxLength))

/** One of the documents that a session asks for. */
const requestedDocumentSchema = z.strictObject({
  key: text(40),
  types: z.array(z.enum(documentTypes)).check(z.minLength(1), z.maxLength(documentTypes.length)),
  title: z.optional(text(60)),
  hint: z.optional(text(120)),
  sides: z.optional(z.literal([1, 2])),
  optional: z.optional(z.boolean()),
  workflow: z.optional(z.enum(workflows)),
})
export type RequestedDocument = z.infer<typeof requestedDocumentSchema>

/**
 * Body of `POST /session`: the terms that the page may ask for. Only the shapes are checked here, because the wizard
 * judges the values. The customer's reference is missing: the page must not choose it.
 */
export const sessionSettingsSchema = z.strictObject({
  prefill: z.optional(
    z.strictObject({
      workflow: z.optional(z.enum(workflows)),
      type: z.optional(z.enum(documentTypes)),
      name: z.optional(text(200)),
      note: z.optional(text(2000)),
      extension: z.optional(z.enum(extensions)),
      note_author_agent_email: z.optional(text(320)),
    }),
  ),
  locked: z.optional(z.array(z.enum(prefillFields)).check(z.maxLength(prefillFields.length))),
  types: z.optional(z.array(z.enum(documentTypes)).check(z.minLength(1), z.maxLength(documentTypes.length))),
  requested: z.optional(z.array(requestedDocumentSchema).check(z.minLength(1), z.maxLength(20))),
  agent: z.optional(z.boolean()),
  maxDocuments: z.optional(z.int().check(z.gte(1), z.lte(100))),
  ttlSeconds: z.optional(z.int().check(z.gte(1), z.lte(28_800))),
})
export type SessionSettings = z.infer<typeof sessionSettingsSchema>

/** Answer of `POST /session`. */
export const sessionAnswerSchema = z.object({ session: text(8192), dtsExpireAt: z.iso.datetime() })

/** Body of `POST /links`. */
export const linkRequestSchema = z.strictObject({
  settings: sessionSettingsSchema,
  isReusable: z.boolean(),
})
export type LinkRequest = z.infer<typeof linkRequestSchema>
export const linkAnswerSchema = z.object({ link: z.url(), dtsExpireAt: z.iso.datetime() })

/** Body of `POST /faults`, and answer of `GET /faults`: what every document suffers in the sandbox. */
export const faultsSchema = z.strictObject({ faults: z.array(text(60)).check(z.maxLength(10)) })
export type Fault = { readonly name: string; readonly says: string }
export const generateFaults: readonly Fault[] = [
  { name: 'generate-500', says: 'fails (500)' },
  { name: 'generate-429', says: 'is busy (429)' },
  { name: 'generate-slow', says: 'takes five seconds' },
  { name: 'generate-drop-after', says: 'registers, and is cut off' },
]
export const uploadFaults: readonly Fault[] = [
  { name: 'upload-500', says: 'fails (500)' },
  { name: 'upload-503', says: 'is busy (503)' },
  { name: 'upload-slow', says: 'takes five seconds' },
  { name: 'upload-drop-after', says: 'stores the file, and is cut off' },
  { name: 'upload-garbage', says: 'answers with a web page' },
  { name: 'upload-not-found', says: 'doesn’t know the document' },
]

/** Body of `POST /sign-in`: another customer. One who has a list has sent one of its documents on another day. */
export const signInSchema = z.strictObject({ hasList: z.boolean() })
export type SignIn = z.infer<typeof signInSchema>

/** Body of `POST /receipts`. */
export const receiptToVerifySchema = z.strictObject({ receipt: text(8192) })

/** A receipt whose signature the back end has verified. */
const verifiedReceiptSchema = z.object({
  documentId: z.string(),
  documentType: z.string(),
  /** Which of the requested documents it is, and which side of it. */
  requestKey: z.optional(z.string()),
  side: z.optional(z.int()),
  bytes: z.int(),
  sha256: z.string(),
  uploadedAt: z.iso.datetime(),
})
export type VerifiedReceipt = z.infer<typeof verifiedReceiptSchema>

/** Answer of `GET /receipts`, `POST /receipts` and `POST /receipts/missed`: all receipts of the customer, oldest first. */
export const receiptsAnswerSchema = z.object({ receipts: z.array(verifiedReceiptSchema) })

/** The answer of every call that fails. */
export const failureAnswerSchema = z.object({ code: z.string(), message: z.string() })
