import { describe, expect, it } from 'vitest'
import { type OpenDocument } from '../../contract/api/visit.ts'
import { beginVisit, mostDocuments } from './begin-visit.ts'
import { depthOf, pageBefore, reachablePages, resumedVisit } from './pages.ts'
import { reduceVisit, type VisitEvent } from './reduce-visit.ts'
import { listedAs } from './testing/visit-world.ts'
import {
  firstSideOf,
  mayAddMore,
  registrationOf,
  startVisit,
  type StepName,
  type Visit,
  visitSchema,
} from './visit.ts'
import { askedQuestions, guestRules, type VisitRules } from './visit-rules.ts'
import { soleWaiting } from './list/waiting-documents.ts'

const request = { workflow: 'PERSONAL', name: 'Licence', extension: 'jpg', type: 'license' } as const
const passport = { ...request, name: 'Passport', type: 'passport' } as const
const documentId = 'doc_71YxuRUnKqLhOWriDJFMI2'
const receipt = {
  documentId,
  name: 'Licence',
  type: 'license',
  extension: 'jpg',
  bytes: 3,
  sha256: 'a'.repeat(64),
  uploadedAt: '2026-01-01T00:00:00.000Z',
} as const
const words = { front: 'front', back: 'back' }

const toDetails: readonly VisitEvent[] = [
  { type: 'answered', question: 'workflow', answers: { workflow: 'PERSONAL' } },
  { type: 'answered', question: 'type', answers: { type: 'license' } },
  { type: 'typed', answers: { name: 'Licence' } },
]
const toAsked: readonly VisitEvent[] = [...toDetails, { type: 'submitted', id: 'k1', request }]
const answer = { type: 'registered', idempotencyKey: 'k1', documentId, ticket: 't1' } as const
const toFile: readonly VisitEvent[] = [...toAsked, answer]
const toReceipt: readonly VisitEvent[] = [...toFile, { type: 'uploaded', receipt }]

function visitAfter(events: readonly VisitEvent[], rules: VisitRules = guestRules): Visit {
  return events.reduce<Visit>((visit, event) => reduceVisit(rules, visit, event), startVisit(rules, 'v1'))
}

function after(visit: Visit, ...events: readonly VisitEvent[]): Visit {
  return events.reduce((current, event) => reduceVisit(guestRules, current, event), visit)
}

describe('a visit', () => {
  it('goes from the first question to the receipt', () => {
    expect(visitAfter([]).step).toBe('workflow')
    expect(visitAfter(toDetails).step).toBe('details')
    expect(visitAfter(toFile)).toMatchObject({
      step: 'file',
      document: { state: 'registered', documentId, ticket: 't1', request },
    })
    expect(visitAfter(toReceipt)).toMatchObject({
      step: 'receipt',
      receipts: [receipt],
      document: { state: 'none' },
    })
  })

  it('takes a suggested name back with the type that it was for, and leaves alone what the person typed', () => {
    const suggestedName = 'Driver’s licence, Nov 27, 2026 (front)'
    const suggested = visitAfter([
      ...toDetails,
      { type: 'typed', answers: { name: suggestedName, suggestedName } },
    ])
    const back = after(suggested, { type: 'navigated', step: 'type' })
    const answering = (type: 'license' | 'passport', visit = back) =>
      after(visit, { type: 'answered', question: 'type', answers: { type } }).answers.name
    expect(answering('license')).toBe(suggestedName)
    expect(answering('passport')).toBe('')
    const named = after(
      suggested,
      { type: 'typed', answers: { name: 'Licence' } },
      { type: 'navigated', step: 'type' },
    )
    expect(answering('passport', named)).toBe('Licence')
  })

  it('survives being written down and read back at every moment', () => {
    toReceipt.forEach((_event, index) => {
      const visit = visitAfter(toReceipt.slice(0, index + 1))
      expect(visitSchema().parse(JSON.parse(JSON.stringify(visit)))).toEqual(visit)
      expect(resumedVisit(guestRules, visit)).toEqual(visit)
    })
  })

  it('is resumed at a page that it has', () => {
    expect(resumedVisit(guestRules, { ...visitAfter(toDetails), step: 'file' }).step).toBe('details')
    expect(resumedVisit(guestRules, { ...visitAfter([]), step: 'receipt' }).step).toBe('workflow')
  })

  it('asks again with the same key until the answer has come, and with another after a refusal', () => {
    const again = { type: 'submitted', id: 'k2', request } as const
    const lost = visitAfter([...toAsked, { type: 'registrationFailed', wishId: 'k1' }, again])
    expect(lost.document).toMatchObject({
      state: 'asked',
      call: { idempotencyKey: 'k1' },
      wish: { id: 'k2' },
    })
    const refused = visitAfter([...toAsked, { type: 'registrationRefused', idempotencyKey: 'k1' }, again])
    expect(refused.document).toMatchObject({ state: 'asked', call: { idempotencyKey: 'k2' } })
    expect(refused.answers.name).toBe('Licence')
  })

  it('hears a failure only of the press that it came of', () => {
    const pressedAgain = visitAfter([
      ...toAsked,
      { type: 'navigated', step: 'type' },
      { type: 'navigated', step: 'details' },
      { type: 'submitted', id: 'k2', request },
    ])
    expect(after(pressedAgain, { type: 'registrationFailed', wishId: 'k1' })).toBe(pressedAgain)
    expect(after(pressedAgain, answer).step).toBe('file')
  })

  it('asks once more after a reload for what it was pressed for, unless something else was typed', () => {
    const lost = visitAfter([...toAsked, { type: 'registrationFailed', wishId: 'k1' }])
    expect(lost.document).toMatchObject({ wish: { id: 'k1', isLost: true } })
    expect(resumedVisit(guestRules, lost).document).toMatchObject({ wish: { id: 'k1', request } })
    expect(resumedVisit(guestRules, lost).document).not.toHaveProperty('wish.isLost')
    const corrected = after(lost, { type: 'typed', answers: { name: 'Passport' } })
    expect(resumedVisit(guestRules, corrected).document).not.toHaveProperty('wish')
  })

  it('settles the question whose answer was lost before it asks another one', () => {
    const corrected = visitAfter([
      ...toAsked,
      { type: 'registrationFailed', wishId: 'k1' },
      { type: 'typed', answers: { name: 'Passport' } },
      { type: 'submitted', id: 'k2', request: passport },
    ])
    expect(corrected.document).toMatchObject({ call: { idempotencyKey: 'k1', request } })
    const settled = after(corrected, answer)
    expect(settled).toMatchObject({
      step: 'details',
      givenUp: { documentId, ticket: 't1' },
      document: { call: { idempotencyKey: 'k2', request: passport } },
    })
    const other = { type: 'registered', idempotencyKey: 'k2', documentId: 'doc_2', ticket: 't2' } as const
    expect(after(settled, other)).toMatchObject({ step: 'file', document: { documentId: 'doc_2' } })
    expect(after(settled, other)).not.toHaveProperty('givenUp')
    const refused = after(corrected, { type: 'registrationRefused', idempotencyKey: 'k1' })
    expect(refused.document).toMatchObject({ call: { idempotencyKey: 'k2', request: passport } })
    expect(refused).not.toHaveProperty('givenUp')
  })

  it.each<[string, VisitEvent]>([
    ['goes back', { type: 'navigated', step: 'type' }],
    ['types something else', { type: 'typed', answers: { name: 'Passport' } }],
  ])('registers nothing any more once the person %s', (_what, event) => {
    const left = after(visitAfter(toAsked), event)
    expect(left.document).not.toHaveProperty('wish')
    expect(after(left, answer)).toBe(left)
  })

  it('keeps a press that stands when nothing is typed', () => {
    const asked = visitAfter(toAsked)
    expect(after(asked, { type: 'typed', answers: { name: 'Licence' } })).toBe(asked)
    expect(after(asked, { type: 'submitted', id: 'k2', request })).toBe(asked)
  })

  it('keeps every answer when the document is to be registered anew', () => {
    const visit = visitAfter([...toFile, { type: 'answersReopened' }])
    expect(visit).toMatchObject({
      step: 'details',
      givenUp: { documentId, ticket: 't1' },
      answers: { name: 'Licence', type: 'license' },
      document: { state: 'answering' },
    })
  })

  it('takes no answer for its own that belongs to answers sent before', () => {
    const changed = visitAfter([
      ...toAsked,
      { type: 'registrationRefused', idempotencyKey: 'k1' },
      { type: 'submitted', id: 'k2', request },
    ])
    expect(after(changed, answer, { type: 'registrationRefused', idempotencyKey: 'k1' })).toBe(changed)
  })

  it('keeps a receipt that comes when another document has been begun, and leaves that alone', () => {
    const another = visitAfter([
      ...toFile,
      { type: 'answersReopened' },
      { type: 'submitted', id: 'k2', request },
      { type: 'registered', idempotencyKey: 'k2', documentId: 'doc_2', ticket: 't2' },
    ])
    expect(after(another, { type: 'uploaded', receipt })).toEqual({ ...another, receipts: [receipt] })
  })

  it('remembers that an upload may have arrived, until an answer says that it has not', () => {
    const risked = { type: 'uploadRisked', documentId, mayHaveArrived: true } as const
    const sent = visitAfter([...toFile, risked])
    expect(sent.document).toMatchObject({ mayHaveArrived: true })
    expect(after(sent, { ...risked, mayHaveArrived: false })).toEqual(visitAfter(toFile))
    const visit = visitAfter(toFile)
    expect(after(visit, { ...risked, documentId: 'doc_2' })).toBe(visit)
  })

  it('leaves nothing of itself to the one that begins after it', () => {
    const finished = visitAfter([...toReceipt, { type: 'finished' }])
    expect(finished).toMatchObject({ step: 'finished', answers: { name: '' } })
    for (const step of ['receipt', 'details', 'file'] as const)
      expect(after(finished, { type: 'navigated', step })).toBe(finished)
    const again = after(finished, { type: 'startedAgain', id: 'v2' })
    expect(again).toEqual({ ...startVisit(guestRules, 'v2'), uploadedBefore: 1 })
  })

  it('does not add more documents than the session allows, in all visits of the page', () => {
    const rules = { ...guestRules, maxDocuments: 1 }
    const done = visitAfter(toReceipt, rules)
    for (const event of [
      { type: 'anotherStarted' },
      { type: 'otherSideStarted', words },
    ] as const satisfies readonly VisitEvent[])
      expect(reduceVisit(rules, done, event)).toBe(done)
    const finished = reduceVisit(rules, done, { type: 'finished' })
    expect(reduceVisit(rules, finished, { type: 'startedAgain', id: 'v2' })).toBe(finished)
  })
})

describe('the pages of a visit', () => {
  const second: readonly VisitEvent[] = [...toReceipt, { type: 'anotherStarted' }]
  it.each<[string, readonly VisitEvent[], StepName | undefined]>([
    ['the first question', [], undefined],
    ['the details', toDetails, 'type'],
    ['the file', toFile, 'details'],
    ['the answers of a registered document', [...toFile, { type: 'navigated', step: 'details' }], undefined],
    ['the answers that are open again', [...toFile, { type: 'answersReopened' }], 'type'],
    ['the first receipt', toReceipt, undefined],
    ['the second document', second, 'workflow'],
    [
      'the first question of the second document',
      [...second, { type: 'navigated', step: 'workflow' }],
      'receipt',
    ],
    ['the other side', [...toReceipt, { type: 'otherSideStarted', words }], 'type'],
    ['the end', [...toReceipt, { type: 'finished' }], undefined],
  ])('lead back from %s', (_page, events, before) => {
    expect(pageBefore(guestRules, visitAfter(events))).toBe(before)
  })

  it('lead back to the receipt although every answer is locked', () => {
    const rules: VisitRules = {
      ...guestRules,
      prefill: { workflow: 'PERSONAL', type: 'license' },
      locked: ['workflow', 'type'],
    }
    const other = visitAfter([...toReceipt.slice(2), { type: 'otherSideStarted', words }], rules)
    expect(other.step).toBe('details')
    expect(pageBefore(rules, other)).toBe('receipt')
  })

  const navigations: readonly (readonly [string, readonly VisitEvent[], StepName, StepName])[] = [
    ['not past the first question', [], 'file', 'workflow'],
    ['not past the second question', toDetails.slice(0, 1), 'details', 'type'],
    ['not to the file before it is registered', toDetails, 'file', 'details'],
    ['back to any question before it is registered', toDetails, 'workflow', 'workflow'],
    ['not to a receipt before it is uploaded', toFile, 'receipt', 'file'],
    ['not back into a document that is done', toReceipt, 'details', 'receipt'],
    ['not back to the file of a document that is done', toReceipt, 'file', 'receipt'],
  ]
  it.each(navigations)('are reached %s', (_when, events, wanted, reached) => {
    expect(after(visitAfter(events), { type: 'navigated', step: wanted }).step).toBe(reached)
  })

  it('lie one behind the other', () => {
    const visit = visitAfter(toDetails)
    expect(reachablePages(guestRules, visit)).toEqual(['workflow', 'type', 'details'])
    expect(depthOf(guestRules, visit)).toBe(2)
  })
})

describe('the rules of a session', () => {
  const locked: VisitRules = {
    ...guestRules,
    isGuest: false,
    prefill: { workflow: 'BUSINESS', type: 'contract', name: 'Lease' },
    locked: ['workflow', 'type', 'name'],
  }

  it('skip a question that has nothing to ask', () => {
    expect(askedQuestions(guestRules)).toEqual(['workflow', 'type', 'details'])
    expect(askedQuestions(locked)).toEqual(['details'])
    expect(askedQuestions({ ...guestRules, types: ['passport'] })).not.toContain('type')
    expect(startVisit({ ...guestRules, types: ['passport'] }, 'v1').answers.type).toBe('passport')
  })

  it('show what is given and ask for what is only proposed', () => {
    expect(startVisit(locked, 'v1')).toMatchObject({
      step: 'details',
      answers: { workflow: 'BUSINESS', name: 'Lease' },
    })
    expect(askedQuestions({ ...locked, locked: [] })).toContain('workflow')
  })

  it('ask for an agent’s address where an agent fills the form in', () => {
    expect(startVisit({ ...guestRules, agent: true }, 'v1').answers.isForSomeoneElse).toBe(true)
  })
})

describe('how many documents a visit may come to', () => {
  const restored = (events: readonly VisitEvent[]) => visitAfter(events)
  it.each([
    ['all that are left, at its beginning', { maxDocuments: 3, remainingDocuments: 2 }, undefined, 2],
    ['none, where none is left', { maxDocuments: 1, remainingDocuments: 0 }, undefined, 0],
    ['any number, without a limit', {}, restored(toReceipt), undefined],
    ['what the session says, where the count is not known', { maxDocuments: 3 }, restored(toReceipt), 3],
    ['its own and those left', { maxDocuments: 3, remainingDocuments: 1 }, restored(toReceipt), 2],
    ['the one that waits for its file too', { maxDocuments: 1, remainingDocuments: 0 }, restored(toFile), 1],
    ['the one whose answer was lost too', { maxDocuments: 1, remainingDocuments: 0 }, restored(toAsked), 1],
    ['the one too whose question was lost', { maxDocuments: 1, remainingDocuments: 1 }, restored(toAsked), 1],
    [
      'the one that is to take another’s place too',
      { maxDocuments: 1, remainingDocuments: 0 },
      restored([...toFile, { type: 'answersReopened' }]),
      1,
    ],
    [
      'those of the visits before',
      { maxDocuments: 3, remainingDocuments: 2 },
      restored([...toReceipt, { type: 'finished' }, { type: 'startedAgain', id: 'v2' }]),
      3,
    ],
  ] as const)('is %s', (_what, session, visit, most) => {
    expect(mostDocuments(session, visit)).toBe(most)
  })

  it('asks nothing where none is left, and Back leads nowhere', () => {
    const rules = { ...guestRules, maxDocuments: 0 }
    expect(startVisit(rules, 'v1').step).toBe('finished')
    for (const step of ['workflow', 'details', 'receipt'] as const)
      expect(visitAfter([{ type: 'navigated', step }], rules).step).toBe('finished')
  })
})

describe('the other side of a card', () => {
  const other = { ...request, name: 'Licence (back)' }
  const started = (id: string) => ({ type: 'otherSideStarted', words, wish: { id, request: other } }) as const
  const made = { type: 'registered', idempotencyKey: 'k2', documentId: 'doc_2', ticket: 't2' } as const
  const pressed = visitAfter([...toReceipt, started('k2')])

  it('is registered from the receipt of the first one, and only its picture is asked for', () => {
    expect(pressed).toMatchObject({ step: 'receipt', document: { state: 'asked', wish: { id: 'k2' } } })
    const atFile = after(pressed, made)
    expect(atFile).toMatchObject({ step: 'file', document: { request: other } })
    expect(firstSideOf(atFile)).toMatchObject({ documentId })
    const both = after(atFile, { type: 'uploaded', receipt: { ...receipt, documentId: 'doc_2' } })
    expect(both.receipts).toEqual([receipt, { ...receipt, documentId: 'doc_2', otherSideOf: documentId }])
  })

  it('is asked for again with the same key where the answer was lost, by a press and by a reload', () => {
    const lost = after(pressed, { type: 'registrationFailed', wishId: 'k2' })
    expect(lost.step).toBe('receipt')
    const call = { idempotencyKey: 'k2', request: other }
    const again = { state: 'asked', call, wish: { id: 'k3', request: other } }
    expect(after(lost, started('k3')).document).toEqual(again)
    expect(resumedVisit(guestRules, lost).document).toEqual({ ...again, wish: { id: 'k2', request: other } })
  })

  it('is not registered any more once the person goes on to another document', () => {
    const another = after(pressed, { type: 'anotherStarted' })
    expect(another.document).toEqual({ state: 'asked', call: { idempotencyKey: 'k2', request: other } })
    expect(after(another, made)).toBe(another)
    expect(firstSideOf(another)).toBeUndefined()
  })

  it('is none any more once it is another document', () => {
    const asked = visitAfter([...toReceipt, { type: 'otherSideStarted', words }])
    const atType = after(asked, { type: 'navigated', step: 'type' })
    expect(firstSideOf(atType)).toMatchObject({ documentId })
    const answers = { type: 'passport' } as const
    expect(firstSideOf(after(atType, { type: 'answered', question: 'type', answers }))).toBeUndefined()
  })
})

describe('documents that wait for their file', () => {
  const one = listedAs('doc_one', { workflow: 'BUSINESS', type: 'passport', extension: 'png' })
  const sent = { ...listedAs('doc_sent', request), state: 'unconfirmed' } as const
  const session = { ...guestRules, partner: null, maxDocuments: 2 }
  const begin = (openDocuments: readonly OpenDocument[], remainingDocuments: number, kept?: Visit) =>
    beginVisit({ ...session, openDocuments: [...openDocuments], remainingDocuments }, kept, 'v1')
  const givenUp = { documentId: one.id, ticket: 't2' }
  const resumed = { type: 'resumed', documentId: one.id, ticket: 't2' } as const

  it('are offered before anything is asked', () => {
    expect(begin([one, sent], 0).visit).toMatchObject({
      step: 'resume',
      document: { state: 'none' },
      waiting: [one, sent],
    })
    expect(begin([], 1).visit.step).toBe('workflow')
    expect(begin([], 0).visit.step).toBe('finished')
  })

  it('are gone on with under the answers that the proxy knows, without a name', () => {
    const visit = after(begin([one, sent], 0).visit, resumed)
    expect(visit).toMatchObject({
      step: 'file',
      answers: { workflow: 'BUSINESS', type: 'passport', extension: 'png', name: '' },
      document: { documentId: one.id, ticket: 't2', mayHaveArrived: false },
      waiting: [sent],
    })
    expect(registrationOf(visit)?.request).toEqual({
      workflow: 'BUSINESS',
      type: 'passport',
      extension: 'png',
    })
    expect(visitSchema().parse(JSON.parse(JSON.stringify(visit)))).toEqual(visit)
    expect(after(visit, resumed)).toBe(visit)
  })

  it('are gone on with as ones whose file may have arrived, where one was sent', () => {
    const visit = after(begin([sent], 0).visit, { type: 'resumed', documentId: sent.id, ticket: 't2' })
    expect(visit.document).toMatchObject({ mayHaveArrived: true })
  })

  it('give their place to another, when the person starts over', () => {
    const { rules, visit } = begin([one], 0)
    const over = reduceVisit(rules, visit, { type: 'startedOver', givenUp })
    expect(over).toMatchObject({
      step: 'workflow',
      document: { state: 'answering' },
      givenUp,
      waiting: [],
    })
    expect(begin([one], 0, over).visit).toEqual(over)
  })

  it('stay, where they can’t be given up, and leave the person only the places that are left', () => {
    const full = begin([sent], 0)
    expect(reduceVisit(full.rules, full.visit, { type: 'startedOver' })).toBe(full.visit)
    const free = begin([sent], 1)
    const over = reduceVisit(free.rules, free.visit, { type: 'startedOver' })
    expect(over).toMatchObject({ step: 'workflow', waiting: [sent] })
    expect(over).not.toHaveProperty('givenUp')
  })

  it('are a page that Back leads to from the questions, so that starting over is no one-way', () => {
    const { rules, visit } = begin([sent], 1)
    const back = [{ type: 'startedOver' }, { type: 'navigated', step: 'resume' }] as const
    const offered = back.reduce<Visit>((now, event) => reduceVisit(rules, now, event), visit)
    expect(offered.step).toBe('resume')
    expect(reachablePages(rules, offered)).toEqual(['resume', 'workflow'])
    const gone = { type: 'resumed', documentId: sent.id, ticket: 't3' } as const
    expect(reduceVisit(rules, offered, gone)).toMatchObject({
      step: 'file',
      document: { documentId: sent.id },
    })
  })

  it('are offered after a receipt, and no new one beyond the limit', () => {
    const { rules, visit } = begin([one, sent], 0)
    const uploaded = { type: 'uploaded', receipt: { ...receipt, documentId: one.id } } as const
    const done = [resumed, uploaded].reduce<Visit>((now, event) => reduceVisit(rules, now, event), visit)
    expect(done.step).toBe('receipt')
    expect(mayAddMore(rules, done)).toBe(true)
    expect(reduceVisit(rules, done, { type: 'otherSideStarted', words })).toBe(done)
    const another = reduceVisit(rules, done, { type: 'anotherStarted' })
    expect(another).toMatchObject({ step: 'resume', waiting: [sent] })
    expect(pageBefore(rules, another)).toBe('receipt')
    const last = [
      { type: 'resumed', documentId: sent.id, ticket: 't3' },
      { type: 'uploaded', receipt: { ...receipt, documentId: sent.id } },
    ] as const
    const all = last.reduce<Visit>((now, event) => reduceVisit(rules, now, event), another)
    expect(mayAddMore(rules, all)).toBe(false)
  })

  it('wait no more once their receipt comes, from wherever they were finished', () => {
    const { rules, visit } = begin([one], 1)
    const uploaded = { type: 'uploaded', receipt: { ...receipt, documentId: one.id } } as const
    const offered = reduceVisit(rules, visit, uploaded)
    expect(offered).toMatchObject({ step: 'receipt', waiting: [], receipts: [uploaded.receipt] })
    const elsewhere = [{ type: 'startedOver' }, uploaded] as const
    const asked = elsewhere.reduce<Visit>((now, event) => reduceVisit(rules, now, event), visit)
    expect(asked).toMatchObject({ step: 'workflow', waiting: [], document: { state: 'answering' } })
  })

  it('are offered by the visit that follows', () => {
    const { rules, visit } = begin([one, sent], 0)
    const events = [
      resumed,
      { type: 'uploaded', receipt: { ...receipt, documentId: one.id } },
      { type: 'finished' },
      { type: 'startedAgain', id: 'v2' },
    ] as const
    const again = events.reduce<Visit>((now, event) => reduceVisit(rules, now, event), visit)
    expect(again).toMatchObject({ id: 'v2', step: 'resume', waiting: [sent] })
  })

  const listed = [one, listedAs(documentId, request)]
  it.each<[string, Visit, readonly OpenDocument[]]>([
    ['but the one at hand', visitAfter(toFile), [one]],
    ['but the one that is given up', visitAfter([...toFile, { type: 'answersReopened' }]), [one]],
    ['but none while a document is being registered', visitAfter(toAsked), []],
  ])('are those that the server lists when the page loads, %s', (_which, kept, waiting) => {
    expect(begin(listed, 0, kept).visit.waiting).toEqual(waiting)
    expect(begin(listed, 0, kept).visit.step).toBe(kept.step)
    const { openDocuments: _unknown, ...unlisted } = { ...session, openDocuments: listed }
    expect(beginVisit(unlisted, { ...kept, waiting: [sent] }, 'v1').visit.waiting).toEqual([sent])
  })

  it('take the place of questions that could lead to no document', () => {
    expect(begin([one], 0, visitAfter(toDetails)).visit).toMatchObject({ step: 'resume', waiting: [one] })
    expect(begin([one], 1, visitAfter(toDetails)).visit.step).toBe('details')
  })

  it('come back, where one that was given up may have its file after all', () => {
    const kept = visitAfter([...toFile, { type: 'answersReopened' }])
    const risen = { ...listedAs(documentId, request), state: 'unconfirmed' } as const
    const { visit } = begin([risen], 0, kept)
    expect(visit).toMatchObject({ step: 'resume', waiting: [risen] })
    expect(visit).not.toHaveProperty('givenUp')
  })

  it.each<[string, readonly OpenDocument[], number, OpenDocument | undefined]>([
    ['the only one, where no other may be registered', [one], 0, one],
    ['none, where another may be registered', [one], 1, undefined],
    ['none of several', [one, sent], 0, undefined],
    ['none that was registered under other terms', [{ ...one, isUnderOtherTerms: true }], 0, undefined],
    ['none of which a file was sent, which is told first', [sent], 0, undefined],
  ])('are gone on with unasked: %s', (_which, openDocuments, remaining, expected) => {
    const { rules, visit } = begin(openDocuments, remaining)
    expect(soleWaiting(rules, visit)).toEqual(expected)
  })

  it('are not gone on with unasked after a receipt', () => {
    const { rules, visit } = begin([one, sent], 0)
    const events = [
      { type: 'resumed', documentId: sent.id, ticket: 't3' },
      { type: 'uploaded', receipt: { ...receipt, documentId: sent.id } },
      { type: 'anotherStarted' },
    ] as const
    const another = events.reduce<Visit>((now, event) => reduceVisit(rules, now, event), visit)
    expect(another.waiting).toEqual([one])
    expect(soleWaiting(rules, another)).toBeUndefined()
  })
})
