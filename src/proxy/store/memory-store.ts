import { Failure } from '../http/failure.ts'
import { longestList, type Store } from './store.ts'

interface Entry {
  readonly value: string
  readonly endsAt: number
}

const sweepEveryMs = 60_000
const defaultMaxEntries = 200_000

/**
 * The store of a single process. Its size is bounded. When it is full of live entries, it refuses new ones with
 * `overloaded`: it must not forget a lock or an upload.
 */
export class MemoryStore implements Store {
  readonly #maxEntries: number
  readonly #entries = new Map<string, Entry>()
  readonly #lists = new Map<string, readonly Entry[]>()
  #listed = 0
  readonly #sweeping = setInterval(() => this.#sweep(), sweepEveryMs).unref()

  constructor(maxEntries = defaultMaxEntries) {
    this.#maxEntries = maxEntries
  }

  async get(key: string): Promise<string | undefined> {
    return this.#read(key)?.value
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    this.#write(key, value, Date.now() + ttlMs)
  }

  async setIfAbsent(key: string, value: string, ttlMs: number): Promise<boolean> {
    if (this.#read(key)) return false
    this.#write(key, value, Date.now() + ttlMs)
    return true
  }

  async replaceIf(key: string, expected: string, value: string, ttlMs: number): Promise<boolean> {
    if (this.#read(key)?.value !== expected) return false
    this.#write(key, value, Date.now() + ttlMs)
    return true
  }

  async deleteIf(key: string, expected: string): Promise<void> {
    if (this.#read(key)?.value === expected) this.#entries.delete(key)
  }

  async increment(key: string, by: number, ttlMs: number): Promise<number> {
    const entry = this.#read(key)
    const count = Number(entry?.value ?? 0) + by
    this.#write(key, String(count), entry?.endsAt ?? Date.now() + ttlMs)
    return count
  }

  async append(key: string, value: string, ttlMs: number): Promise<void> {
    this.#makeRoom()
    const list = [...this.#liveList(key), { value, endsAt: Date.now() + ttlMs }]
    this.#keepList(key, list.slice(-longestList))
  }

  async list(key: string): Promise<string[]> {
    return this.#liveList(key).map(({ value }) => value)
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeping)
    this.#entries.clear()
    this.#lists.clear()
  }

  #sweep() {
    const now = Date.now()
    for (const [key, entry] of this.#entries) if (entry.endsAt <= now) this.#entries.delete(key)
    for (const key of this.#lists.keys()) this.#keepList(key, this.#liveList(key))
  }

  #makeRoom() {
    const isFull = () => this.#entries.size + this.#listed >= this.#maxEntries
    if (isFull()) this.#sweep()
    if (isFull()) throw new Failure('overloaded', { retryAfterSeconds: sweepEveryMs / 1000 })
  }

  #read(key: string): Entry | undefined {
    const entry = this.#entries.get(key)
    if (entry && entry.endsAt > Date.now()) return entry
    this.#entries.delete(key)
    return undefined
  }

  #write(key: string, value: string, endsAt: number) {
    if (!this.#entries.has(key)) this.#makeRoom()
    this.#entries.set(key, { value, endsAt })
  }

  #liveList(key: string): readonly Entry[] {
    const now = Date.now()
    return (this.#lists.get(key) ?? []).filter(({ endsAt }) => endsAt > now)
  }

  #keepList(key: string, list: readonly Entry[]) {
    this.#listed += list.length - (this.#lists.get(key)?.length ?? 0)
    if (list.length === 0) this.#lists.delete(key)
    else this.#lists.set(key, list)
  }
}
