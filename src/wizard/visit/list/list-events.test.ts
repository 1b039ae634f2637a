import { describe, expect, it } from 'vitest'
import { type RequestedEntry } from '../../../contract/requested/list.ts'
import { beginVisit } from '../begin-visit.ts'
import { chosen, listed, listLearned, resumedFromList } from './list-events.ts'
import { reduceVisit, type VisitEvent } from '../reduce-visit.ts'
import { guestRules, type VisitRules } from '../visit-rules.ts'
import { type Visit } from '../visit.ts'

const request = { workflow: 'PERSONAL', type: 'passport', extension: 'jpg' } as const
const [sent, open] = ['doc_sent000000000000000000', 'doc_open000000000000000000']

function entry(key: string, id: string, state: 'open' | 'uploaded'): RequestedEntry {
  return { key, types: ['passport'], isSkipped: false, documents: [{ side: 1, id, state, ...request }] }
}

it('a reload leads to the list where the document at hand was finished or given up elsewhere', () => {
  const { prefill, locked } = guestRules
  const requested = [entry('first', sent, 'uploaded'), entry('second', open, 'open')]
  const description = { ...guestRules, partner: { id: 'acme', displayName: 'Acme' }, openDocuments: [] }
  const { visit: begun } = beginVisit({ ...description, requested }, undefined, 'v1')
  const kept: Visit = {
    ...begun,
    step: 'file',
    entry: { key: 'second', side: 1, terms: { prefill, locked } },
    document: { state: 'registered', documentId: open, ticket: 't', request, mayHaveArrived: false },
    receipts: [{ documentId: sent, type: 'passport', extension: 'jpg', bytes: 1, sha256: 'a' }],
  }
  const elsewhere = [entry('second', open, 'uploaded'), entry('second', 'doc_other00000000000000000', 'open')]
  for (const now of elsewhere) {
    const list = requested.map((one) => (one.key === now.key ? now : one))
    const { rules, visit } = beginVisit({ ...description, requested: list }, kept, 'v2')
    const loaded = reduceVisit(rules, visit, listLearned())
    expect([loaded.step, loaded.document.state]).toEqual(['list', 'none'])
  }
  const { rules, visit } = beginVisit({ ...description, requested }, kept, 'v2')
  expect(reduceVisit(rules, visit, listLearned())).toMatchObject({ step: 'file', document: kept.document })
})

const partner = { id: 'acme', displayName: 'Acme' }

/** A visit with a list, and what happens to it. */
function visitWith(requested: RequestedEntry[], terms: Partial<VisitRules> = {}) {
  const description = { ...guestRules, ...terms, partner, openDocuments: [], requested }
  const { rules, visit } = beginVisit(description, undefined, 'v1')
  return { rules, after: (...events: VisitEvent[]) => events.reduce(reduce(rules), visit) }
}

const reduce = (rules: VisitRules) => (visit: Visit, event: VisitEvent) => reduceVisit(rules, visit, event)

describe('a document that was registered as another format', () => {
  const requested = [entry('first', open, 'open'), { ...entry('second', sent, 'open'), documents: [] }]
  const terms: Partial<VisitRules> = {
    prefill: { extension: 'png', note_author_agent_email: 'agent@example.com' },
    locked: ['extension', 'note_author_agent_email'],
  }

  it('is gone on with as it is, and leaves the next entry as its terms have it', () => {
    const { after } = visitWith(requested, terms)
    const resumed = resumedFromList(open, 'ticket')
    expect(after(resumed)).toMatchObject({ step: 'file', answers: { extension: 'jpg' } })
    const back: VisitEvent = { type: 'navigated', step: 'list' }
    expect(after(resumed, back, chosen({ key: 'second', side: 1 })).answers).toMatchObject({
      extension: 'png',
      note_author_agent_email: 'agent@example.com',
    })
  })

  it('is registered anew under the terms', () => {
    const again = visitWith(requested, terms).after(resumedFromList(open, 'ticket'), {
      type: 'answersReopened',
    })
    expect(again).toMatchObject({ document: { state: 'answering' }, answers: { extension: 'png' } })
  })
})

describe('terms that change while an entry is at hand', () => {
  const asked = (types: RequestedEntry['types'], changes: Partial<RequestedEntry> = {}): RequestedEntry[] => [
    { key: 'id', types, isSkipped: false, documents: [], ...changes },
  ]
  const { rules, after } = visitWith(asked(['passport', 'license']))
  const answered = after(
    chosen({ key: 'id', side: 1 }),
    { type: 'answered', question: 'workflow', answers: { workflow: 'PERSONAL' } },
    { type: 'answered', question: 'type', answers: { type: 'license' } },
    { type: 'typed', answers: { name: 'Licence' } },
  )

  it.each<[string, RequestedEntry[], object]>([
    [
      'lead to the question for the type where that isn’t taken any more',
      asked(['passport', 'residence_permit']),
      { step: 'type', entry: { terms: { types: ['passport', 'residence_permit'] } } },
    ],
    [
      'answer it where there is one left',
      asked(['passport']),
      { step: 'details', answers: { type: 'passport', name: 'Licence' } },
    ],
    [
      'settle what they give',
      asked(['license'], { name: 'ID', workflow: 'BUSINESS' }),
      { step: 'details', answers: { type: 'license', name: 'ID', workflow: 'BUSINESS' } },
    ],
    [
      'change nothing where the answers fit',
      asked(['license', 'utility']),
      { step: 'details', answers: answered.answers },
    ],
    ['lead to the list where the entry is gone', [], { step: 'list', document: { state: 'none' } }],
    [
      'lead to the list where it has its file',
      [entry('id', sent, 'uploaded')],
      { step: 'list', document: { state: 'none' } },
    ],
  ])('%s, at once and after a reload', (_what, list, expected) => {
    expect(answered.step).toBe('details')
    const learned = reduceVisit(rules, answered, listLearned(list))
    expect(learned).toMatchObject(expected)
    const description = { ...guestRules, partner, openDocuments: [], requested: list }
    const reloaded = beginVisit(description, answered, 'v2')
    expect(reduceVisit(reloaded.rules, reloaded.visit, listLearned())).toMatchObject(expected)
    // The list shows it too, and its button leads on from there.
    const back = reduceVisit(rules, answered, { type: 'navigated', step: 'list' })
    const again = [listed(list), chosen({ key: 'id', side: 1 })].reduce(reduce(rules), back)
    const { answers, entry: atHand, document } = again
    const isRight = answers.type === undefined || atHand?.terms.types?.includes(answers.type) === true
    expect(isRight || document.state === 'none').toBe(true)
  })

  it('leave a type unanswered that isn’t taken any more', () => {
    const learned = reduceVisit(rules, answered, listLearned(asked(['passport', 'residence_permit'])))
    expect(learned.answers).not.toHaveProperty('type')
  })
})
