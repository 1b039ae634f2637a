import * as z from 'zod/mini'
import {
  codePointLength,
  documentIdSchema,
  documentTypeSchema,
  type DocumentType,
  extensionSchema,
  generateRequestSchema,
  type GenerateRequest,
  nameMaxLength,
  workflowSchema,
} from '../../contract/document.ts'
import { createRandomId } from '../../browser/random-id.ts'
import { instantSchema, wholeNumberSchema } from '../../contract/scalars.ts'
import { type PrefillField, type SessionDescription } from '../../contract/session.ts'

export const stepNames = ['workflow', 'type', 'details', 'file', 'receipt', 'finished'] as const
export type StepName = (typeof stepNames)[number]

/** As typed, not as sent: nothing here obeys the contract yet. */
const answersSchema = z.object({
  workflow: z.optional(workflowSchema),
  type: z.optional(documentTypeSchema),
  name: z.string(),
  note: z.string(),
  extension: extensionSchema,
  isForSomeoneElse: z.boolean(),
  note_author_agent_email: z.string(),
})
export type Answers = z.infer<typeof answersSchema>

/** A call of generate whose answer is not known yet. Repeating it with this key creates nothing twice. */
const pendingSchema = z.object({ idempotencyKey: z.string(), request: generateRequestSchema })
export type PendingRegistration = z.infer<typeof pendingSchema>

const registrationSchema = z.object({
  documentId: documentIdSchema,
  ticket: z.string(),
  request: generateRequestSchema,
  /** An upload under it ended without an answer: until one is confirmed, the file may have arrived. */
  mayHaveArrived: z.optional(z.boolean()),
})
export type Registration = z.infer<typeof registrationSchema>

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
})
export type UploadReceipt = z.infer<typeof uploadReceiptSchema>

/**
 * One person's way through the wizard: what they answered, which document is registered, what was uploaded. It is
 * all that is kept for the tab, so that a reload at any moment leads back to the same place.
 */
export const visitSchema = z.object({
  /** Tells this visit from others to the host page. */
  id: z.string(),
  /** How many steps the person has gone, forwards and back. */
  moves: wholeNumberSchema,
  step: z.enum(stepNames),
  answers: answersSchema,
  pending: z.optional(pendingSchema),
  registration: z.optional(registrationSchema),
  /** Ticket of the document that was given up. The one to be registered next takes its place. */
  replacedTicket: z.optional(z.string()),
  receipts: z.array(uploadReceiptSchema),
})
export type Visit = z.infer<typeof visitSchema>

export type VisitEvent =
  | { readonly type: 'answered'; readonly answers: Partial<Answers>; readonly next: StepName }
  | { readonly type: 'typed'; readonly answers: Partial<Answers> }
  | { readonly type: 'navigated'; readonly step: StepName }
  | { readonly type: 'registrationStarted'; readonly pending: PendingRegistration }
  | {
      readonly type: 'registered'
      readonly idempotencyKey: string
      readonly documentId: string
      readonly ticket: string
    }
  | { readonly type: 'registrationRefused'; readonly idempotencyKey: string }
  | { readonly type: 'answersReopened' }
  | { readonly type: 'uploadUnconfirmed'; readonly documentId: string }
  | { readonly type: 'uploaded'; readonly receipt: UploadReceipt }
  | { readonly type: 'nextDocumentStarted'; readonly answers: Answers; readonly step: StepName }
  | { readonly type: 'finished' }

export function reduceVisit(visit: Visit, event: VisitEvent): Visit {
  const next = afterEvent(visit, event)
  return next.step === visit.step ? next : { ...next, moves: visit.moves + 1 }
}

function afterEvent(visit: Visit, event: VisitEvent): Visit {
  switch (event.type) {
    case 'answered':
      return { ...visit, answers: { ...visit.answers, ...event.answers }, step: event.next }
    case 'typed':
      return { ...visit, answers: { ...visit.answers, ...event.answers } }
    case 'navigated':
      return { ...visit, step: reachableStep(visit, event.step) }
    case 'registrationStarted':
      return { ...visit, pending: event.pending }
    case 'registered': {
      const { pending, replacedTicket: _replaced, ...rest } = visit
      // A late answer to an earlier call is not the answer to what has been sent since.
      if (pending?.idempotencyKey !== event.idempotencyKey) return visit
      const { documentId, ticket } = event
      // A person who has gone back meanwhile stays there, and sees that the document is registered.
      const step = visit.step === 'details' ? 'file' : visit.step
      return { ...rest, registration: { documentId, ticket, request: pending.request }, step }
    }
    case 'registrationRefused': {
      const { pending, ...rest } = visit
      return pending?.idempotencyKey === event.idempotencyKey ? rest : visit
    }
    case 'answersReopened': {
      const { registration, ...rest } = visit
      return { ...rest, ...(registration && { replacedTicket: registration.ticket }), step: 'details' }
    }
    case 'uploadUnconfirmed': {
      const { registration } = visit
      if (registration?.documentId !== event.documentId) return visit
      return { ...visit, registration: { ...registration, mayHaveArrived: true } }
    }
    case 'uploaded': {
      const { registration, ...rest } = visit
      const receipts = [...visit.receipts, event.receipt]
      // A person who has gone on to another document meanwhile stays there.
      if (registration?.documentId !== event.receipt.documentId) return { ...visit, receipts }
      return { ...rest, receipts, step: 'receipt' }
    }
    case 'nextDocumentStarted':
      return { ...visit, answers: event.answers, step: event.step }
    case 'finished':
      return { ...visit, step: 'finished' }
    default:
      return event satisfies never
  }
}

/** Where the browser's Back and Forward may lead: never past the unanswered, never into a document that is done. */
function reachableStep(visit: Visit, wanted: StepName): StepName {
  const { answers, registration, receipts } = visit
  const isDone = visit.step === 'receipt' || visit.step === 'finished'
  if (isDone && wanted !== 'finished') return receipts.length > 0 ? 'receipt' : visit.step
  switch (wanted) {
    case 'workflow':
      return wanted
    case 'type':
      return answers.workflow ? wanted : 'workflow'
    case 'details':
      return answers.type ? wanted : reachableStep(visit, 'type')
    case 'file':
      return registration ? wanted : receipts.length > 0 ? 'receipt' : reachableStep(visit, 'details')
    case 'receipt':
    case 'finished':
      return receipts.length > 0 && !registration ? wanted : reachableStep(visit, 'file')
    default:
      return wanted satisfies never
  }
}

/** The rules that a session sets for its visit, as far as the steps depend on them. */
export type VisitRules = Pick<
  SessionDescription,
  'prefill' | 'locked' | 'types' | 'agent' | 'maxDocuments'
> & {
  /** Guests say themselves whether they fill the form in for someone else; a partner's session says it for them. */
  readonly isGuest: boolean
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
  const isOneOpen = visit.registration ?? visit.replacedTicket ?? visit.pending
  return visit.receipts.length + (isOneOpen ? 1 : 0) + remainingDocuments
}

export const guestRules: VisitRules = { prefill: {}, locked: [], agent: false, isGuest: true }

export function isLocked(rules: VisitRules, field: PrefillField): boolean {
  return rules.locked.includes(field) && rules.prefill[field] !== undefined
}

/** The steps that have something to ask. Details is always one of them, because registering is agreed to there. */
export function askedSteps(rules: VisitRules): readonly StepName[] {
  const skipsType = isLocked(rules, 'type') || rules.types?.length === 1
  return stepNames.filter(
    (step) =>
      !(step === 'workflow' && isLocked(rules, 'workflow')) &&
      !(step === 'type' && skipsType) &&
      step !== 'finished',
  )
}

export function nextStep(rules: VisitRules, step: StepName): StepName {
  const steps = askedSteps(rules)
  return steps[steps.indexOf(step) + 1] ?? 'details'
}

export function previousStep(rules: VisitRules, step: StepName): StepName {
  const steps = askedSteps(rules)
  return steps[Math.max(0, steps.indexOf(step) - 1)] ?? 'details'
}

export function startVisit(rules: VisitRules): Visit {
  return {
    id: createRandomId(),
    moves: 0,
    // A person for whom everything has been registered is asked nothing.
    step: rules.maxDocuments === 0 ? 'finished' : (askedSteps(rules)[0] ?? 'details'),
    answers: firstAnswers(rules),
    receipts: [],
  }
}

function firstAnswers({ prefill, types, agent }: VisitRules): Answers {
  const onlyType = types?.length === 1 ? types[0] : undefined
  const type = prefill.type ?? onlyType
  return {
    ...(prefill.workflow && { workflow: prefill.workflow }),
    ...(type && { type }),
    name: prefill.name ?? '',
    note: prefill.note ?? '',
    extension: prefill.extension ?? 'jpg',
    isForSomeoneElse: agent || prefill.note_author_agent_email !== undefined,
    note_author_agent_email: prefill.note_author_agent_email ?? '',
  }
}

/** The first answers for another document. For whom it is, its format, and who fills it in stay the same. */
export function answersForAnother(answers: Answers, rules: VisitRules): Answers {
  const { workflow, extension, isForSomeoneElse, note_author_agent_email } = answers
  return {
    ...firstAnswers(rules),
    ...(workflow && { workflow }),
    extension,
    isForSomeoneElse,
    note_author_agent_email,
  }
}

/** Where another document begins: the person has already said for whom it is. */
export function nextDocumentStep(rules: VisitRules): StepName {
  return askedSteps(rules).includes('type') ? 'type' : 'details'
}

/** The other side is a document of its own, told apart by its name. A locked name stays as the partner gave it. */
export function answersForOtherSide(
  answers: Answers,
  rules: VisitRules,
  words: { readonly front: string; readonly back: string },
): Answers {
  return isLocked(rules, 'name') ? answers : { ...answers, name: nameOfOtherSide(answers.name, words) }
}

export function nameOfOtherSide(
  name: string,
  words: { readonly front: string; readonly back: string },
): string {
  const backMark = ` (${words.back})`
  const base = name.trim()
  if (base.endsWith(backMark)) return `${base.slice(0, -backMark.length)} (${words.front})`
  const room = nameMaxLength - codePointLength(backMark)
  return Array.from(base).slice(0, room).join('').trimEnd() + backMark
}

/** Documents with something on their back. */
const twoSidedTypes: readonly DocumentType[] = [
  'license',
  'identification_card',
  'residence_permit',
  'canada_provincial_id',
  'indigenous_card',
]

export function hasOtherSide(type: DocumentType): boolean {
  return twoSidedTypes.includes(type)
}

/** Whether a repeat of generate may use the key again, which it may only with the very same body. */
export function isSameRequest(one: GenerateRequest, other: GenerateRequest): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)] as (keyof GenerateRequest)[])
  return [...keys].every((key) => one[key] === other[key])
}
