import { describe, expect, it } from 'vitest'
import { type Session } from '../sessions/sessions.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { createVisits, type Visits } from '../visits/visits.ts'
import { type HandoffEvent } from './handoff.ts'
import { type Handoffs } from './handoffs.ts'
import { reportUpload } from './upload-report.ts'

const session = {
  sub: 'customer',
  partner: 'acme',
  prefill: {},
  locked: [],
  agent: false,
  handoff: { id: 'a-hand-off' },
  issuedAt: 1,
  expiresAt: new Date(),
}

const unlisted: Session = session
const listed: Session = { ...session, requested: [{ key: 'address', types: ['utility'] }] }

/** Keeps each event until the test lets it be stored, as a store does that is slow. */
function slowly() {
  const stored: HandoffEvent[] = []
  const waiting: (() => void)[] = []
  const change = async (_owner: object, _id: string, event: HandoffEvent) => {
    await new Promise<void>((resolve) => waiting.push(resolve))
    stored.push(event)
    throw new Error('Nobody reads what has become of it.')
  }
  const store = new MemoryStore()
  const report = reportUpload({ change } as unknown as Handoffs, createVisits(store), session, 'doc_1', 100)
  const release = async () => {
    for (const letGo of waiting.splice(0)) letGo()
    await new Promise(setImmediate)
  }
  return { report, stored, waiting, release, close: () => store.close() }
}

const told = (events: readonly HandoffEvent[]) =>
  events.map((event) => (event.type === 'uploadMoved' ? event.percent : event.type))

describe('what a desktop is told of an upload', () => {
  it.each(['arrived', 'failed'] as const)('ends with its end, however slow the store is: %s', async (end) => {
    const { report, stored, waiting, release, close } = slowly()
    for (let percent = 10; percent <= 100; percent += 10) report.moved(10)
    const over = report[end]()
    await new Promise(setImmediate)
    // One call is on its way. What came after it is not told any more.
    expect(waiting).toHaveLength(1)
    await release()
    await release()
    await over
    expect(told(stored)).toEqual([10, end === 'arrived' ? 'arrived' : 'uploadFailed'])
    await close()
  })

  it('catches up with what has come meanwhile', async () => {
    const { report, stored, waiting, release, close } = slowly()
    for (let percent = 10; percent <= 100; percent += 10) report.moved(10)
    await release()
    await release()
    expect([told(stored), waiting.length]).toEqual([[10, 100], 0])
    await close()
  })

  it.each<[string, typeof unlisted, boolean]>([
    ['the document that was handed over is all', unlisted, true],
    ['of a list, nobody can tell whether it is all while the store fails', listed, false],
  ])('lets the phone go on unless everything is there: %s', async (_what, own, isLast) => {
    const stored: HandoffEvent[] = []
    const change = async (_owner: object, _id: string, event: HandoffEvent) => stored.push(event)
    const read = () => Promise.reject(new Error('The store fails.'))
    const handoffs = { change } as unknown as Handoffs
    await reportUpload(handoffs, { read } as unknown as Visits, own, 'doc_1', 100).arrived()
    expect(stored).toEqual([{ type: 'arrived', documentId: 'doc_1', isLast }])
  })
})
