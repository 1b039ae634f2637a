import { documentOfSide } from '../../../contract/requested/state-of-entry.ts'
import { type RequestedEntry } from '../../../contract/requested/list.ts'
import { type RequestedSide } from '../../../contract/requested/side.ts'
import { termsOfEntry } from '../../../contract/requested/terms-of-entry.ts'
import { answersForAnother, settled } from '../answers.ts'
import { atPage } from '../pages.ts'
import { type VisitEvent } from '../reduce-visit.ts'
import { rulesAtHand } from './requested-list.ts'
import { type UploadReceipt, type Visit } from '../visit.ts'
import { firstQuestion, isLocked, type VisitRules } from '../visit-rules.ts'

/**
 * What can happen on the page of the list. The rules travel with these events, because most people never load them. On
 * any other page they change nothing.
 */
function onList(rule: (session: VisitRules, visit: Visit) => Visit): VisitEvent {
  return { type: 'ofPart', rule: (session, visit) => (visit.step === 'list' ? rule(session, visit) : visit) }
}

export type ListedDocument = RequestedEntry['documents'][number]

/** The page of the list is shown: with what this tab has done since the server said how the list stands. */
export function listShown(): VisitEvent {
  return onList((_session, visit) => {
    const { document, entry: atHand } = visit
    const next = withReceipts(visit)
    if (document.state !== 'registered' || !atHand) return next
    const { documentId: id, request, mayHaveArrived } = document
    const { name: _name, note: _note, note_author_agent_email: _email, ...known } = request
    const state = mayHaveArrived ? 'unconfirmed' : 'open'
    return withDocument(next, atHand.key, { side: atHand.side, id, state, ...known })
  })
}

/** A phone has uploaded the file of a document of the list. */
export function arrivedFromPhone(receipt: UploadReceipt): VisitEvent {
  return onList((_session, visit) => {
    const { receipts, document } = visit
    if (receipts.some(({ documentId }) => documentId === receipt.documentId)) return visit
    const isAtHand = document.state === 'registered' && document.documentId === receipt.documentId
    const next = isAtHand ? { ...visit, document: { state: 'none' as const } } : visit
    return withReceipt({ ...next, receipts: [...receipts, receipt] }, receipt)
  })
}

/** The visit whose list knows what this tab has uploaded. */
export function withReceipts(visit: Visit): Visit {
  return visit.receipts.reduce(withReceipt, visit)
}

function withReceipt(visit: Visit, receipt: UploadReceipt): Visit {
  const { entry, documentId: id, type, extension, uploadedAt } = receipt
  const isKnown = visit.requested?.some(({ documents }) =>
    documents.some((one) => one.id === id && one.state === 'uploaded'),
  )
  if (!entry || isKnown) return visit
  return withDocument(visit, entry.key, {
    side: entry.side,
    id,
    state: 'uploaded',
    type,
    workflow: visit.answers.workflow ?? 'PERSONAL',
    extension,
    ...(uploadedAt !== undefined && { dtsUploadedAt: uploadedAt }),
  })
}

/** The visit with a document in the list, in place of the one that its side had. */
function withDocument(visit: Visit, key: string, document: ListedDocument): Visit {
  return {
    ...visit,
    requested: visit.requested?.map((entry) => {
      if (entry.key !== key) return entry
      const others = entry.documents.filter(({ side }) => side !== document.side)
      return { ...entry, isSkipped: false, documents: [...others, document] }
    }),
  }
}

/**
 * What was believed of the list meets what the server says, on whatever page: when the page has loaded, or when the
 * server has refused what was asked for. Where nothing is at hand any more, that leads to the list. Answers that don't
 * fit any more are asked for again.
 */
export function listLearned(requested?: RequestedEntry[]): VisitEvent {
  const rule = (session: VisitRules, visit: Visit) => {
    if (!visit.requested) return visit
    const next = withList(session, visit, requested ?? visit.requested)
    if (next.document !== visit.document) return { ...next, step: 'list' as const }
    if (next.document.state !== 'answering') return next
    const rules = rulesAtHand(session, next)
    return atPage(rules, { ...next, answers: settled(next.answers, rules) }, next.step)
  }
  return { type: 'ofPart', rule }
}

/**
 * The visit with the list as the server has it. What is at hand is under the terms that its entry has now, and goes where
 * the list has it no more.
 */
function withList(session: VisitRules, visit: Visit, requested: RequestedEntry[]): Visit {
  const { entry, document } = visit
  const terms = entryAtHand({ requested, entry })
  const listed = { ...visit, requested, ...(entry && terms && { entry: sideOf(session, terms, entry) }) }
  if (document.state === 'none') return listed
  const known = entry && terms && documentOfSide(terms, entry.side)
  const isGone = (entry && !terms) || (document.state === 'registered' && known?.id !== document.documentId)
  return known?.state === 'uploaded' || isGone ? { ...listed, document: { state: 'none' } } : listed
}

/** What the server says of the list now. */
export function listed(requested: RequestedEntry[]): VisitEvent {
  return onList((session, visit) => withList(session, visit, requested))
}

/** The person turns to a side of an entry. `name` is the first answer for its name, where that is not settled. */
export function chosen(side: RequestedSide, name?: string): VisitEvent {
  return onList((session, visit) => {
    const { entry, document, requested } = visit
    const terms = requested?.find(({ key }) => key === side.key)
    if (!terms || documentOfSide(terms, side.side)?.state === 'uploaded') return visit
    const isAtHand = entry?.key === side.key && entry.side === side.side && document.state !== 'none'
    if (isAtHand) {
      const rules = rulesAtHand(session, visit)
      if (document.state === 'registered') return atPage(rules, visit, 'file')
      const answers = document.state === 'answering' ? settled(visit.answers, rules) : visit.answers
      return atPage(rules, { ...visit, answers }, 'details')
    }
    const { rules, next } = atEntry(session, visit, terms, side)
    const isSettled = name === undefined || isLocked(rules, 'name')
    const answers = isSettled ? next.answers : { ...next.answers, name }
    return atPage(rules, { ...next, answers, document: { state: 'answering' } }, firstQuestion(rules))
  })
}

/** The person goes on with a document of the list that waits for its file. */
export function resumedFromList(documentId: string, ticket: string): VisitEvent {
  return onList((session, visit) => atListed(session, visit, documentId, ticket))
}

/** The visit at the file of a document of the list. The same visit where the list has none that waits. */
export function atListed(session: VisitRules, visit: Visit, documentId: string, ticket: string): Visit {
  for (const entry of visit.requested ?? []) {
    const { key, documents } = entry
    const found = documents.find(({ id, state }) => id === documentId && state !== 'uploaded')
    if (!found) continue
    const { side, workflow, type, extension, state } = found
    const request = { workflow, type, extension }
    const { next } = atEntry(session, visit, entry, { key, side })
    const mayHaveArrived = state === 'unconfirmed'
    return {
      ...next,
      answers: { ...next.answers, ...request },
      document: { state: 'registered', documentId, ticket, request, mayHaveArrived },
      step: 'file',
    }
  }
  return visit
}

/** The entry that the visit is about at the moment. */
export function entryAtHand({ requested, entry }: Pick<Visit, 'requested' | 'entry'>) {
  return entry && requested?.find(({ key }) => key === entry.key)
}

/** The visit at a side of an entry, with the first answers for it. */
export function atEntry(session: VisitRules, visit: Visit, asked: RequestedEntry, side: RequestedSide) {
  const entry = sideOf(session, asked, side)
  const rules = rulesAtHand(session, { entry })
  return { rules, next: { ...visit, entry, answers: answersForAnother(visit.answers, rules) } }
}

/** A side of an entry, with the terms for it. Both sides of an entry are of one type. */
function sideOf(session: VisitRules, asked: RequestedEntry, { key, side }: RequestedSide) {
  const other = documentOfSide(asked, side === 1 ? 2 : 1)
  const { prefill, locked, types } = termsOfEntry(
    session,
    other ? { ...asked, types: [other.type], workflow: asked.workflow ?? other.workflow } : asked,
  )
  return { key, side, terms: { prefill, locked, ...(types && { types }) } }
}
