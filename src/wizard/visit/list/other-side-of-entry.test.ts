import { describe, expect, it } from 'vitest'
import { type RequestedEntry } from '../../../contract/requested/list.ts'
import { answersForOtherSide } from '../answers.ts'
import { beginVisit } from '../begin-visit.ts'
import { pageBefore, reachablePages } from '../pages.ts'
import { reduceVisit, type VisitEvent } from '../reduce-visit.ts'
import { firstSideOf, type Visit } from '../visit.ts'
import { guestRules } from '../visit-rules.ts'
import { chosen, listed, listLearned, listShown } from './list-events.ts'
import { rulesAtHand } from './requested-list.ts'
import {
  marksForSide,
  otherSideOfEntry,
  otherSideOfEntryResumed,
  otherSideOfEntryStarted,
} from './other-side-of-entry.ts'

const [first, other, elsewhere] = ['doc_first', 'doc_other', 'doc_elsewhere'].map((id) =>
  id.padEnd(26, '0'),
) as [string, string, string]
const words = { front: 'front', back: 'back' }
const licence: RequestedEntry = {
  key: 'licence',
  types: ['license', 'identification_card'],
  sides: 2,
  optional: true,
  workflow: 'PERSONAL',
  isSkipped: false,
  documents: [],
}
const description = { ...guestRules, partner: { id: 'acme', displayName: 'Acme' }, openDocuments: [] }
const request = { workflow: 'PERSONAL', type: 'license', name: 'Licence', extension: 'jpg' } as const
/** What the list says of the first side, once that has its file. */
const side1 = {
  id: first,
  side: 1,
  state: 'uploaded',
  workflow: 'PERSONAL',
  type: 'license',
  extension: 'jpg',
} as const

function begin(entry: RequestedEntry, kept?: Visit) {
  const { rules, visit } = beginVisit({ ...description, requested: [entry] }, kept, 'v1')
  const after = (from: Visit, ...events: VisitEvent[]) =>
    events.reduce((before, event) => reduceVisit(rules, before, event), from)
  return { visit, after }
}

const { visit: begun, after } = begin(licence)
const made = (idempotencyKey: string, documentId: string) =>
  ({ type: 'registered', idempotencyKey, documentId, ticket: 't' }) as const
const sent = (documentId: string, name = 'Licence'): VisitEvent => ({
  type: 'uploaded',
  receipt: { documentId, name, type: 'license', extension: 'jpg', bytes: 1, sha256: 'a' },
})

function receiptOf(side: 1 | 2) {
  return after(
    begun,
    listShown(),
    chosen({ key: 'licence', side }),
    { type: 'answered', question: 'type', answers: { type: 'license' } },
    { type: 'typed', answers: { name: 'Licence' } },
    { type: 'submitted', id: 'k1', request },
    made('k1', first),
    sent(first),
  )
}

const atReceipt = receiptOf(1)
const wished = { ...request, name: 'Licence (back)' }
const pressed = (id: string) => otherSideOfEntryStarted(words, { id, request: wished })

describe('the other side of a listed card', () => {
  const asked = after(atReceipt, pressed('k2'))

  it('is registered for its side by a press on the receipt, and only its picture is asked for', () => {
    const entry = { key: 'licence', side: 2 }
    expect(asked).toMatchObject({
      step: 'receipt',
      document: { state: 'asked', call: { entry, request: wished } },
    })
    const atFile = after(asked, made('k2', other))
    expect(atFile).toMatchObject({ step: 'file', answers: { name: 'Licence (back)' } })
    expect(firstSideOf(atFile)).toMatchObject({ documentId: first })
    expect(reachablePages(guestRules, atFile)).toEqual(['list', 'receipt', 'details', 'file'])
    const both = after(atFile, sent(other, 'Licence (back)'))
    expect(both.receipts.at(-1)).toMatchObject({ entry, otherSideOf: first })
    expect(otherSideOfEntry(both)).toMatchObject({ isWanted: false, known: { id: first, state: 'uploaded' } })
    expect(pageBefore(guestRules, both)).toBe('list')
  })

  it('is the front where the back was sent first', () => {
    const atBack = receiptOf(2)
    expect(otherSideOfEntry(atBack)).toMatchObject({ side: { side: 1 }, isWanted: true })
    const marks = marksForSide(1, words)
    const receipt = { documentId: first, type: 'license', name: 'Licence' } as const
    expect(answersForOtherSide(atBack.answers, receipt, guestRules, marks).name).toBe('Licence (front)')
  })

  it('is asked for again with the same key where the answer was lost, by a press and by a reload', () => {
    const lost = after(asked, { type: 'registrationFailed', wishId: 'k2' })
    const call = { idempotencyKey: 'k2', entry: { key: 'licence', side: 2 } }
    expect(after(lost, pressed('k3'))).toMatchObject({
      step: 'receipt',
      document: { call, wish: { id: 'k3' } },
    })
    // The server has registered it. Its answer alone was lost.
    const side2 = { ...side1, id: other, side: 2, state: 'open' } as const
    const again = begin({ ...licence, documents: [side1, side2] }, lost)
    const reloaded = again.after(again.visit, listLearned())
    expect(reloaded).toMatchObject({ step: 'receipt', document: { call, wish: { id: 'k2' } } })
    expect(again.after(reloaded, made('k2', other)).step).toBe('file')
  })

  it('is not registered any more for who goes back to the list, and waits there if it was', () => {
    const atList = after(asked, { type: 'navigated', step: 'list' })
    expect(atList.document).toEqual({
      state: 'asked',
      call: asked.document.state === 'asked' && asked.document.call,
    })
    expect(after(atList, made('k2', other))).toBe(atList)
    expect(after(atList, chosen({ key: 'licence', side: 2 }))).toMatchObject({
      step: 'details',
      document: atList.document,
    })
  })

  it('is asked about where nothing is known of the first name', () => {
    const details = after(atReceipt, otherSideOfEntryStarted(words))
    expect(details).toMatchObject({
      step: 'details',
      entry: { side: 2, terms: { types: ['license'], locked: ['workflow'] } },
      document: { state: 'answering' },
    })
    expect(pageBefore(rulesAtHand(guestRules, details), details)).toBe('receipt')
  })

  it('can be tried again from the receipt where it was refused', () => {
    const refused = after(asked, { type: 'registrationRefused', idempotencyKey: 'k2' })
    expect(refused).toMatchObject({ step: 'receipt', document: { state: 'answering' } })
    expect(after(refused, otherSideOfEntryStarted(words)).step).toBe('details')
  })

  it.each([
    ['was sent elsewhere', { state: 'uploaded' as const }, 'receipt', false],
    ['was registered elsewhere', { state: 'open' as const }, 'file', true],
    ['may have been sent elsewhere', { state: 'unconfirmed' as const }, 'file', true],
  ])('that %s is known once the receipt has heard of it', (_what, { state }, step, isWanted) => {
    const side2 = { ...side1, id: elsewhere, side: 2, state } as const
    const learned = after(atReceipt, listLearned([{ ...licence, documents: [side1, side2] }]))
    expect(learned.step).toBe('receipt')
    expect(otherSideOfEntry(learned)).toMatchObject({ isWanted, known: { id: elsewhere } })
    const resumed = after(learned, otherSideOfEntryResumed(elsewhere, 't'))
    expect(resumed.step).toBe(step)
    const isFollowed = resumed.answers.otherSideOf === first
    expect([isFollowed, after(learned, pressed('k2')) !== learned]).toEqual([isWanted, isWanted])
  })

  it('is not offered once the entry is skipped, or asked for no more', () => {
    const skipped = after(atReceipt, listLearned([{ ...licence, isSkipped: true, documents: [side1] }]))
    expect(otherSideOfEntry(skipped)?.isWanted).toBe(false)
    const takenBack = after(
      skipped,
      { type: 'navigated', step: 'list' },
      listed([{ ...licence, documents: [side1] }]),
    )
    expect(otherSideOfEntry(takenBack)?.isWanted).toBe(true)
    expect(otherSideOfEntry(after(atReceipt, listLearned([])))).toBeUndefined()
  })
})
