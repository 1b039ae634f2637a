import { describe, expect, it } from 'vitest'
import { type Store } from '../../store/store.ts'

/** The cases that every store must pass. */
export function describeStore(where: string, open: () => Promise<Store>): void {
  describe(`a store ${where}`, () => {
    it('gives back a value that was set, and nothing for an unknown key', async () => {
      const store = await open()
      await store.setIfAbsent('key', 'value', 60_000)
      expect(await store.get('key')).toBe('value')
      expect(await store.get('other')).toBeUndefined()
      await store.replaceIf('key', 'value', 'new value', 60_000)
      expect(await store.get('key')).toBe('new value')
    })

    it('forgets an entry when its time is over', async () => {
      const store = await open()
      await store.setIfAbsent('key', 'value', 20)
      await expect.poll(() => store.get('key')).toBeUndefined()
      expect(await store.setIfAbsent('key', 'value', 20)).toBe(true)
      await expect.poll(() => store.setIfAbsent('key', 'other', 60_000)).toBe(true)
    })

    it('lets only one of many set an absent key', async () => {
      const store = await open()
      const attempts = Array.from({ length: 20 }, (_, index) =>
        store.setIfAbsent('key', String(index), 60_000),
      )
      const winners = (await Promise.all(attempts))
        .map((won, index) => (won ? index : -1))
        .filter((i) => i >= 0)
      expect(winners).toHaveLength(1)
      expect(await store.get('key')).toBe(String(winners[0]))
    })

    it('replaces a value only if it is the expected one, and gives it a new time to live', async () => {
      const store = await open()
      await store.setIfAbsent('key', 'one', 60_000)
      expect(await store.replaceIf('key', 'two', 'three', 60_000)).toBe(false)
      expect(await store.replaceIf('absent', 'one', 'three', 60_000)).toBe(false)
      expect(await store.get('absent')).toBeUndefined()
      expect(await store.replaceIf('key', 'one', 'two', 60_000)).toBe(true)
      expect(await store.get('key')).toBe('two')

      // On a busy machine, an entry may end before it is replaced. Then it is set once more.
      const replaced = async () =>
        (await store.setIfAbsent('short', 'one', 50)) &&
        (await store.replaceIf('short', 'one', 'two', 60_000))
      await expect.poll(replaced).toBe(true)
      await store.setIfAbsent('shorter', 'one', 50)
      await expect.poll(() => store.get('shorter')).toBeUndefined()
      expect(await store.get('short')).toBe('two')
    })

    it('counts every increment, and begins anew when the first one has expired', async () => {
      const store = await open()
      const counts = await Promise.all(Array.from({ length: 20 }, () => store.increment('key', 60_000)))
      expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
      expect(await store.increment('short', 30)).toBe(1)
      await expect.poll(() => store.increment('short', 30), { interval: 5 }).toBe(1)
    })

    it('lets only one of many replace a value', async () => {
      const store = await open()
      await store.setIfAbsent('key', 'old', 60_000)
      const attempts = Array.from({ length: 20 }, (_, index) =>
        store.replaceIf('key', 'old', String(index), 60_000),
      )
      expect((await Promise.all(attempts)).filter((isDone) => isDone)).toHaveLength(1)
    })

    it('writes other entries and ranks with an entry, or none of them', async () => {
      const store = await open()
      const together = {
        entries: [
          { key: 'a', value: 'of a', ttlMs: 60_000 },
          { key: 'b', value: 'of b', ttlMs: 60_000 },
        ],
        ranks: [
          { list: 'list', member: 'late', score: 1_764_243_000_002 },
          { list: 'list', member: 'early', score: 1_764_243_000_001 },
          { list: 'other', member: 'early', score: 7 },
        ],
      }
      const all = { until: Infinity, most: 10 }
      expect(await store.replaceIf('key', 'one', 'two', 60_000, together)).toBe(false)
      await store.setIfAbsent('taken', 'one', 60_000)
      expect(await store.setIfAbsent('taken', 'two', 60_000, 'acme', together)).toBe(false)
      expect([await store.get('a'), await store.ranked('list', all)]).toEqual([undefined, []])

      expect(await store.setIfAbsent('key', 'one', 60_000, 'acme', together)).toBe(true)
      expect([await store.get('key'), await store.get('a'), await store.get('b')]).toEqual([
        'one',
        'of a',
        'of b',
      ])
      expect(await store.ranked('other', all)).toEqual([{ member: 'early', score: 7 }])
      const left = { ranks: [{ list: 'other', member: 'early', score: undefined }] }
      expect(await store.replaceIf('key', 'one', 'two', 60_000, left)).toBe(true)
      expect(await store.countRanked('other')).toBe(0)
    })

    it('answers a list in the order of its scores', async () => {
      const store = await open()
      const ranks = ['c', 'a', 'b'].map((member, score) => ({ list: 'list', member, score }))
      await store.setIfAbsent('key', 'value', 60_000, undefined, { ranks })
      const members = async (until: number, most: number, isDescending = false) =>
        (await store.ranked('list', { until, most, isDescending })).map(({ member }) => member)
      expect(await members(Infinity, 10)).toEqual(['c', 'a', 'b'])
      expect(await members(1, 10)).toEqual(['c', 'a'])
      expect(await members(1, 10, true)).toEqual(['a', 'c'])
      expect(await members(Infinity, 2)).toEqual(['c', 'a'])
      await store.unrank('list', ['a', 'unknown'])
      expect(await store.countRanked('list')).toBe(2)
      await store.unrank('list', [])
      expect(await members(Infinity, 10)).toEqual(['c', 'b'])
    })

    it('appends to a list, above all that it has held, and forgets what is too old or too much', async () => {
      const store = await open()
      const at = 1_764_243_000_000
      let entry = 0
      const append = (member: string, time: number, { keptMs = 60_000, most = 10 } = {}) => {
        const appended = [{ list: 'list', member, at: time, keptMs, most }]
        entry += 1
        return store.setIfAbsent(`key ${entry}`, 'value', 60_000, undefined, { appended })
      }
      const after = (score: number, most = 10) => store.rankedAfter('list', { after: score, most })
      await append('a', at)
      await append('b', at)
      // By a clock that lags behind.
      await append('c', at - 5)
      expect(await after(0)).toEqual([
        { member: 'a', score: at },
        { member: 'b', score: at + 1 },
        { member: 'c', score: at + 2 },
      ])
      expect(await after(at, 1)).toEqual([{ member: 'b', score: at + 1 }])
      expect(await after(at + 2)).toEqual([])

      await store.setIfAbsent('taken', 'value', 60_000)
      const appended = [{ list: 'list', member: 'never', at, keptMs: 60_000, most: 10 }]
      expect(await store.setIfAbsent('taken', 'value', 60_000, undefined, { appended })).toBe(false)
      expect(await store.replaceIf('taken', 'other', 'value', 60_000, { appended })).toBe(false)
      expect(await store.countRanked('list')).toBe(3)

      await append('d', at + 100, { keptMs: 99 })
      expect((await after(0)).map(({ member }) => member)).toEqual(['b', 'c', 'd'])
      await append('e', at + 101, { most: 2 })
      expect((await after(0)).map(({ member }) => member)).toEqual(['d', 'e'])

      const ranks = [{ list: 'other', member: 'a', score: 1 }]
      const entries = [{ key: 'beside', value: 'of it', ttlMs: 60_000 }]
      await store.setIfAbsent('all', 'value', 60_000, undefined, { appended, ranks, entries })
      expect([await store.countRanked('other'), await store.get('beside')]).toEqual([1, 'of it'])
      expect((await after(0)).map(({ member }) => member)).toEqual(['d', 'e', 'never'])
    })

    it('tells a time that goes on', async () => {
      const store = await open()
      const before = await store.now()
      expect(Math.abs(before - Date.now())).toBeLessThan(60_000)
      await expect.poll(() => store.now()).toBeGreaterThan(before)
    })
  })
}
