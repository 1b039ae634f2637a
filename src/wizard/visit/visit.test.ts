import { describe, expect, it } from 'vitest'
import { codePointLength, nameMaxLength } from '../../contract/document.ts'
import {
  answersForAnother,
  answersForOtherSide,
  askedSteps,
  guestRules,
  isSameRequest,
  mostDocuments,
  nameOfOtherSide,
  reduceVisit,
  startVisit,
  type StepName,
  type Visit,
  type VisitEvent,
  type VisitRules,
  visitSchema,
} from './visit.ts'

const request = { workflow: 'PERSONAL', name: 'Licence', extension: 'jpg', type: 'license' } as const
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
  { type: 'answered', answers: { workflow: 'PERSONAL' }, next: 'type' },
  { type: 'answered', answers: { type: 'license' }, next: 'details' },
  { type: 'typed', answers: { name: 'Licence' } },
]
const toFile: readonly VisitEvent[] = [
  ...toDetails,
  { type: 'registrationStarted', pending: { idempotencyKey: 'k1', request } },
  { type: 'registered', idempotencyKey: 'k1', documentId, ticket: 't1' },
]
const toReceipt: readonly VisitEvent[] = [...toFile, { type: 'uploaded', receipt }]

function visitAfter(events: readonly VisitEvent[], rules: VisitRules = guestRules): Visit {
  return events.reduce(reduceVisit, startVisit(rules))
}

describe('a visit', () => {
  it('goes from the first question to the receipt', () => {
    expect(visitAfter([]).step).toBe('workflow')
    expect(visitAfter(toDetails).step).toBe('details')
    expect(visitAfter(toFile)).toMatchObject({
      step: 'file',
      registration: { documentId, ticket: 't1', request },
    })
    expect(visitAfter(toReceipt)).toMatchObject({ step: 'receipt', receipts: [receipt] })
    expect(visitAfter(toReceipt)).not.toHaveProperty('registration')
  })

  it('survives being written down and read back at every moment', () => {
    toReceipt.forEach((_event, index) => {
      const visit = visitAfter(toReceipt.slice(0, index + 1))
      expect(visitSchema.parse(JSON.parse(JSON.stringify(visit)))).toEqual(visit)
    })
  })

  it('forgets the key once its answer has come, and once it was refused for good', () => {
    expect(visitAfter(toFile)).not.toHaveProperty('pending')
    const refused = visitAfter([
      ...toFile.slice(0, -1),
      { type: 'registrationRefused', idempotencyKey: 'k1' },
    ])
    expect(refused).not.toHaveProperty('pending')
    expect(refused.answers.name).toBe('Licence')
  })

  it('leaves the person where they have gone while the document was being registered', () => {
    const visit = visitAfter([
      ...toFile.slice(0, -1),
      { type: 'navigated', step: 'type' },
      { type: 'registered', idempotencyKey: 'k1', documentId, ticket: 't1' },
    ])
    expect(visit.step).toBe('type')
    expect(visit.registration?.documentId).toBe(documentId)
  })

  it('keeps every answer when the document is to be registered anew', () => {
    const visit = visitAfter([...toFile, { type: 'answersReopened' }])
    expect(visit).toMatchObject({ step: 'details', answers: { name: 'Licence', type: 'license' } })
    expect(visit).not.toHaveProperty('registration')
    expect(visit.replacedTicket).toBe('t1')
    const anew: readonly VisitEvent[] = [
      { type: 'registrationStarted', pending: { idempotencyKey: 'k2', request } },
      { type: 'registered', idempotencyKey: 'k2', documentId: 'doc_2', ticket: 't2' },
    ]
    expect(anew.reduce(reduceVisit, visit)).not.toHaveProperty('replacedTicket')
  })

  it('takes no answer for its own that belongs to answers sent before', () => {
    const changed = visitAfter([
      ...toFile.slice(0, -1),
      { type: 'registrationStarted', pending: { idempotencyKey: 'k2', request } },
    ])
    const late: readonly VisitEvent[] = [
      { type: 'registered', idempotencyKey: 'k1', documentId, ticket: 't1' },
      { type: 'registrationRefused', idempotencyKey: 'k1' },
    ]
    for (const event of late) expect(reduceVisit(changed, event)).toEqual(changed)
  })

  it('keeps a receipt that comes when another document has been begun, and leaves that alone', () => {
    const another = visitAfter([
      ...toFile,
      { type: 'answersReopened' },
      { type: 'registrationStarted', pending: { idempotencyKey: 'k2', request } },
      { type: 'registered', idempotencyKey: 'k2', documentId: 'doc_2', ticket: 't2' },
    ])
    expect(reduceVisit(another, { type: 'uploaded', receipt })).toEqual({ ...another, receipts: [receipt] })
  })

  it('remembers that an upload may have arrived for as long as its document is at hand', () => {
    const sent = visitAfter([...toFile, { type: 'uploadUnconfirmed', documentId }])
    expect(sent.registration?.mayHaveArrived).toBe(true)
    expect(reduceVisit(sent, { type: 'answersReopened' })).not.toHaveProperty('registration')
    const visit = visitAfter(toFile)
    expect(reduceVisit(visit, { type: 'uploadUnconfirmed', documentId: 'doc_2' })).toEqual(visit)
  })

  const navigations: readonly (readonly [string, readonly VisitEvent[], StepName, StepName])[] = [
    ['at the start, not past the first question', [], 'file', 'workflow'],
    ['with one answer, to the second question', toDetails.slice(0, 1), 'details', 'type'],
    ['before registering, not to the file', toDetails, 'file', 'details'],
    ['before registering, back to any question', toDetails, 'workflow', 'workflow'],
    ['after registering, to the file', toFile, 'file', 'file'],
    ['after registering, not to a receipt', toFile, 'receipt', 'file'],
    ['after uploading, not back into a document that is done', toReceipt, 'details', 'receipt'],
    ['after uploading, not back to its file', toReceipt, 'file', 'receipt'],
  ]
  it.each(navigations)('lets Back and Forward lead, %s', (_when, events, wanted, reached) => {
    expect(reduceVisit(visitAfter(events), { type: 'navigated', step: wanted }).step).toBe(reached)
  })
})

describe('the rules of a session', () => {
  const locked: VisitRules = {
    ...guestRules,
    isGuest: false,
    prefill: { workflow: 'BUSINESS', type: 'contract', name: 'Lease' },
    locked: ['workflow', 'type', 'name'],
  }

  it('skip a step that has nothing to ask', () => {
    expect(askedSteps(guestRules)).toEqual(['workflow', 'type', 'details', 'file', 'receipt'])
    expect(askedSteps(locked)).toEqual(['details', 'file', 'receipt'])
    expect(askedSteps({ ...guestRules, types: ['passport'] })).not.toContain('type')
    expect(startVisit({ ...guestRules, types: ['passport'] }).answers.type).toBe('passport')
  })

  it('show what is given and ask for what is only proposed', () => {
    expect(startVisit(locked)).toMatchObject({
      step: 'details',
      answers: { workflow: 'BUSINESS', name: 'Lease' },
    })
    expect(askedSteps({ ...locked, locked: [] })).toContain('workflow')
  })

  it('ask for an agent’s address where an agent fills the form in', () => {
    expect(startVisit({ ...guestRules, agent: true }).answers.isForSomeoneElse).toBe(true)
  })

  it('give the next document what stays the same, and nothing of the last one', () => {
    const { answers } = visitAfter(toReceipt)
    expect(answersForAnother(answers, guestRules)).toMatchObject({
      workflow: 'PERSONAL',
      extension: 'jpg',
      name: '',
    })
    expect(answersForAnother(answers, guestRules)).not.toHaveProperty('type')
    expect(answersForOtherSide(answers, guestRules, words)).toMatchObject({
      type: 'license',
      name: 'Licence (back)',
    })
  })

  it('leave a locked name alone, on the other side too', () => {
    const { answers } = startVisit(locked)
    expect(answersForOtherSide(answers, locked, words).name).toBe('Lease')
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
    [
      'the one that is to take another’s place too',
      { maxDocuments: 1, remainingDocuments: 0 },
      restored([...toFile, { type: 'answersReopened' }]),
      1,
    ],
  ] as const)('is %s', (_what, session, visit, most) => {
    expect(mostDocuments(session, visit)).toBe(most)
  })

  it('asks nothing where none is left, and Back leads nowhere', () => {
    const rules = { ...guestRules, maxDocuments: 0 }
    expect(startVisit(rules).step).toBe('finished')
    for (const step of ['workflow', 'details', 'receipt'] as const)
      expect(visitAfter([{ type: 'navigated', step }], rules).step).toBe('finished')
  })
})

describe('the name of the other side', () => {
  it.each([
    ['Licence', 'Licence (back)'],
    ['  Licence ', 'Licence (back)'],
    ['Licence (back)', 'Licence (front)'],
    ['🪪'.repeat(50), `${'🪪'.repeat(43)} (back)`],
    ['x'.repeat(50), `${'x'.repeat(43)} (back)`],
  ])('of %s is %s and fits the contract', (name, expected) => {
    expect(nameOfOtherSide(name, words)).toBe(expected)
    expect(codePointLength(nameOfOtherSide(name, words))).toBeLessThanOrEqual(nameMaxLength)
  })
})

describe('a repeat of generate', () => {
  it.each([
    [{ ...request }, true],
    [{ ...request, note: '' }, false],
    [{ ...request, name: 'Licence ' }, false],
    [{ type: 'license', extension: 'jpg', name: 'Licence', workflow: 'PERSONAL' } as const, true],
  ])('uses its key again only with the very same answers', (other, isSame) => {
    expect(isSameRequest(request, other)).toBe(isSame)
  })
})
