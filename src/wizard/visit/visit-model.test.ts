import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { documentTypes, workflows } from '../../contract/document/document.ts'
import { type RequestedTerms } from '../../contract/requested/list.ts'
import { modelRuns } from '../../testing/property-runs.ts'
import { firstAnswers } from './answers.ts'
import { reachablePages } from './pages.ts'
import { reduceVisit, type VisitEvent } from './reduce-visit.ts'
import { brokenTruths } from './testing/visit-truths.ts'
import { happenings, listedAs, receiptFor, requestOf, VisitWorld } from './testing/visit-world.ts'
import { startVisit, stepNames, visitSchema } from './visit.ts'
import { guestRules, type VisitRules } from './visit-rules.ts'

const keptSchema = visitSchema()

const ruleSets: Record<string, VisitRules> = {
  'a guest': guestRules,
  'a customer with one document': { ...guestRules, isGuest: false, maxDocuments: 1 },
  'a customer with two documents and a locked type': {
    ...guestRules,
    isGuest: false,
    prefill: { workflow: 'BUSINESS', type: 'license' },
    locked: ['workflow', 'type'],
    maxDocuments: 2,
  },
}

const waiting = [
  listedAs('doc_before1', { workflow: 'BUSINESS', type: 'license', extension: 'png' }),
  {
    ...listedAs('doc_before2', { workflow: 'BUSINESS', type: 'license', extension: 'jpg' }),
    state: 'unconfirmed' as const,
  },
]

const happeningArbitrary = fc.tuple(fc.constantFrom(...Object.keys(happenings)), fc.nat(1000))
/** What leads to the first receipt. By chance alone few ways would come so far. */
const toReceipt = [
  ['choosesEntry', 0],
  ['answersWorkflow', 0],
  ['answersType', 0],
  ['typesName', 0],
  ['presses', 0],
  ['isAnswered', 0],
  ['uploads', 1],
] as const
const way = fc
  .tuple(fc.constantFrom([], toReceipt), fc.array(happeningArbitrary, { maxLength: 60, size: 'max' }))
  .map(([begun, further]) => [...begun, ...further])

/** What is no longer true after the first of the steps that breaks something. It takes a while to expect something of each step. */
function brokenBy(
  steps: readonly (readonly [name: string, pick: number])[],
  world: VisitWorld,
): readonly string[] {
  for (const [name, pick] of steps) {
    happenings[name]?.(world, pick)
    const broken = brokenTruths(world)
    if (broken.length > 0) return broken
  }
  return []
}

it.each(Object.entries(ruleSets))('what must always be true is, whatever happens to %s', (_who, rules) => {
  const { maxDocuments = Infinity } = rules
  const listed = fc.subarray(waiting, { maxLength: Math.min(waiting.length, maxDocuments) })
  fc.assert(
    fc.property(listed, way, (documents, steps) => {
      const world = new VisitWorld(rules, documents)
      expect(brokenBy(steps, world)).toEqual([])
    }),
    { numRuns: modelRuns },
  )
})

const list: readonly RequestedTerms[] = [
  { key: 'licence', types: ['license', 'identification_card'], sides: 2 },
  { key: 'lease', types: ['contract'], optional: true, workflow: 'BUSINESS' },
]

it('what must always be true is, whatever happens to a customer with a list', () => {
  fc.assert(
    fc.property(way, (steps) => {
      const world = new VisitWorld({ ...guestRules, isGuest: false }, [], list)
      expect(brokenBy(steps, world)).toEqual([])
    }),
    { numRuns: modelRuns },
  )
})

it('a document that is registered once the person is done takes no place from the next one', () => {
  const world = new VisitWorld({ ...guestRules, isGuest: false, maxDocuments: 2 }, [])
  const done = [
    ['pressesForOtherSide', 0],
    ['isDone', 0],
    ['isAnswered', 1],
    ['startsAgain', 0],
  ] as const
  const again = [...toReceipt.slice(0, 5), ['isAnswered', 2], ['uploads', 1]] as const
  expect(brokenBy([...toReceipt, ...done, ...again], world)).toEqual([])
  expect([world.visit.step, world.taken]).toEqual(['receipt', 2])
})

const answersArbitrary = fc.record(
  { workflow: fc.constantFrom(...workflows), type: fc.constantFrom(...documentTypes), name: fc.string() },
  { requiredKeys: [] },
)
const requestArbitrary = fc
  .constantFrom('one', 'other')
  .map((name) => requestOf({ ...firstAnswers(guestRules), name }))
const idArbitrary = fc.constantFrom('1', '2', '3')
const documentIdArbitrary = idArbitrary.map((id) => `doc_${id.padStart(22, '0')}`)
const eventArbitrary: fc.Arbitrary<VisitEvent> = fc.oneof(
  fc.record({
    type: fc.constant('answered'),
    question: fc.constantFrom('workflow', 'type', 'details'),
    answers: answersArbitrary,
  }),
  fc.record({ type: fc.constant('typed'), answers: answersArbitrary }),
  fc.record({ type: fc.constant('navigated'), step: fc.constantFrom(...stepNames) }),
  fc.record({ type: fc.constant('submitted'), id: idArbitrary, request: requestArbitrary }),
  fc.record({
    type: fc.constant('registered'),
    idempotencyKey: idArbitrary,
    documentId: documentIdArbitrary,
    ticket: fc.string(),
  }),
  fc.record({ type: fc.constant('registrationRefused'), idempotencyKey: idArbitrary }),
  fc.record({ type: fc.constant('registrationFailed'), wishId: idArbitrary }),
  fc.record({ type: fc.constant('answersReopened') }),
  fc.record({ type: fc.constant('resumed'), documentId: documentIdArbitrary, ticket: fc.string() }),
  fc.record(
    {
      type: fc.constant('startedOver'),
      givenUp: fc.record({ documentId: documentIdArbitrary, ticket: fc.string() }),
    },
    { requiredKeys: ['type'] },
  ),
  fc.record({
    type: fc.constant('uploadRisked'),
    documentId: documentIdArbitrary,
    mayHaveArrived: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('uploaded'),
    receipt: fc.record({ documentId: documentIdArbitrary, request: requestArbitrary }).map(receiptFor),
  }),
  fc.record({ type: fc.constant('anotherStarted') }),
  fc.record(
    {
      type: fc.constant('otherSideStarted'),
      words: fc.constant({ front: 'front', back: 'back' }),
      wish: fc.record({ id: idArbitrary, request: requestArbitrary }),
    },
    { requiredKeys: ['type', 'words'] },
  ),
  fc.record({ type: fc.constant('finished') }),
  fc.record({ type: fc.constant('startedAgain'), id: idArbitrary }),
)

it('any event in any order leaves a visit at a page that it has, and that can be kept', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(ruleSets)),
      fc.uniqueArray(documentIdArbitrary),
      fc.array(eventArbitrary, { maxLength: 60, size: 'max' }),
      (rules, ids, events) => {
        const listed = ids.map((id) => listedAs(id, requestOf(firstAnswers(rules))))
        let visit = startVisit(rules, 'v0', undefined, listed)
        const isLeftSo = (event: VisitEvent) => {
          visit = reduceVisit(rules, visit, event)
          return reachablePages(rules, visit).includes(visit.step) && keptSchema.safeParse(visit).success
        }
        expect(events.find((event) => !isLeftSo(event))).toBeUndefined()
      },
    ),
    { numRuns: modelRuns },
  )
})
