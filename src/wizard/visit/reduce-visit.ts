import { type GenerateRequest } from '../../contract/document/document.ts'
import {
  type Answers,
  answersForAnother,
  answersForOtherSide,
  firstAnswers,
  isSameRequest,
  settled,
  type SideWords,
} from './answers.ts'
import { atPage, pageAfter, reachablePages } from './pages.ts'
import { rulesAtHand } from './list/requested-list.ts'
import {
  firstSideOf,
  type GivenUp,
  isAnyWaiting,
  mayAddMore,
  placesLeft,
  startVisit,
  type StepName,
  type UploadReceipt,
  type Visit,
  type Wish,
} from './visit.ts'
import { askedQuestions, firstQuestion, type Question, type VisitRules } from './visit-rules.ts'

export type VisitEvent =
  /** The person goes on with a document that waits. */
  | { readonly type: 'resumed'; readonly documentId: string; readonly ticket: string }
  /** Something happened on a page that few people load. Its rule comes with it. */
  | { readonly type: 'ofPart'; readonly rule: (session: VisitRules, visit: Visit) => Visit }
  /** The person registers another in place of one that waits. That one stays where it is not given up. */
  | { readonly type: 'startedOver'; readonly givenUp?: GivenUp }
  | { readonly type: 'answered'; readonly question: Question; readonly answers: Partial<Answers> }
  | { readonly type: 'typed'; readonly answers: Partial<Answers> }
  | { readonly type: 'navigated'; readonly step: StepName }
  /** The person agreed to register this. `id` is new with each press. */
  | { readonly type: 'submitted'; readonly id: string; readonly request: GenerateRequest }
  | {
      readonly type: 'registered'
      readonly idempotencyKey: string
      readonly documentId: string
      readonly ticket: string
    }
  /** The request was refused for good: nothing was registered. */
  | { readonly type: 'registrationRefused'; readonly idempotencyKey: string }
  /** The answer was lost, or said nothing about the request. `wishId` is the press that the call was made for. */
  | { readonly type: 'registrationFailed'; readonly wishId: string }
  | { readonly type: 'answersReopened' }
  | { readonly type: 'uploadRisked'; readonly documentId: string; readonly mayHaveArrived: boolean }
  | { readonly type: 'uploaded'; readonly receipt: UploadReceipt }
  /** The document at hand, or the list, is handed to the person's phone, or is gone on with here. */
  | { readonly type: 'handedOver'; readonly handoffId: string | undefined }
  | { readonly type: 'anotherStarted' }
  /** With a wish nothing is asked: the person agreed to register the other side like the first one. */
  | { readonly type: 'otherSideStarted'; readonly words: SideWords; readonly wish?: Wish }
  | { readonly type: 'finished' }
  /** Another visit begins, with an ID of its own. */
  | { readonly type: 'startedAgain'; readonly id: string }

export function reduceVisit(rules: VisitRules, visit: Visit, event: VisitEvent): Visit {
  const next = afterEvent(rules, visit, event)
  if (next.step === visit.step || next.id !== visit.id) return next
  return { ...withoutPhone(next), moves: visit.moves + 1 }
}

/** An event that comes too late, when the visit has gone on, changes nothing. */
function afterEvent(session: VisitRules, visit: Visit, event: VisitEvent): Visit {
  const { document } = visit
  const rules = rulesAtHand(session, visit)
  switch (event.type) {
    case 'resumed': {
      const { documentId, ticket } = event
      const found = visit.waiting?.find(({ id }) => id === documentId)
      if (visit.step !== 'resume' || !found) return visit
      const { workflow, type, extension, state } = found
      const request = { workflow, type, extension }
      return {
        ...withoutWaiting(visit, documentId),
        answers: { ...withoutSide(visit.answers), ...request },
        document: {
          state: 'registered',
          documentId,
          ticket,
          request,
          mayHaveArrived: state === 'unconfirmed',
        },
        step: 'file',
      }
    }
    case 'ofPart':
      return event.rule(session, visit)
    case 'startedOver': {
      // One that is to give its place already comes first.
      const givenUp = visit.givenUp ? undefined : event.givenUp
      if (visit.step !== 'resume' || (!givenUp && placesLeft(rules, visit) <= 0)) return visit
      const next = givenUp ? { ...withoutWaiting(visit, givenUp.documentId), givenUp } : visit
      return atPage(rules, { ...next, document: { state: 'answering' } }, firstQuestion(rules))
    }
    case 'answered': {
      if (visit.step !== event.question) return visit
      const answered = withAnswers(visit, withoutSuggestion(visit, event.answers))
      return { ...answered, step: pageAfter(rules, answered, event.question) }
    }
    case 'typed':
      return visit.step === 'details' ? withAnswers(visit, event.answers) : visit
    case 'navigated':
      if (event.step === visit.step || !reachablePages(rules, visit).includes(event.step)) return visit
      return { ...withoutWish(visit), step: event.step }
    case 'submitted': {
      const { id, request } = event
      return visit.step === 'details' ? wishingFor(visit, { id, request }) : visit
    }
    case 'registered': {
      if (visit.leftKey === event.idempotencyKey) return withLeft(visit, event)
      if (document.state !== 'asked' || document.call.idempotencyKey !== event.idempotencyKey) return visit
      const { call, wish } = document
      const { documentId, ticket } = event
      // The question stands. It is asked again before anything else is, and has the same answer then.
      if (!wish) return visit
      const isForOther = !isSameRequest(call.request, wish.request)
      if (isForOther && wish.isLost) return visit
      // The proxy gives the place of an entry's document to the next one by itself.
      if (isForOther && visit.entry) return asking(visit, wish)
      if (isForOther) return asking({ ...visit, givenUp: { documentId, ticket } }, wish)
      const { givenUp: _taken, ...rest } = visit
      const { request } = call
      const registration = {
        state: 'registered',
        documentId,
        ticket,
        request,
        mayHaveArrived: false,
      } as const
      return { ...rest, document: registration, step: 'file' }
    }
    case 'registrationRefused': {
      if (document.state !== 'asked' || document.call.idempotencyKey !== event.idempotencyKey) return visit
      const { call, wish } = document
      const isForOther = wish && !wish.isLost && !isSameRequest(call.request, wish.request)
      return isForOther ? asking(visit, wish) : { ...visit, document: { state: 'answering' } }
    }
    case 'registrationFailed':
      if (document.state !== 'asked' || document.wish?.id !== event.wishId) return visit
      return { ...visit, document: { ...document, wish: { ...document.wish, isLost: true } } }
    case 'answersReopened':
      if (document.state !== 'registered') return visit
      return atPage(
        rules,
        { ...givingUp(visit), answers: settled(visit.answers, rules), document: { state: 'answering' } },
        'details',
      )
    case 'uploadRisked': {
      const { documentId, mayHaveArrived } = event
      if (document.state !== 'registered' || document.documentId !== documentId) return visit
      if (document.mayHaveArrived === mayHaveArrived) return visit
      return { ...visit, document: { ...document, mayHaveArrived } }
    }
    case 'uploaded': {
      const { documentId } = event.receipt
      if (visit.receipts.some((receipt) => receipt.documentId === documentId)) return visit
      const isCurrent = document.state === 'registered' && document.documentId === documentId
      const first = isCurrent ? firstSideOf(visit) : undefined
      const receipt = {
        ...event.receipt,
        ...(isCurrent && sideAtHand(visit)),
        ...(first && { otherSideOf: first.documentId }),
      }
      const uploaded = { ...withoutWaiting(visit, documentId), receipts: [...visit.receipts, receipt] }
      // A person who has gone on to another document meanwhile stays there.
      return isCurrent
        ? { ...uploaded, document: { state: 'none' }, step: 'receipt' }
        : atPage(rules, uploaded, visit.step)
    }
    case 'handedOver': {
      const { handoffId } = event
      if (handoffId === undefined) return withoutPhone(visit)
      return visit.step === 'file' || visit.step === 'list' ? { ...visit, handoffId } : visit
    }
    case 'anotherStarted':
      return nextDocument(
        rules,
        visit,
        answersForAnother(visit.answers, rules),
        isAnyWaiting(visit) && document.state !== 'asked' ? 'resume' : questionForAnother(rules),
      )
    case 'otherSideStarted': {
      const { words, wish } = event
      const receipt = visit.receipts.at(-1)
      if (!receipt) return visit
      const answers = answersForOtherSide(visit.answers, receipt, rules, words)
      const next = nextDocument(rules, visit, answers, 'details')
      if (!wish || next === visit) return next
      // The receipt stays until the other side has its ID.
      return { ...wishingFor(next, wish), step: visit.step }
    }
    case 'finished':
      if (visit.step !== 'receipt' && visit.step !== 'list') return visit
      return {
        ...givingUp(visit),
        // In a list, what comes of it waits for its side.
        ...(document.state === 'asked' && !visit.requested && { leftKey: document.call.idempotencyKey }),
        entry: undefined,
        document: { state: 'none' },
        answers: firstAnswers(session),
        step: 'finished',
      }
    case 'startedAgain':
      return visit.step === 'finished' && mayAddMore(rules, visit)
        ? startVisit(session, event.id, visit)
        : visit
    default:
      return event satisfies never
  }
}

function withoutPhone({ handoffId: _over, ...visit }: Visit): Visit {
  return visit
}

/** What is answered otherwise than before is not what was pressed for. */
function withAnswers(visit: Visit, answers: Partial<Answers>): Visit {
  const names = Object.keys(answers) as (keyof Answers)[]
  if (names.every((name) => answers[name] === visit.answers[name])) return visit
  return { ...withoutWish(visit), answers: { ...visit.answers, ...answers } }
}

/** A name that nobody has touched goes with the type that it was suggested for. */
function withoutSuggestion({ answers }: Visit, given: Partial<Answers>): Partial<Answers> {
  const isOther = given.type !== undefined && given.type !== answers.type
  return isOther && answers.name === answers.suggestedName ? { ...given, name: '' } : given
}

export function withoutWish(visit: Visit): Visit {
  const { document } = visit
  return document.state === 'asked' && document.wish
    ? { ...visit, document: { state: 'asked', call: document.call } }
    : visit
}

/** A press while another one stands changes nothing. */
export function wishingFor(visit: Visit, wish: Wish): Visit {
  const { document } = visit
  if (document.state === 'answering') return asking(visit, wish)
  if (document.state !== 'asked' || (document.wish && !document.wish.isLost)) return visit
  return { ...visit, document: { ...document, wish } }
}

/** The press's own ID is the key of the call that is made for it. */
function asking(visit: Visit, { id, request }: Wish): Visit {
  return {
    ...visit,
    document: {
      state: 'asked',
      call: { idempotencyKey: id, request, ...sideAtHand(visit) },
      wish: { id, request },
    },
  }
}

function givingUp(visit: Visit): Visit {
  const { document } = visit
  // An entry's document waits in the list.
  if (document.state !== 'registered' || visit.entry) return visit
  const { documentId, ticket } = document
  return { ...visit, givenUp: { documentId, ticket } }
}

/** Somebody who was done by then doesn't want it: the next document takes its place. */
function withLeft({ leftKey: _answered, ...visit }: Visit, { documentId, ticket }: GivenUp): Visit {
  return { ...visit, givenUp: { documentId, ticket } }
}

function sideAtHand({ entry }: Visit) {
  return entry && { entry: { key: entry.key, side: entry.side } }
}

function withoutSide({ otherSideOf: _first, ...answers }: Answers): Answers {
  return answers
}

function withoutWaiting(visit: Visit, documentId: string): Visit {
  return { ...visit, waiting: visit.waiting?.filter(({ id }) => id !== documentId) }
}

/** The person has said already for whom it is. */
function questionForAnother(rules: VisitRules): Question {
  return askedQuestions(rules).includes('type') ? 'type' : 'details'
}

/** A call whose answer is not known stays: the next one waits for it. */
function nextDocument(rules: VisitRules, visit: Visit, answers: Answers, step: Question | 'resume'): Visit {
  const isOffered = step === 'resume'
  if (visit.step !== 'receipt' || visit.requested || (!isOffered && placesLeft(rules, visit) <= 0))
    return visit
  const state = isOffered ? 'none' : 'answering'
  const { document: before } = withoutWish(visit)
  const document = before.state === 'asked' ? before : ({ state } as const)
  return atPage(rules, { ...givingUp(visit), answers, document }, step)
}
