import { Failure } from '../http/failure.ts'
import { longestList, type Store } from './store.ts'

interface Entry {
  readonly value: string
  readonly endsAt: number
}

const sweepEveryMs = 60_000
const defaultMaxEntries = 200_000

/**
 * The store of a single process. It is bounded: full of entries that are still needed, it refuses new ones
 * (`overloaded`) rather than forget who holds a lock or what has been uploaded.
 */
export function createMemoryStore(maxEntries = defaultMaxEntries): Store {
  const entries = new Map<string, Entry>()
  const lists = new Map<string, readonly Entry[]>()
  let listed = 0
  const sweeping = setInterval(sweep, sweepEveryMs).unref()

  function sweep() {
    const now = Date.now()
    for (const [key, entry] of entries) if (entry.endsAt <= now) entries.delete(key)
    for (const key of lists.keys()) keepList(key, liveList(key))
  }

  function makeRoom() {
    const isFull = () => entries.size + listed >= maxEntries
    if (isFull()) sweep()
    if (isFull()) throw new Failure('overloaded', { retryAfterSeconds: sweepEveryMs / 1000 })
  }

  function read(key: string): Entry | undefined {
    const entry = entries.get(key)
    if (entry && entry.endsAt > Date.now()) return entry
    entries.delete(key)
    return undefined
  }

  function write(key: string, value: string, endsAt: number) {
    if (!entries.has(key)) makeRoom()
    entries.set(key, { value, endsAt })
  }

  function liveList(key: string): readonly Entry[] {
    const now = Date.now()
    return (lists.get(key) ?? []).filter(({ endsAt }) => endsAt > now)
  }

  function keepList(key: string, list: readonly Entry[]) {
    listed += list.length - (lists.get(key)?.length ?? 0)
    if (list.length === 0) lists.delete(key)
    else lists.set(key, list)
  }

  return {
    async get(key) {
      return read(key)?.value
    },
    async set(key, value, ttlMs) {
      write(key, value, Date.now() + ttlMs)
    },
    async setIfAbsent(key, value, ttlMs) {
      if (read(key)) return false
      write(key, value, Date.now() + ttlMs)
      return true
    },
    async replaceIf(key, expected, value, ttlMs) {
      if (read(key)?.value !== expected) return false
      write(key, value, Date.now() + ttlMs)
      return true
    },
    async deleteIf(key, expected) {
      if (read(key)?.value === expected) entries.delete(key)
    },
    async increment(key, by, ttlMs) {
      const entry = read(key)
      const count = Number(entry?.value ?? 0) + by
      write(key, String(count), entry?.endsAt ?? Date.now() + ttlMs)
      return count
    },
    async append(key, value, ttlMs) {
      makeRoom()
      keepList(key, [...liveList(key), { value, endsAt: Date.now() + ttlMs }].slice(-longestList))
    },
    async list(key) {
      return liveList(key).map(({ value }) => value)
    },
    async close() {
      clearInterval(sweeping)
      entries.clear()
      lists.clear()
    },
  }
}
