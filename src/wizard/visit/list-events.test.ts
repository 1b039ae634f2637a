import { expect, it } from 'vitest'
import { type RequestedEntry } from '../../contract/requested/list.ts'
import { beginVisit } from './begin-visit.ts'
import { listLoaded } from './list-events.ts'
import { reduceVisit } from './reduce-visit.ts'
import { guestRules } from './visit-rules.ts'
import { type Visit } from './visit.ts'

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
    const loaded = reduceVisit(rules, visit, listLoaded())
    expect([loaded.step, loaded.document.state]).toEqual(['list', 'none'])
  }
  const { rules, visit } = beginVisit({ ...description, requested }, kept, 'v2')
  expect(reduceVisit(rules, visit, listLoaded())).toMatchObject({ step: 'file', document: kept.document })
})
