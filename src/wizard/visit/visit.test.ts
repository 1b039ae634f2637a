import { describe, expect, it } from 'vitest'
import { depthOf, pageBefore, reachablePages, resumedVisit } from './pages.ts'
import { reduceVisit, type VisitEvent } from './reduce-visit.ts'
import { mostDocuments, startVisit, type StepName, type Visit, visitSchema } from './visit.ts'
import { askedQuestions, guestRules, type VisitRules } from './visit-rules.ts'

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

  it('survives being written down and read back at every moment', () => {
    toReceipt.forEach((_event, index) => {
      const visit = visitAfter(toReceipt.slice(0, index + 1))
      expect(visitSchema.parse(JSON.parse(JSON.stringify(visit)))).toEqual(visit)
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
      givenUp: 't1',
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
      givenUp: 't1',
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
