import * as z from 'zod/mini'
import {
  documentIdSchema,
  documentTypeSchema,
  extensionSchema,
  generateRequestSchema,
} from '../../contract/document.ts'
import { instantSchema, wholeNumberSchema } from '../../contract/scalars.ts'
import { type SessionDescription } from '../../contract/session.ts'
import { answersSchema, firstAnswers } from './answers.ts'
import { firstQuestion, type VisitRules } from './visit-rules.ts'

/**
 * The person's way through the wizard, decided here and nowhere else. What must always be true of it:
 *
 * - A way on. From every state, the pages' own buttons lead to a receipt, or to `finished`. Every page but the first
 *   has one before it, and Back leads there.
 * - What was agreed to. A document is registered under the answers that are shown, and only while the person's press
 *   for it stands (`wish`): whatever they change or wherever they go takes it back.
 * - One question at a time. A call of generate stays in the visit (`asked`) until its answer is known, and nothing else
 *   is asked before. A document that came of it and is not wanted any more gives its place to the next (`givenUp`).
 * - Kept and cleared. Answers change only by what the person does. With `finished` they are gone, and whatever follows
 *   is another visit.
 *
 * `visit.model.test.ts` holds these for any events in any order.
 */
export const stepNames = ['workflow', 'type', 'details', 'file', 'receipt', 'finished'] as const
export type StepName = (typeof stepNames)[number]

/** A call of generate. Repeating it with its key and request creates nothing twice. */
const callSchema = z.object({ idempotencyKey: z.string(), request: generateRequestSchema })
export type GenerateCall = z.infer<typeof callSchema>

const wishSchema = z.object({
  /** Tells one press from another. */
  id: z.string(),
  request: generateRequestSchema,
  /** Its answer was lost, and the person has been told. It is asked for again when they press again, or reload. */
  isLost: z.optional(z.boolean()),
})
export type Wish = z.infer<typeof wishSchema>

/** A document with its ID, which waits for its file. */
const registrationSchema = z.object({
  state: z.literal('registered'),
  documentId: documentIdSchema,
  ticket: z.string(),
  request: generateRequestSchema,
  /** All bytes of a file have gone, and nobody has said what became of them. */
  mayHaveArrived: z.boolean(),
})
export type Registration = z.infer<typeof registrationSchema>

/** The document that the visit is about at the moment. */
const documentSchema = z.union([
  /** The last one is done, and no other has been begun. */
  z.object({ state: z.literal('none') }),
  z.object({ state: z.literal('answering') }),
  /** Generate was called, and its answer is not known. */
  z.object({
    state: z.literal('asked'),
    call: callSchema,
    /** What the person pressed for last, if that still stands. */
    wish: z.optional(wishSchema),
  }),
  registrationSchema,
])

const uploadReceiptSchema = z.object({
  documentId: documentIdSchema,
  name: z.string(),
  type: documentTypeSchema,
  extension: extensionSchema,
  bytes: wholeNumberSchema,
  sha256: z.string(),
  /** By the server's clock. A server that gives no receipt tells no time. */
  uploadedAt: z.optional(instantSchema),
  receipt: z.optional(z.string()),
  /** It is for a file that was sent earlier than the last one, which was not taken. */
  isForEarlierFile: z.optional(z.boolean()),
})
export type UploadReceipt = z.infer<typeof uploadReceiptSchema>

/** All that is kept for the tab, so that a reload at any moment leads back to the same place. */
export const visitSchema = z.object({
  /** Tells this visit from others to the host page. */
  id: z.string(),
  /** How many steps the person has gone, forwards and back. */
  moves: wholeNumberSchema,
  step: z.literal(stepNames),
  answers: answersSchema,
  document: documentSchema,
  /** Ticket of a document that got no file. The next to be registered takes its place in the count. */
  givenUp: z.optional(z.string()),
  receipts: z.array(uploadReceiptSchema),
  /** How many documents the visits before this one in the same page came to. */
  uploadedBefore: wholeNumberSchema,
})
export type Visit = z.infer<typeof visitSchema>

export function startVisit(rules: VisitRules, id: string, before?: Visit): Visit {
  const uploadedBefore = before ? before.uploadedBefore + before.receipts.length : 0
  // A person for whom everything has been registered is asked nothing.
  const isOver = rules.maxDocuments === 0
  return {
    id,
    moves: 0,
    step: isOver ? 'finished' : firstQuestion(rules),
    answers: firstAnswers(rules),
    document: { state: isOver ? 'none' : 'answering' },
    ...(before?.givenUp !== undefined && { givenUp: before.givenUp }),
    receipts: [],
    uploadedBefore,
  }
}

export function registrationOf({ document }: Visit): Registration | undefined {
  return document.state === 'registered' ? document : undefined
}

/** Whether the session allows one more document than there are receipts. */
export function mayAddMore({ maxDocuments }: VisitRules, { receipts, uploadedBefore }: Visit): boolean {
  return maxDocuments === undefined || uploadedBefore + receipts.length < maxDocuments
}

/**
 * How many documents a visit may come to. The proxy counts all that are registered for the person, in this visit and
 * in earlier ones.
 */
export function mostDocuments(
  { maxDocuments, remainingDocuments }: Pick<SessionDescription, 'maxDocuments' | 'remainingDocuments'>,
  visit: Visit | undefined,
): number | undefined {
  if (remainingDocuments === undefined || !visit) return remainingDocuments ?? maxDocuments
  const { document, givenUp, receipts, uploadedBefore } = visit
  const isOneOpen = document.state === 'asked' || document.state === 'registered' || givenUp !== undefined
  return uploadedBefore + receipts.length + (isOneOpen ? 1 : 0) + remainingDocuments
}
