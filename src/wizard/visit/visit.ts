import * as z from 'zod/mini'
import {
  documentIdSchema,
  documentTypeSchema,
  extensionSchema,
  generateRequestSchema,
  knownRequestSchema,
} from '../../contract/document/document.ts'
import { unreadListSchema } from '../../contract/requested/unread-list.ts'
import { requestedSideSchema } from '../../contract/requested/side.ts'
import { sessionDescriptionSchema } from '../../contract/api/session.ts'
import { instantSchema, wholeNumberSchema } from '../../contract/scalars.ts'
import { type OpenDocument, openDocumentsSchema } from '../../contract/api/visit.ts'
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
 *   For another entry of a list it is left: the server has one document for each side of an entry, whoever asks.
 * - Nothing registered is lost. A document that was registered elsewhere waits (`waiting`) until the person goes on with
 *   it or gives it up.
 * - Kept and cleared. Answers change only by what the person does. With `finished` they are gone, and whatever follows
 *   is another visit.
 *
 * `visit-model.test.ts` holds these for any events in any order.
 */
export const stepNames = [
  'list',
  'resume',
  'workflow',
  'type',
  'details',
  'file',
  'receipt',
  'finished',
] as const
export type StepName = (typeof stepNames)[number]

/** A call of generate. Repeating it with its key and request creates nothing twice. */
const callSchema = () =>
  z.object({
    idempotencyKey: z.string(),
    request: generateRequestSchema,
    entry: z.optional(requestedSideSchema),
  })
export type GenerateCall = z.infer<ReturnType<typeof callSchema>>

const wishSchema = () =>
  z.object({
    /** Tells one press from another. */
    id: z.string(),
    request: generateRequestSchema,
    /** Its answer was lost, and the person has been told. It is asked for again when they press again, or reload. */
    isLost: z.optional(z.boolean()),
  })
export type Wish = z.infer<ReturnType<typeof wishSchema>>

/** A document with its ID, which waits for its file. */
const registrationSchema = () =>
  z.object({
    state: z.literal('registered'),
    documentId: documentIdSchema,
    ticket: z.string(),
    request: knownRequestSchema,
    /** All bytes of a file have gone, and nobody has said what became of them. */
    mayHaveArrived: z.boolean(),
  })
export type Registration = z.infer<ReturnType<typeof registrationSchema>>

/** The document that the visit is about at the moment. */
const documentSchema = () =>
  z.union([
    /** None has been begun, or the last one is done. */
    z.object({ state: z.literal('none') }),
    z.object({ state: z.literal('answering') }),
    /** Generate was called, and its answer is not known. */
    z.object({
      state: z.literal('asked'),
      call: callSchema(),
      /** What the person pressed for last, if that still stands. */
      wish: z.optional(wishSchema()),
    }),
    registrationSchema(),
  ])

const uploadReceiptSchema = () =>
  z.object({
    documentId: documentIdSchema,
    name: z.optional(z.string()),
    type: documentTypeSchema,
    extension: extensionSchema,
    bytes: wholeNumberSchema,
    sha256: z.string(),
    /** By the server's clock. A server that gives no receipt tells no time. */
    uploadedAt: z.optional(instantSchema),
    receipt: z.optional(z.string()),
    /** It is for a file that was sent earlier than the last one, which was not taken. */
    isForEarlierFile: z.optional(z.boolean()),
    entry: z.optional(requestedSideSchema),
    /** It is for the second side of a card. The first one has this document. */
    otherSideOf: z.optional(documentIdSchema),
  })
export type UploadReceipt = z.infer<ReturnType<typeof uploadReceiptSchema>>

const givenUpSchema = () => z.object({ documentId: documentIdSchema, ticket: z.string() })
export type GivenUp = z.infer<ReturnType<typeof givenUpSchema>>

/** A side of an entry, and what of the session's terms is another for it. */
const entrySchema = () => {
  const { prefill, locked, types } = sessionDescriptionSchema.shape
  return z.object({ ...requestedSideSchema.shape, terms: z.object({ prefill, locked, types }) })
}

/**
 * All that is kept for the tab, so that a reload at any moment leads back to the same place. It is made where a tab has kept
 * something: who comes to the first question waits for nothing that this page doesn't need.
 */
export const visitSchema = () =>
  z.object({
    /** Tells this visit from others to the host page. */
    id: z.string(),
    /** How many steps the person has gone, forwards and back. */
    moves: wholeNumberSchema,
    step: z.literal(stepNames),
    answers: answersSchema(),
    document: documentSchema(),
    /** A document that got no file. The next to be registered takes its place in the count. */
    givenUp: z.optional(givenUpSchema()),
    /** Of the call of generate that was under way when the person was done. What comes of it is given up. */
    leftKey: z.optional(z.string()),
    /** Documents without a file that this tab knows from the server. */
    waiting: openDocumentsSchema,
    /** What the session asks for, as this tab knows it from the server, and the side of an entry that is at hand. */
    requested: z.optional(unreadListSchema),
    entry: z.optional(entrySchema()),
    /** Of what is handed to the person's phone, for as long as its page is shown. Empty until the proxy has made it. */
    handoffId: z.optional(z.string()),
    receipts: z.array(uploadReceiptSchema()),
    /** How many documents the visits before this one in the same page came to. */
    uploadedBefore: wholeNumberSchema,
  })
export type Visit = z.infer<ReturnType<typeof visitSchema>>

/**
 * A visit from its beginning: with the list of what is asked for, with the documents that wait, if there are any, or
 * else with the first question.
 */
export function startVisit(
  rules: VisitRules,
  id: string,
  before?: Visit,
  waiting: readonly OpenDocument[] = before?.waiting ?? [],
  requested = before?.requested,
): Visit {
  const uploadedBefore = before ? before.uploadedBefore + before.receipts.length : 0
  const isOffered = waiting.length > 0
  // A person for whom everything has been registered is asked nothing.
  const isOver = rules.maxDocuments === 0
  const step = requested ? 'list' : isOffered ? 'resume' : isOver ? 'finished' : firstQuestion(rules)
  return {
    id,
    moves: 0,
    step,
    answers: firstAnswers(rules),
    document: { state: requested || isOffered || isOver ? 'none' : 'answering' },
    ...(before?.givenUp && { givenUp: before.givenUp }),
    ...(before?.leftKey !== undefined && { leftKey: before.leftKey }),
    waiting: [...waiting],
    ...(requested && { requested }),
    receipts: [],
    uploadedBefore,
  }
}

export function registrationOf({ document }: Visit): Registration | undefined {
  return document.state === 'registered' ? document : undefined
}

/** The receipt of the first side, where the other side of a card is at hand. */
export function firstSideOf({
  answers,
  receipts,
}: Pick<Visit, 'answers' | 'receipts'>): UploadReceipt | undefined {
  return receipts.find(({ documentId, type }) => documentId === answers.otherSideOf && type === answers.type)
}

type Listed = OpenDocument[] | undefined

/**
 * Those of the listed documents that a visit has not at hand. Undefined while a call of generate is unanswered, because
 * any of them may be the one that comes of it.
 */
export function notAtHand(listed: Listed, { document, givenUp }: Visit): Listed {
  if (document.state === 'asked') return undefined
  const own = [document.state === 'registered' && document.documentId, givenUp?.documentId]
  return listed?.filter(({ id }) => !own.includes(id))
}

export function isAnyWaiting({ waiting = [] }: Visit): boolean {
  return waiting.length > 0
}

/** How many documents may be registered beside those that are uploaded and those that wait. */
export function placesLeft({ maxDocuments = Infinity }: VisitRules, visit: Visit): number {
  const { receipts, uploadedBefore, waiting = [] } = visit
  return maxDocuments - uploadedBefore - receipts.length - waiting.length
}

/** Whether another document can follow: a new one, or one that waits. A list can always be looked at again. */
export function mayAddMore(rules: VisitRules, visit: Visit): boolean {
  if (visit.requested) return true
  return placesLeft(rules, visit) > 0 || isAnyWaiting(visit)
}
