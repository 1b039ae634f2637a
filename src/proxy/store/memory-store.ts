import { Failure } from '../http/failure.ts'
import { type Limiter, type LimitRule, memoryLimiter } from '../limits/limiter.ts'
import { type Store } from './store.ts'

interface Entry {
  readonly value: string
  readonly endsAt: number
}

const sweepEveryMs = 60_000
const defaultMaxEntries = 200_000

/**
 * The store of a single process. Its size is bounded. When it is full of live entries, it refuses new ones with
 * `overloaded`: it must not forget an upload.
 */
export class MemoryStore implements Store {
  readonly #maxEntries: number
  readonly #entries = new Map<string, Entry>()
  readonly #limiters = new Map<string, Limiter>()
  readonly #sweeping = setInterval(() => this.#sweep(), sweepEveryMs).unref()

  constructor(maxEntries = defaultMaxEntries) {
    this.#maxEntries = maxEntries
  }

  async get(key: string): Promise<string | undefined> {
    return this.#read(key)?.value
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

  async increment(key: string, ttlMs: number): Promise<number> {
    const entry = this.#read(key)
    const count = Number(entry?.value ?? 0) + 1
    this.#write(key, String(count), entry?.endsAt ?? Date.now() + ttlMs)
    return count
  }

  limiter(rule: LimitRule): Limiter {
    const held = this.#limiters.get(rule.name) ?? memoryLimiter(rule)
    this.#limiters.set(rule.name, held)
    return held
  }

  async now(): Promise<number> {
    return Date.now()
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeping)
    this.#entries.clear()
  }

  #sweep() {
    const now = Date.now()
    for (const [key, entry] of this.#entries) if (entry.endsAt <= now) this.#entries.delete(key)
  }

  #read(key: string): Entry | undefined {
    const entry = this.#entries.get(key)
    if (entry && entry.endsAt > Date.now()) return entry
    this.#entries.delete(key)
    return undefined
  }

  #write(key: string, value: string, endsAt: number) {
    const isFull = () => !this.#entries.has(key) && this.#entries.size >= this.#maxEntries
    if (isFull()) this.#sweep()
    if (isFull()) throw new Failure('overloaded', { retryAfterSeconds: sweepEveryMs / 1000 })
    this.#entries.set(key, { value, endsAt })
  }
}
