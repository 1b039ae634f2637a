import { expect, it, onTestFinished } from 'vitest'
import { MemoryStore } from './memory-store.ts'
import { describeStore } from '../testing/store-suite.ts'

async function open(maxEntries?: number) {
  const store = new MemoryStore(maxEntries)
  onTestFinished(() => store.close())
  return store
}

describeStore('in memory', () => open())

it('refuses new entries when it is full of live ones, and keeps those', async () => {
  const store = await open(2)
  await store.setIfAbsent('one', '1', 60_000)
  await store.setIfAbsent('two', '2', 60_000)
  await expect(store.setIfAbsent('three', '3', 60_000)).rejects.toMatchObject({ code: 'overloaded' })
  await store.replaceIf('two', '2', 'changed', 60_000)
  expect([await store.get('one'), await store.get('two')]).toEqual(['1', 'changed'])
})

it('makes room by forgetting entries that have ended', async () => {
  const store = await open(2)
  await store.setIfAbsent('one', '1', 5)
  await store.setIfAbsent('two', '2', 60_000)
  await expect.poll(() => store.setIfAbsent('three', '3', 60_000).catch(() => false)).toBe(true)
  expect(await store.get('two')).toBe('2')
})
