import { describe, expect, it } from 'vitest'
import { longestList, type Store } from '../store/store.ts'

/** The cases that every store must pass. */
export function describeStore(where: string, open: () => Promise<Store>): void {
  describe(`a store ${where}`, () => {
    it('gives back a value that was set, and nothing for an unknown key', async () => {
      const store = await open()
      await store.set('key', 'value', 60_000)
      expect(await store.get('key')).toBe('value')
      expect(await store.get('other')).toBeUndefined()
      await store.set('key', 'new value', 60_000)
      expect(await store.get('key')).toBe('new value')
    })

    it('forgets an entry when its time is over', async () => {
      const store = await open()
      await store.set('key', 'value', 20)
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
      await store.set('key', 'one', 50)
      expect(await store.replaceIf('key', 'two', 'three', 60_000)).toBe(false)
      expect(await store.replaceIf('absent', 'one', 'three', 60_000)).toBe(false)
      expect(await store.replaceIf('key', 'one', 'two', 60_000)).toBe(true)
      expect(await store.get('key')).toBe('two')
      expect(await store.get('absent')).toBeUndefined()
    })

    it('deletes a value only if it is the expected one', async () => {
      const store = await open()
      await store.set('key', 'one', 60_000)
      await store.deleteIf('key', 'two')
      expect(await store.get('key')).toBe('one')
      await store.deleteIf('key', 'one')
      expect(await store.get('key')).toBeUndefined()
    })

    it('counts every increment, and begins anew when the first one has expired', async () => {
      const store = await open()
      const counts = await Promise.all(Array.from({ length: 20 }, () => store.increment('key', 1, 60_000)))
      expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
      expect(await store.increment('key', -5, 60_000)).toBe(15)
      expect(await store.increment('short', 1, 30)).toBe(1)
      await expect.poll(() => store.increment('short', 1, 30), { interval: 5 }).toBe(1)
    })

    it('keeps a list in order, and each value for its own time', async () => {
      const store = await open()
      expect(await store.list('key')).toEqual([])
      await store.append('key', 'one', 60_000)
      await store.append('key', 'brief', 20)
      await store.append('key', 'two', 60_000)
      expect((await store.list('key')).filter((value) => value !== 'brief')).toEqual(['one', 'two'])
      await expect.poll(() => store.list('key')).toEqual(['one', 'two'])
      await store.append('short', 'one', 20)
      await expect.poll(() => store.list('short')).toEqual([])
    })

    it('keeps the newest values of a list that grows too long', async () => {
      const store = await open()
      for (let count = 1; count <= longestList + 2; count += 1) await store.append('key', `v${count}`, 60_000)
      const list = await store.list('key')
      expect([list.length, list[0], list.at(-1)]).toEqual([longestList, 'v3', `v${longestList + 2}`])
    })
  })
}
