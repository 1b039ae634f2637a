import { isDeepStrictEqual } from 'node:util'
import { documentTypes, type GenerateRequest, workflows } from '../../../contract/document.ts'
import { type Answers } from '../answers.ts'
import { depthOf, pageBefore, resumedVisit } from '../pages.ts'
import { type VisitEvent } from '../reduce-visit.ts'
import { followHistory } from '../step-history.ts'
import { startVisit, type Visit, visitSchema } from '../visit.ts'
import { type VisitRules } from '../visit-rules.ts'
import { createVisitStore, type VisitStore } from '../visit-store.ts'
import { BrowserHistory } from './browser-history.ts'

/** What the proxy knows of one key. */
interface AskedCall {
  readonly key: string
  readonly request: GenerateRequest
  readonly documentId: string
  verdict: 'open' | 'made' | 'refused'
  /** The visit has heard the verdict while this was its question. */
  isSettled: boolean
}

/** A person at one tab with a visit, and what is true whatever the visit believes. */
export class VisitWorld {
  readonly rules: VisitRules
  readonly browser = new BrowserHistory()
  readonly calls: AskedCall[] = []
  readonly givenBack = new Set<string>()
  /** Rules that were broken on the way from one state to the next. */
  readonly broken: string[] = []
  /** What the person has answered, and what they pressed for last and have not taken back. */
  said: Answers
  pressed: GenerateRequest | undefined
  #store: VisitStore
  #kept: string
  #stopFollowing = () => {}
  #count = 0

  constructor(rules: VisitRules) {
    this.rules = rules
    this.#store = this.#open(startVisit(rules, 'v0'))
    this.#kept = JSON.stringify(this.visit)
    this.said = this.visit.answers
  }

  get visit(): Visit {
    return this.#store.get()
  }

  get depth(): number {
    return depthOf(this.rules, this.visit)
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
    this.must(
      'only another visit comes after the end',
      before.step !== 'finished' || this.visit.step === 'finished' || this.visit.id !== before.id,
    )
    this.browser.arrive()
  }

  /** The page is dropped and comes back with what it had kept. The end of a visit is not kept. */
  reload(): void {
    if (this.visit.step === 'finished') return
    const kept = visitSchema.parse(JSON.parse(this.#kept))
    this.must('all is kept', isDeepStrictEqual(kept, this.visit))
    this.#store = this.#open(resumedVisit(this.rules, kept))
    this.#kept = JSON.stringify(this.visit)
    const { document } = this.visit
    if (document.state === 'asked' && document.wish) this.pressed = document.wish.request
  }

  #open(visit: Visit): VisitStore {
    this.#stopFollowing()
    const store = createVisitStore(this.rules, visit)
    store.subscribe(() => (this.#kept = JSON.stringify(store.get())))
    this.#stopFollowing = followHistory(store, this.rules, this.browser)
    this.browser.arrive()
    return store
  }

  /** Notes each call that goes out, and each document that gives its place to the next. */
  #watch({ document: before }: Visit): void {
    const { document, givenUp } = this.visit
    if (givenUp !== undefined) this.givenBack.add(givenUp)
    if (document.state !== 'asked' || this.calls.some(({ key }) => key === document.call.idempotencyKey))
      return
    const { idempotencyKey: key, request } = document.call
    const earlier = before.state === 'asked' ? before.call.idempotencyKey : undefined
    this.must(
      'a question is settled before the next is asked',
      this.calls.every((call) => call.key !== earlier || call.isSettled),
    )
    this.must('a call goes out for what was pressed', isDeepStrictEqual(request, this.pressed))
    const documentId = `doc_${String(this.calls.length).padStart(22, '0')}`
    this.calls.push({ key, request, documentId, verdict: 'open', isSettled: false })
  }
}

export const ticketOf = (documentId: string): string => `ticket of ${documentId}`

export function requestOf({ workflow, type, name, extension }: Answers): GenerateRequest {
  return { workflow: workflow ?? 'PERSONAL', type: type ?? 'other', name, extension }
}

/** What a person can do, and what can happen to them. Each does nothing where it is not possible. */
export const happenings: Readonly<Record<string, (world: VisitWorld, pick: number) => void>> = {
  answersWorkflow(world, pick) {
    const workflow = workflows[pick % workflows.length] ?? 'PERSONAL'
    if (world.visit.step !== 'workflow') return
    world.said = { ...world.said, workflow }
    world.dispatch({ type: 'answered', question: 'workflow', answers: { workflow } })
  },
  answersType(world, pick) {
    const type = documentTypes[pick % documentTypes.length] ?? 'other'
    if (world.visit.step !== 'type') return
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
    if (!call || call.verdict === 'refused') return
    call.verdict = 'made'
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
    const before = pageBefore(world.rules, world.visit)
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
    world.dispatch({ type: 'uploadRisked', documentId: document.documentId, mayHaveArrived: pick % 2 === 0 })
  },
  uploads(world, pick) {
    const { document, step, receipts } = world.visit
    const late = pick % 4 === 0 ? world.callAt(pick) : undefined
    const isLate = late?.verdict === 'made' && late.isSettled
    const uploaded = isLate ? late : document.state === 'registered' ? document : undefined
    if (!uploaded || step === 'finished' || receipts.length >= (world.rules.maxDocuments ?? Infinity)) return
    world.dispatch({ type: 'uploaded', receipt: receiptFor(uploaded) })
  },
  addsAnother(world) {
    if (world.visit.step !== 'receipt' || world.visit.document.state === 'registered') return
    world.dispatch({ type: 'anotherStarted' })
    world.said = world.visit.answers
  },
  addsOtherSide(world) {
    if (world.visit.step !== 'receipt' || world.visit.document.state === 'registered') return
    world.dispatch({ type: 'otherSideStarted', words: { front: 'front', back: 'back' } })
    world.said = world.visit.answers
  },
  isDone(world) {
    if (world.visit.step !== 'receipt') return
    world.dispatch({ type: 'finished' })
    world.said = world.visit.answers
  },
  startsAgain(world) {
    if (world.visit.step !== 'finished') return
    world.dispatch({ type: 'startedAgain', id: world.next('v') })
    world.said = world.visit.answers
  },
  reloads: (world) => world.reload(),
}

export function receiptFor({ documentId, request }: Pick<AskedCall, 'documentId' | 'request'>) {
  const { name, type, extension } = request
  return { documentId, name, type, extension, bytes: 1, sha256: 'a'.repeat(64) }
}
