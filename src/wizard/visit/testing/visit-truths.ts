import { isDeepStrictEqual } from 'node:util'
import { sidesOf, documentOfSide } from '../../../contract/requested/state-of-entry.ts'
import { type RequestedEntry } from '../../../contract/requested/list.ts'
import { type RequestedSide } from '../../../contract/requested/side.ts'
import { isSameRequest } from '../answers.ts'
import { chosen } from '../list/list-events.ts'
import { depthOf, reachablePages } from '../pages.ts'
import { rulesAtHand } from '../list/requested-list.ts'
import { type VisitEvent } from '../reduce-visit.ts'
import { type Visit } from '../visit.ts'
import { type VisitRules } from '../visit-rules.ts'
import { createVisitStore } from '../visit-store.ts'
import { receiptFor, requestOf, ticketOf, type VisitWorld } from './visit-world.ts'

/** What must always be true of a visit, whatever has happened. */
const truths: Readonly<Record<string, (world: VisitWorld) => boolean>> = {
  'the page that is shown is one that the visit has': ({ rules, visit }) =>
    reachablePages(rulesAtHand(rules, visit), visit).includes(visit.step),
  'the browser’s history stands where the person does': ({ rules, visit, browser }) =>
    entriesOf(browser.history.state).at(-1) === depthOf(rulesAtHand(rules, visit), visit),
  'the history only goes down': ({ browser }) =>
    entriesOf(browser.history.state).every(
      (depth, index, all) => index === 0 || depth > (all[index - 1] ?? 0),
    ),
  'the answers shown are what the person said': ({ visit, said }) =>
    visit.step === 'receipt' || isDeepStrictEqual(visit.answers, said),
  'what is registered is what is shown': ({ visit: { document, answers } }) =>
    document.state !== 'registered' ||
    isSameRequest({ ...document.request, name: document.request.name ?? answers.name }, requestOf(answers)),
  'what is asked for is what is shown and was pressed for last': ({ visit, pressed }) => {
    const wish = visit.document.state === 'asked' ? visit.document.wish : undefined
    if (!wish) return true
    const isAtPress = visit.step === 'details' || visit.step === 'receipt'
    const isShown = isAtPress && isDeepStrictEqual(wish.request, requestOf(visit.answers))
    return isShown && (wish.isLost === true || isDeepStrictEqual(wish.request, pressed))
  },
  'a press stands until it is answered, refused, lost or taken back': ({ visit: { document }, pressed }) =>
    !pressed || document.state !== 'asked' || document.wish !== undefined,
  'a document that the page has heard of has its file, waits, is at hand, or has given its place back': (
    world,
  ) => {
    const { document, step, receipts, uploadedBefore, waiting = [], requested } = world.visit
    // The proxy's own list says where each of these is.
    if (requested) return true
    if (step === 'finished' || uploadedBefore > 0) return true
    const made = world.calls.filter(({ isSettled, verdict }) => isSettled && verdict === 'made')
    return [...made, ...world.registeredBefore].every(
      ({ documentId }) =>
        (document.state === 'registered' && document.documentId === documentId) ||
        waiting.some(({ id }) => id === documentId) ||
        receipts.some((receipt) => receipt.documentId === documentId) ||
        world.done.has(documentId) ||
        world.givenBack.has(ticketOf(documentId)),
    )
  },
  'what waits has no file and is not given up': ({ visit: { waiting = [] }, states }) =>
    waiting.every(({ id }) => states.get(id) === 'open' || states.get(id) === 'unconfirmed'),
  'what is at hand is of the entry at hand': ({ visit: { entry, requested, document } }) => {
    if (!requested) return entry === undefined
    const terms = requested.find(({ key }) => key === entry?.key)
    if (document.state === 'none') return true
    return terms !== undefined && sidesOf(terms).some((side) => side === entry?.side)
  },
  'a call says which entry it is for': ({ visit: { document, entry, requested } }) =>
    document.state !== 'asked' ||
    !requested ||
    isDeepStrictEqual(document.call.entry, entry && { key: entry.key, side: entry.side }),
  'a side has one document in the list': ({ visit: { requested = [] } }) =>
    requested.every(({ documents }) =>
      documents.every((one) => documents.filter(({ id }) => id === one.id).length === 1),
    ),
  'a side that is said to be the other one has a first one before it': ({ visit: { receipts } }) =>
    receipts.every(
      ({ otherSideOf, type }, nth) =>
        otherSideOf === undefined ||
        receipts.slice(0, nth).some((one) => one.documentId === otherSideOf && one.type === type),
    ),
  'both sides that were sent one after the other are of one entry': ({ visit: { receipts } }) =>
    receipts.every(({ otherSideOf, entry }) => {
      const first = receipts.find(({ documentId }) => documentId === otherSideOf)
      return !first?.entry || (first.entry.key === entry?.key && first.entry.side !== entry.side)
    }),
  'each document has one receipt': ({ visit: { receipts } }) =>
    new Set(receipts.map(({ documentId }) => documentId)).size === receipts.length,
  'after the end nothing is left of what was typed': ({ visit }) =>
    visit.step !== 'finished' || !JSON.stringify({ ...visit, receipts: [] }).includes('secret'),
  'Back leads to the list, or to the last receipt, from whatever was begun after it': ({ rules, visit }) =>
    visit.receipts.length === 0 ||
    visit.step === 'finished' ||
    reachablePages(rulesAtHand(rules, visit), visit)[0] === (visit.requested ? 'list' : 'receipt'),
  'there is a way on': ({ rules, visit }) => pressesToTheEnd(rules, visit) < 12,
}

/** The truths that don't hold, and the rules that were broken on the way. */
export function brokenTruths(world: VisitWorld): readonly string[] {
  const broken = Object.entries(truths).filter(([, holds]) => !holds(world))
  return [...world.broken, ...broken.map(([truth]) => truth)]
}

/** The presses of somebody who does at each page what it asks for, until there is a receipt or an end. */
function pressesToTheEnd(rules: VisitRules, from: Visit): number {
  const store = createVisitStore(rules, from)
  for (let presses = 0; presses < 20; presses += 1) {
    const visit = store.get()
    if (visit.step === 'finished' || (visit.step === 'receipt' && visit.document.state === 'none'))
      return presses
    store.dispatch(wayOn(visit, `way${presses}`))
    // The proxy answers each call that goes out: the one for this press, and one that was not settled before it.
    for (const nth of [1, 2]) {
      const { document } = store.get()
      if (document.state !== 'asked') continue
      const { idempotencyKey } = document.call
      store.dispatch({ type: 'registered', idempotencyKey, documentId: `doc_${presses}${nth}`, ticket: 't' })
    }
  }
  return Infinity
}

function wayOn({ step, document, answers, waiting = [], requested = [] }: Visit, id: string): VisitEvent {
  switch (step) {
    case 'resume':
      return { type: 'resumed', documentId: waiting[0]?.id ?? '', ticket: 't' }
    case 'list': {
      const [side] = openSides(requested)
      return side ? chosen(side) : { type: 'finished' }
    }
    case 'workflow':
      return { type: 'answered', question: step, answers: { workflow: 'PERSONAL' } }
    case 'type':
      return { type: 'answered', question: step, answers: { type: 'license' } }
    case 'details':
      if (document.state === 'registered') return { type: 'navigated', step: 'file' }
      return { type: 'submitted', id, request: requestOf({ ...answers, name: answers.name || 'named' }) }
    case 'file':
      return document.state === 'registered'
        ? { type: 'uploaded', receipt: receiptFor(document) }
        : { type: 'navigated', step: 'details' }
    case 'receipt':
    case 'finished':
      return { type: 'finished' }
    default:
      return step satisfies never
  }
}

/** The sides of a list that have no file. */
function openSides(requested: readonly RequestedEntry[]): RequestedSide[] {
  return requested.flatMap((entry) =>
    sidesOf(entry)
      .filter((side) => documentOfSide(entry, side)?.state !== 'uploaded')
      .map((side) => ({ key: entry.key, side })),
  )
}

function entriesOf(state: unknown): readonly number[] {
  return (state as { akepaEntries?: readonly number[] } | null)?.akepaEntries ?? []
}
