import { isDeepStrictEqual } from 'node:util'
import {
  documentTypes,
  type GenerateRequest,
  type KnownRequest,
  workflows,
} from '../../../contract/document/document.ts'
import { type RequestedEntry, type RequestedTerms } from '../../../contract/requested/list.ts'
import { type RequestedSide } from '../../../contract/requested/side.ts'
import { sidesOf } from '../../../contract/requested/state-of-entry.ts'
import { type OpenDocument } from '../../../contract/api/visit.ts'
import { type Answers, answersForOtherSide } from '../answers.ts'
import { beginVisit } from '../begin-visit.ts'
import {
  marksForSide,
  otherSideOfEntry,
  otherSideOfEntryResumed,
  otherSideOfEntryStarted,
} from '../list/other-side-of-entry.ts'
import { chosen, listed, listLearned, listShown, resumedFromList } from '../list/list-events.ts'
import { depthOf, pageBefore } from '../pages.ts'
import { type VisitEvent } from '../reduce-visit.ts'
import { followHistory } from '../kept/step-history.ts'
import { registrationOf, type Visit, visitSchema } from '../visit.ts'
import { type VisitRules } from '../visit-rules.ts'
import { createVisitStore, type VisitStore } from '../visit-store.ts'
import { startingOver } from '../list/waiting-documents.ts'
import { BrowserHistory } from './browser-history.ts'

const keptSchema = visitSchema()

/** What the proxy knows of one key. */
interface AskedCall {
  readonly key: string
  readonly request: GenerateRequest
  readonly entry: RequestedSide | undefined
  readonly documentId: string
  verdict: 'open' | 'made' | 'refused'
  /** The visit has heard the verdict while this was its question. */
  isSettled: boolean
}

/** A person at one tab with a visit, and what is true whatever the visit believes. */
export class VisitWorld {
  readonly session: VisitRules
  rules: VisitRules
  readonly browser = new BrowserHistory()
  readonly calls: AskedCall[] = []
  readonly givenBack = new Set<string>()
  /** The documents of visits that have come to their end. */
  readonly done = new Set<string>()
  /** What the proxy knows of each document. */
  readonly states = new Map<string, DocumentState>()
  /** The documents that waited when the page was opened first. */
  readonly registeredBefore: readonly { readonly documentId: string }[]
  readonly #listed: readonly OpenDocument[]
  readonly #terms: readonly RequestedTerms[] | undefined
  readonly #skipped = new Set<string>()
  /** Rules that were broken on the way from one state to the next. */
  readonly broken: string[] = []
  /** What the person has answered, and what they pressed for last and have not taken back. */
  said: Answers
  pressed: GenerateRequest | undefined
  #store: VisitStore
  #kept: string | undefined
  #stopFollowing = () => {}
  #count = 0
  /** A reload while a call was under way can't tell whether the proxy has counted it. */
  #isCountUnsure = false

  constructor(session: VisitRules, listed: readonly OpenDocument[] = [], terms?: readonly RequestedTerms[]) {
    this.session = session
    this.#terms = terms
    this.#listed = listed
    this.registeredBefore = listed.map(({ id: documentId }) => ({ documentId }))
    for (const { id, state } of listed) this.states.set(id, state)
    const { rules, visit } = this.#begin(undefined)
    this.rules = rules
    this.#store = this.#open(visit)
    this.#kept = isKept(visit) ? JSON.stringify(visit) : undefined
    this.said = visit.answers
  }

  /** What the proxy would say of the session now. */
  #begin(kept: Visit | undefined) {
    const { maxDocuments, isGuest } = this.session
    const known = [...this.#listed, ...this.calls.map(({ documentId: id, request }) => listedAs(id, request))]
    const openDocuments = known.flatMap((document) => {
      const state = this.states.get(document.id)
      return state === 'open' || state === 'unconfirmed' ? [{ ...document, state }] : []
    })
    const partner = isGuest ? null : { id: 'acme', displayName: 'Acme Bank' }
    const remaining = maxDocuments === undefined ? {} : { remainingDocuments: maxDocuments - this.taken }
    const description = { ...this.session, partner, openDocuments, ...remaining }
    const requested = this.list()
    return beginVisit({ ...description, ...(requested && { requested }) }, kept, this.next('v'))
  }

  /** What the proxy says of the list. */
  list(): RequestedEntry[] | undefined {
    return this.#terms?.map((terms) => ({
      ...terms,
      isSkipped: terms.optional === true && this.#skipped.has(terms.key),
      documents: this.calls.flatMap(({ documentId: id, request, entry }) => {
        const state = this.states.get(id)
        if (entry?.key !== terms.key || state === undefined || state === 'givenUp') return []
        const { workflow, type, extension } = request
        return [{ side: entry.side, id, state, workflow, type, extension }]
      }),
    }))
  }

  changeSkip(key: string): void {
    if (!this.#skipped.delete(key)) this.#skipped.add(key)
  }

  /** The rules for what is at hand. */
  get narrowed(): VisitRules {
    return this.#store.rules()
  }

  /** The proxy has one document for each side of an entry. An open one gives its place to the next. */
  #registerForSide(call: AskedCall, { key, side }: RequestedSide): boolean {
    if (call.verdict === 'made') return true
    const others = this.calls.filter(({ entry }) => entry?.key === key && entry.side === side)
    const states = others.map(({ documentId }) => this.states.get(documentId))
    if (states.some((state) => state === 'uploaded' || state === 'unconfirmed')) return false
    for (const { documentId } of others) {
      if (this.states.get(documentId) === 'open') this.states.set(documentId, 'givenUp')
    }
    call.verdict = 'made'
    this.states.set(call.documentId, 'open')
    this.#skipped.delete(key)
    return true
  }

  /** How many documents the proxy counts. */
  get taken(): number {
    return [...this.states.values()].filter((state) => state !== 'givenUp').length
  }

  /**
   * The proxy registers what a call asks for, within its limit. What was given up makes room, unless a file of it may
   * have arrived. Answers whether it did.
   */
  register(call: AskedCall): boolean {
    if (call.entry) return this.#registerForSide(call, call.entry)
    const { maxDocuments = Infinity } = this.session
    const { givenUp } = this.visit
    const replaced = givenUp && this.states.get(givenUp.documentId)
    const isMade = call.verdict === 'made'
    if (!isMade && this.taken - (replaced === 'open' ? 1 : 0) >= maxDocuments) {
      this.must('what is offered is within the limit', this.#isHeldBack || this.#isCountUnsure)
      return false
    }
    call.verdict = 'made'
    if (isMade) return true
    if (givenUp && replaced === 'open') this.states.set(givenUp.documentId, 'givenUp')
    this.states.set(call.documentId, 'open')
    return true
  }

  /** A document was given up of which a file may have arrived. The proxy counts it on, and the wizard didn't know. */
  get #isHeldBack(): boolean {
    return Array.from(this.states).some(
      ([id, state]) => ['unconfirmed', 'uploaded'].includes(state) && this.givenBack.has(ticketOf(id)),
    )
  }

  get visit(): Visit {
    return this.#store.get()
  }

  get depth(): number {
    return depthOf(this.narrowed, this.visit)
  }

  next(prefix: string): string {
    this.#count += 1
    return `${prefix}${this.#count}`
  }

  callAt(pick: number): AskedCall | undefined {
    return this.calls[pick % Math.max(1, this.calls.length)]
  }

  must(rule: string, isKept: boolean): void {
    if (!isKept) this.broken.push(rule)
  }

  dispatch(event: VisitEvent): void {
    const before = this.visit
    this.#store.dispatch(event)
    this.#watch(before)
    if (before.step !== 'list') this.#store.dispatch(listShown())
    this.must(
      'only another visit comes after the end',
      before.step !== 'finished' || this.visit.step === 'finished' || this.visit.id !== before.id,
    )
    this.browser.arrive()
    this.must('the wizard leads nobody away', !this.browser.hasLeft)
  }

  /** The page is dropped and comes back with what it had kept. The end of a visit is not kept. */
  reload(): void {
    const before = this.visit
    if (before.step === 'finished') return
    const kept = this.#kept === undefined ? undefined : keptSchema.parse(JSON.parse(this.#kept))
    this.must('all is kept', !isKept(this.visit) || isDeepStrictEqual(kept, this.visit))
    if (this.visit.step === 'resume') this.pressed = undefined
    const isUnderWay = ({ verdict }: AskedCall) => verdict === 'open'
    this.#isCountUnsure ||= this.calls.some(isUnderWay)
    const { rules, visit } = this.#begin(kept)
    this.rules = rules
    this.#store = this.#open(visit)
    if (isKept(visit)) this.#kept = JSON.stringify(visit)
    this.#store.dispatch(listLearned())
    this.browser.arrive()
    // Documents that wait may take the place of questions.
    const isAtReceipt = before.step === 'receipt' && before.document.state !== 'answering'
    this.must('a reload leads back to the receipt', !isAtReceipt || this.visit.step === 'receipt')
    this.said = this.visit.answers
    const { document } = this.visit
    if (document.state === 'asked' && document.wish) this.pressed = document.wish.request
  }

  #open(visit: Visit): VisitStore {
    this.#stopFollowing()
    const store = createVisitStore(this.rules, visit)
    store.subscribe(() => {
      const { step } = store.get()
      if (step === 'finished') this.#kept = undefined
      else if (isKept(store.get())) this.#kept = JSON.stringify(store.get())
    })
    this.#stopFollowing = followHistory(store, this.browser)
    this.browser.arrive()
    return store
  }

  /** Notes each call that goes out, and each document that gives its place to the next. */
  #watch({ document: before }: Visit): void {
    const { document, givenUp } = this.visit
    if (givenUp) this.givenBack.add(givenUp.ticket)
    if (document.state !== 'asked' || this.calls.some(({ key }) => key === document.call.idempotencyKey))
      return
    const { idempotencyKey: key, request, entry } = document.call
    const earlier = before.state === 'asked' ? before.call.idempotencyKey : undefined
    this.must(
      'a question is settled before the next is asked',
      this.calls.every((call) => call.key !== earlier || call.isSettled),
    )
    this.must('a call goes out for what was pressed', isDeepStrictEqual(request, this.pressed))
    const documentId = `doc_${String(this.calls.length).padStart(22, '0')}`
    this.calls.push({ key, request, entry, documentId, verdict: 'open', isSettled: false })
  }
}

type DocumentState = OpenDocument['state'] | 'uploaded' | 'givenUp'

function isKept({ step, receipts }: Visit): boolean {
  return step !== 'finished' && (step !== 'resume' || receipts.length > 0)
}

export function listedAs(id: string, { workflow, type, extension }: KnownRequest): OpenDocument {
  const dtsRegisteredAt = '2026-01-01T00:00:00.000Z'
  return { id, workflow, type, extension, dtsRegisteredAt, state: 'open', isUnderOtherTerms: false }
}

export const ticketOf = (documentId: string): string => `ticket of ${documentId}`

export function requestOf({ workflow, type, name, extension }: Answers): GenerateRequest {
  return { workflow: workflow ?? 'PERSONAL', type: type ?? 'other', name, extension }
}

const sideWords = { front: 'front', back: 'back' }

/** What a person can do, and what can happen to them. Each does nothing where it is not possible. */
export const happenings: Readonly<Record<string, (world: VisitWorld, pick: number) => void>> = {
  answersWorkflow(world, pick) {
    const workflow = workflows[pick % workflows.length] ?? 'PERSONAL'
    if (world.visit.step !== 'workflow') return
    world.said = { ...world.said, workflow }
    world.dispatch({ type: 'answered', question: 'workflow', answers: { workflow } })
  },
  answersType(world, pick) {
    if (world.visit.step !== 'type') return
    // The page offers no others.
    const { types = documentTypes } = world.narrowed
    const type = types[pick % types.length] ?? 'other'
    world.said = { ...world.said, type }
    world.dispatch({ type: 'answered', question: 'type', answers: { type } })
  },
  typesName(world, pick) {
    if (world.visit.step !== 'details' || world.visit.document.state === 'registered') return
    const name = `secret ${pick % 3}`
    if (name !== world.said.name) world.pressed = undefined
    world.said = { ...world.said, name }
    world.dispatch({ type: 'typed', answers: { name } })
  },
  presses(world) {
    const { step, document } = world.visit
    if (step !== 'details' || document.state === 'registered' || world.said.name === '') return
    world.pressed = requestOf(world.said)
    world.dispatch({ type: 'submitted', id: world.next('press'), request: world.pressed })
  },
  isAnswered(world, pick) {
    const call = world.callAt(pick)
    if (!call || call.verdict === 'refused' || !world.register(call)) return
    const { document } = world.visit
    const isAsked = document.state === 'asked' && document.call.idempotencyKey === call.key
    if (
      isAsked &&
      document.wish &&
      (!document.wish.isLost || isDeepStrictEqual(document.wish.request, call.request))
    )
      call.isSettled = true
    const { key, documentId } = call
    world.dispatch({ type: 'registered', idempotencyKey: key, documentId, ticket: ticketOf(documentId) })
  },
  isRefused(world, pick) {
    const call = world.callAt(pick)
    if (!call || call.verdict === 'made') return
    call.verdict = 'refused'
    call.isSettled = true
    world.dispatch({ type: 'registrationRefused', idempotencyKey: call.key })
    if (world.visit.document.state !== 'asked') world.pressed = undefined
  },
  losesAnswer(world, pick) {
    const { document } = world.visit
    const wishId = document.state === 'asked' && pick % 2 === 0 ? document.wish?.id : undefined
    if (wishId !== undefined) world.pressed = undefined
    world.dispatch({ type: 'registrationFailed', wishId: wishId ?? 'an earlier press' })
  },
  pressesBack(world) {
    const { depth } = world
    const before = pageBefore(world.narrowed, world.visit)
    if (before === undefined) return
    world.pressed = undefined
    world.dispatch({ type: 'navigated', step: before })
    world.must('the link leads one page back', world.depth === depth - 1)
  },
  goesBackInHistory(world) {
    const { depth, visit } = world
    world.browser.back()
    if (world.browser.hasLeft) {
      world.browser.forward()
      world.must('who comes back finds the same page', isDeepStrictEqual(world.visit, visit))
    } else {
      world.pressed = undefined
      world.must('the browser’s Back leads back', world.depth < depth)
    }
  },
  goesForwardInHistory(world) {
    const { step } = world.visit
    world.browser.forward()
    if (world.visit.step !== step) world.pressed = undefined
  },
  goesOn(world) {
    if (world.visit.document.state === 'registered') world.dispatch({ type: 'navigated', step: 'file' })
  },
  reopensAnswers(world) {
    if (world.visit.document.state === 'registered') world.dispatch({ type: 'answersReopened' })
  },
  risksUpload(world, pick) {
    const { document } = world.visit
    if (document.state !== 'registered') return
    const mayHaveArrived = pick % 2 === 0
    world.states.set(document.documentId, mayHaveArrived ? 'unconfirmed' : 'open')
    world.dispatch({ type: 'uploadRisked', documentId: document.documentId, mayHaveArrived })
  },
  uploads(world, pick) {
    const { document, step, receipts } = world.visit
    const late = pick % 4 === 0 ? world.callAt(pick) : undefined
    const isLate = late?.isSettled === true && world.states.get(late.documentId) === 'unconfirmed'
    const uploaded = isLate ? late : document.state === 'registered' ? document : undefined
    if (!uploaded || step === 'finished' || receipts.length >= (world.rules.maxDocuments ?? Infinity)) return
    world.states.set(uploaded.documentId, 'uploaded')
    world.dispatch({ type: 'uploaded', receipt: receiptFor(uploaded) })
  },
  resumes(world, pick) {
    const { step, waiting = [] } = world.visit
    const document = waiting[pick % Math.max(1, waiting.length)]
    if (step !== 'resume' || !document) return
    const { id: documentId, workflow, type, extension } = document
    const { otherSideOf: _first, ...said } = world.said
    world.said = { ...said, workflow, type, extension }
    world.dispatch({ type: 'resumed', documentId, ticket: ticketOf(documentId) })
    world.must(
      'a document that waits is gone on with',
      registrationOf(world.visit)?.documentId === documentId,
    )
  },
  choosesEntry(world, pick) {
    const { step, requested = [] } = world.visit
    const sides = requested.flatMap((entry) => sidesOf(entry).map((side) => ({ key: entry.key, side })))
    const entry = sides[pick % Math.max(1, sides.length)]
    if (step !== 'list' || !entry) return
    world.pressed = undefined
    world.dispatch(chosen(entry))
    world.said = world.visit.answers
  },
  goesOnWithListed(world, pick) {
    const { step, requested = [] } = world.visit
    const open = requested.flatMap(({ documents }) => documents.filter(({ state }) => state !== 'uploaded'))
    const documentId = open[pick % Math.max(1, open.length)]?.id
    if (step !== 'list' || documentId === undefined || world.states.get(documentId) === 'givenUp') return
    world.pressed = undefined
    world.dispatch(resumedFromList(documentId, ticketOf(documentId)))
    world.must('a listed document is gone on with', registrationOf(world.visit)?.documentId === documentId)
    world.said = world.visit.answers
  },
  skipsEntry(world, pick) {
    const { step, requested = [] } = world.visit
    const optional = requested.filter((entry) => entry.optional)
    const entry = optional[pick % Math.max(1, optional.length)]
    if (step !== 'list' || !entry) return
    world.changeSkip(entry.key)
    world.dispatch(listed(world.list() ?? []))
  },
  /** Another browser of the same customer finishes what waits, and this one looks at the list again. */
  learnsOfOthers(world, pick) {
    const open = world.calls.filter(
      ({ entry, documentId }) => entry && world.states.get(documentId) === 'open',
    )
    const other = open[pick % Math.max(1, open.length)]
    if (world.visit.step !== 'list') return
    if (other && pick % 2 === 0) world.states.set(other.documentId, 'uploaded')
    world.dispatch(listed(world.list() ?? []))
  },
  startsOver(world, pick) {
    const { step, waiting = [] } = world.visit
    const document = waiting[pick % Math.max(1, waiting.length)]
    if (step !== 'resume' || !document) return
    const outcome = startingOver(world.rules, world.visit, document)
    if (outcome === 'impossible') return
    const givenUp = { documentId: document.id, ticket: ticketOf(document.id) }
    world.dispatch({ type: 'startedOver', ...(outcome === 'givesUp' && { givenUp }) })
    world.must('who starts over is asked', world.visit.document.state === 'answering')
  },
  addsAnother(world) {
    if (world.visit.step !== 'receipt' || world.visit.document.state === 'registered') return
    const before = world.visit
    world.dispatch({ type: 'anotherStarted' })
    if (world.visit !== before) world.pressed = undefined
    world.said = world.visit.answers
  },
  addsOtherSide(world) {
    if (world.visit.step !== 'receipt' || world.visit.document.state === 'registered') return
    world.dispatch(
      world.list() ? otherSideOfEntryStarted(sideWords) : { type: 'otherSideStarted', words: sideWords },
    )
    world.pressed = undefined
    world.said = world.visit.answers
  },
  /** Nothing has to be asked about the other side. */
  pressesForOtherSide(world) {
    const { step, document, receipts, answers } = world.visit
    const receipt = receipts.at(-1)
    if (step !== 'receipt' || document.state === 'registered' || !receipt) return
    const side = otherSideOfEntry(world.visit)?.side.side ?? 2
    const marks = marksForSide(side, sideWords)
    const other = answersForOtherSide(answers, receipt, world.narrowed, marks)
    if (other.name === '') return
    const request = requestOf(other)
    const before = world.visit
    world.pressed = request
    const wish = { id: world.next('press'), request }
    world.dispatch(
      world.list() ? otherSideOfEntryStarted(marks, wish) : { type: 'otherSideStarted', words: marks, wish },
    )
    if (world.visit === before) world.pressed = undefined
    world.said = world.visit.answers
  },
  /** The other side of an entry was registered elsewhere. */
  goesOnWithOtherSide(world) {
    const { step, document } = world.visit
    const known = otherSideOfEntry(world.visit)?.known
    const isOpen = known && known.state !== 'uploaded' && world.states.get(known.id) !== 'givenUp'
    if (step !== 'receipt' || document.state !== 'none' || !isOpen) return
    world.pressed = undefined
    world.dispatch(otherSideOfEntryResumed(known.id, ticketOf(known.id)))
    world.must('the other side is gone on with', registrationOf(world.visit)?.documentId === known.id)
    world.said = world.visit.answers
  },
  isDone(world) {
    if (world.visit.step !== 'receipt' && world.visit.step !== 'list') return
    world.pressed = undefined
    for (const { documentId } of world.visit.receipts) world.done.add(documentId)
    world.dispatch({ type: 'finished' })
    world.said = world.visit.answers
  },
  startsAgain(world) {
    if (world.visit.step !== 'finished') return
    world.dispatch({ type: 'startedAgain', id: world.next('v') })
    world.said = world.visit.answers
  },
  reloads: (world) => world.reload(),
  reloadsWhileThePageChanges(world) {
    world.browser.overtakePush()
    world.reload()
  },
}

export function receiptFor({
  documentId,
  request,
}: {
  readonly documentId: string
  readonly request: KnownRequest
}) {
  const { name, type, extension } = request
  return {
    documentId,
    ...(name !== undefined && { name }),
    type,
    extension,
    bytes: 1,
    sha256: 'a'.repeat(64),
  }
}
