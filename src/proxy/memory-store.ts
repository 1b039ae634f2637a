import { Failure } from './failure.ts'
import { type Store } from './store.ts'

interface Entry {
  readonly value: string
  readonly endsAt: number
}

const sweepEveryMs = 60_000
const defaultMaxEntries = 200_000
export const longestList = 1000

/**
 * The store of a single process. It is bounded: full of entries that are still needed, it refuses new ones
 * (`overloaded`) rather than forget who holds a lock or what has been uploaded.
 */
export function createMemoryStore(maxEntries = defaultMaxEntries): Store {
  const entries = new Map<string, Entry>()
  const sweeping = setInterval(sweep, sweepEveryMs).unref()

  function sweep() {
    const now = Date.now()
    for (const [key, entry] of entries) if (entry.endsAt <= now) entries.delete(key)
  }

  function read(key: string): Entry | undefined {
    const entry = entries.get(key)
    if (entry && entry.endsAt > Date.now()) return entry
    entries.delete(key)
    return undefined
  }

  function write(key: string, value: string, endsAt: number) {
    if (!entries.has(key) && entries.size >= maxEntries) {
      sweep()
      if (entries.size >= maxEntries) throw new Failure('overloaded', { retryAfterSeconds: 60 })
    }
    entries.set(key, { value, endsAt })
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
      const values = [...listOf(read(key)), value].slice(-longestList)
      write(key, JSON.stringify(values), Date.now() + ttlMs)
    },
    async list(key) {
      return listOf(read(key))
    },
    async close() {
      clearInterval(sweeping)
      entries.clear()
    },
  }
}

function listOf(entry: Entry | undefined): string[] {
  return entry ? (JSON.parse(entry.value) as string[]) : []
}
