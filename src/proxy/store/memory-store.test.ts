import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { otherKey, startForCustomers } from '../testing/customers.ts'
import { registerIn } from '../testing/requests/proxy-client.ts'
import { MemoryStore } from './memory-store.ts'
import { describeStore } from '../testing/stores/store-suite.ts'

function open(maxBytes?: number, onEvicted = () => {}) {
  const store = new MemoryStore({ ...(maxBytes !== undefined && { maxBytes }), onEvicted })
  onTestFinished(() => store.close())
  return store
}

describeStore('in memory', async () => open())

describe('a store in memory that is full', () => {
  const minute = 60_000
  /** An entry takes about a kilobyte. */
  const value = 'x'.repeat(700)
  const isThere = async (store: MemoryStore, ...keys: string[]) =>
    (await Promise.all(keys.map((key) => store.get(key)))).map((held) => held !== undefined)

  it('takes the room of whoever has the most of it, the oldest first, and nobody else’s', async () => {
    const onEvicted = vi.fn<() => void>()
    const store = open(10_500, onEvicted)
    await store.setIfAbsent('visit:acme', value, minute, 'acme')
    await store.setIfAbsent('visit:guest', value, minute, null)
    for (let count = 1; count <= 1000; count += 1) {
      await store.setIfAbsent(`visit:flood-${count}`, value, minute, 'flooding')
    }
    expect(await isThere(store, 'visit:acme', 'visit:guest', 'visit:flood-1', 'visit:flood-1000')).toEqual([
      true,
      true,
      false,
      true,
    ])
    await store.setIfAbsent('visit:new', value, minute, 'newcomer')
    expect(await isThere(store, 'visit:acme', 'visit:guest', 'visit:new')).toEqual([true, true, true])
    expect(onEvicted).toHaveBeenCalledTimes(993)
    expect(store.bytes).toBeLessThanOrEqual(10_500)
  })

  it('takes the least dear of it: hand-offs and codes before visits', async () => {
    const store = open(5_500)
    await store.setIfAbsent('unlisted:one', value, minute, 'acme')
    const keys = ['visit:one', 'code:one', 'handoff:one', 'visit:other']
    for (const key of keys) await store.setIfAbsent(key, value, minute, 'acme')
    const left: boolean[][] = []
    for (const key of ['visit:third', 'visit:fourth', 'visit:fifth']) {
      await store.setIfAbsent(key, value, minute, 'acme')
      left.push(await isThere(store, ...keys))
    }
    expect(left).toEqual([
      [true, true, false, true],
      [true, false, false, true],
      [false, false, false, true],
    ])
    expect(await isThere(store, 'unlisted:one')).toEqual([true])
  })

  it('forgets what was changed longest ago, not what was made first', async () => {
    const store = open(2_500)
    await store.setIfAbsent('visit:one', value, minute, 'acme')
    await store.setIfAbsent('visit:other', value, minute, 'acme')
    await store.replaceIf('visit:one', value, `${value}!`, minute)
    await store.setIfAbsent('visit:third', value, minute, 'acme')
    expect(await isThere(store, 'visit:one', 'visit:other', 'visit:third')).toEqual([true, false, true])
  })

  it('says so, but not where entries have ended that make room', async () => {
    const store = open(2_500)
    await store.setIfAbsent('visit:one', value, minute, 'acme')
    await store.setIfAbsent('visit:other', value, 1, 'acme')
    // When a later entry has ended, that one has too, and nobody has looked at it.
    await store.setIfAbsent('handoff:later', '', 2)
    await expect.poll(() => store.get('handoff:later')).toBeUndefined()
    await store.setIfAbsent('visit:third', value, minute, 'acme')
    expect(await isThere(store, 'visit:one', 'visit:third')).toEqual([true, true])
    expect(store.warnings).toEqual([])
    await store.setIfAbsent('visit:fourth', value, minute, 'acme')
    expect(store.warnings).toEqual(['storeIsFull'])
  })

  it('keeps the documents of one partner’s customer, however many another’s register', async () => {
    const { openSession, origin, askAs } = await startForCustomers(open(8_000))
    const known = async (key: Parameters<typeof askAs>[0], reference: string) =>
      ((await askAs(key, 'visits', reference)).body.data['documents'] as unknown[]).length
    await registerIn(origin, await openSession({ reference: 'quiet' }, otherKey))
    for (let count = 1; count <= 15; count += 1) {
      await registerIn(origin, await openSession({ reference: `loud-${count}` }))
    }
    expect(await known(otherKey, 'quiet')).toBe(1)
    expect([await known(undefined, 'loud-1'), await known(undefined, 'loud-15')]).toEqual([0, 1])
  })

  it('counts its lists too, whose oldest members give room where nothing is less dear', async () => {
    const onEvicted = vi.fn<() => void>()
    const store = open(10_500, onEvicted)
    await store.setIfAbsent('visit:acme', value, minute, 'acme')
    const member = (count: number) => `${count}`.padEnd(400, 'x')
    const append = async (count: number) =>
      store.replaceIf('visit:loud', value, value, minute, {
        appended: [{ list: 'receiptsOf:loud', member: member(count), at: count, keptMs: 1e9, most: 1e5 }],
        ranks: [{ list: 'deliveriesOf:loud', member: `msg_${count}`, score: count }],
      })
    await store.setIfAbsent('visit:loud', value, minute, 'loud')
    for (let count = 1; count <= 200; count += 1) await append(count)
    expect(store.bytes).toBeLessThanOrEqual(10_500)
    expect(onEvicted.mock.calls.length).toBeGreaterThan(300)
    const left = (await store.rankedAfter('receiptsOf:loud', { after: 0, most: 1e5 })).map(
      ({ score }) => score,
    )
    expect(left.length).toBeGreaterThan(10)
    expect(left).toEqual(left.map((_, index) => 201 - left.length + index))
    expect(await isThere(store, 'visit:acme', 'visit:loud')).toEqual([true, true])
    // What leaves a list gives its room back.
    const before = store.bytes
    await store.unrank('receiptsOf:loud', left.map(member))
    expect(before - store.bytes).toBe(left.length * 500)
    expect(await store.countRanked('receiptsOf:loud')).toBe(0)
  })

  it('counts an entry that is replaced once', async () => {
    const store = open()
    await store.setIfAbsent('visit:one', value, minute)
    await store.replaceIf('visit:one', value, value, minute)
    expect(store.bytes).toBeLessThan(1_100)
  })

  it('refuses what is larger than all of its room', async () => {
    const store = open(1000)
    await expect(store.setIfAbsent('visit:one', 'x'.repeat(1000), minute)).rejects.toMatchObject({
      code: 'overloaded',
    })
  })
})
