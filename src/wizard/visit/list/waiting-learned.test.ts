import { describe, expect, it } from 'vitest'
import { beginVisit } from '../begin-visit.ts'
import { reduceVisit } from '../reduce-visit.ts'
import { listedAs } from '../testing/visit-world.ts'
import { guestRules } from '../visit-rules.ts'
import { visitSchema } from '../visit.ts'
import { placesLeft, type Visit } from '../visit.ts'
import { waitingLearned } from './waiting-learned.ts'

const request = { workflow: 'PERSONAL', type: 'passport', extension: 'jpg' } as const
const [first, second, third] = [1, 2, 3].map((nth) =>
  listedAs(`doc_${String(nth).padStart(22, '0')}`, request),
)
const partner = { id: 'acme', displayName: 'Acme' }
const receipt = { documentId: 'doc_sent', type: 'passport', extension: 'jpg', bytes: 1, sha256: 'a' } as const

describe('an offer that is looked at again', () => {
  const both = [first, second].flatMap((one) => one ?? [])
  const description = { ...guestRules, partner, maxDocuments: 3, remainingDocuments: 1, openDocuments: both }
  const { rules, visit: offered } = beginVisit(description, undefined, 'v1')
  const learn = (openDocuments: typeof both | undefined, remainingDocuments?: number, visit = offered) =>
    reduceVisit(rules, visit, waitingLearned({ openDocuments, remainingDocuments }))
  const idsOf = ({ waiting = [] }: Visit) => waiting.map(({ id }) => id)

  it('shows what waits now, and counts what is there by now', () => {
    const [one, other] = both
    expect([offered.step, idsOf(offered), placesLeft(rules, offered)]).toEqual([
      'resume',
      both.map(({ id }) => id),
      1,
    ])
    const finished = learn(other && [other], 1)
    expect([finished.step, idsOf(finished), placesLeft(rules, finished)]).toEqual(['resume', [other?.id], 1])
    const givenUp = learn(other && [other], 2)
    expect([idsOf(givenUp), placesLeft(rules, givenUp)]).toEqual([[other?.id], 2])
    const another = learn([...both, ...(third ? [third] : [])], 0)
    expect([another.waiting?.length, placesLeft(rules, another)]).toEqual([3, 0])
    const sent = learn(
      both.map((document) => ({ ...document, state: 'unconfirmed' })),
      1,
    )
    expect(sent.waiting?.map(({ state }) => state)).toEqual(['unconfirmed', 'unconfirmed'])
    expect(learn(undefined, 1)).toBe(offered)
    const giving: Visit = { ...offered, waiting: [], givenUp: { documentId: one?.id ?? '', ticket: 't' } }
    expect(placesLeft(rules, learn(both, 0, giving))).toBe(1)
  })

  it.each<[string, number | undefined, Partial<Visit>, Visit['step']]>([
    ['asks for another where there is room', 1, {}, 'workflow'],
    ['asks for another where there is no limit to be told', undefined, {}, 'workflow'],
    ['has come to its end where there is none', 0, {}, 'finished'],
    ['goes back to the receipt', 1, { receipts: [receipt] }, 'receipt'],
  ])('%s, once nothing waits any more', (_what, remaining, changes, step) => {
    const next = learn([], remaining, { ...offered, ...changes })
    expect([next.step, idsOf(next)]).toEqual([step, []])
    expect(visitSchema().parse(next)).toEqual(next)
  })

  it('changes nothing once the person has gone on', () => {
    const gone = reduceVisit(rules, offered, { type: 'startedOver' })
    expect(gone.step).toBe('workflow')
    expect(learn([], 0, gone)).toBe(gone)
  })
})
