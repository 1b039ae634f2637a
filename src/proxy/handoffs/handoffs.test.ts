import { describe, expect, it } from 'vitest'
import { Failure } from '../http/answer/failure.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { createHandoffs } from './handoffs.ts'

const owner = { partner: 'acme', sub: 'customer' }
const errand = { documentId: 'doc_1' }

/** Its writes fail where a test says so. */
class FailingStore extends MemoryStore {
  /** How many more writes are done. */
  writesLeft = Infinity

  override async setIfAbsent(...given: Parameters<MemoryStore['setIfAbsent']>): Promise<boolean> {
    this.#count()
    return super.setIfAbsent(...given)
  }

  override async replaceIf(...given: Parameters<MemoryStore['replaceIf']>): Promise<boolean> {
    this.#count()
    return super.replaceIf(...given)
  }

  #count(): void {
    if (this.writesLeft <= 0) throw new Failure('overloaded')
    this.writesLeft -= 1
  }
}

describe('a new hand-off', () => {
  it.each([
    { writes: 0, isBegun: false, old: 'waiting' },
    { writes: 1, isBegun: false, old: 'waiting' },
    { writes: 2, isBegun: false, old: 'ended' },
    { writes: 3, isBegun: true, old: 'ended' },
  ])('leaves none alive that the next doesn’t end, if $writes writes are done', async (row) => {
    const store = new FailingStore()
    const handoffs = createHandoffs(store)
    const { id } = await handoffs.begin(owner, errand, 60_000)
    const stateOfOld = async () => (await handoffs.read(owner, id)).handoff.state
    store.writesLeft = row.writes
    const isBegun = await handoffs.begin(owner, errand, 60_000).then(
      () => true,
      () => false,
    )
    expect([isBegun, await stateOfOld()]).toEqual([row.isBegun, row.old])
    store.writesLeft = Infinity
    await handoffs.begin(owner, errand, 60_000)
    expect(await stateOfOld()).toBe('ended')
    await store.close()
  })

  it('leaves one alive of many that begin at once', async () => {
    const store = new MemoryStore()
    const [one, other] = [createHandoffs(store), createHandoffs(store)]
    const begun = await Promise.all(
      [one, other, one, other, one, other].map((replica) => replica.begin(owner, errand, 60_000)),
    )
    const states = await Promise.all(begun.map(async ({ id }) => (await one.read(owner, id)).handoff.state))
    expect(states.filter((state) => state === 'waiting')).toHaveLength(1)
    await store.close()
  })
})
