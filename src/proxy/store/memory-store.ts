import { Failure } from '../http/answer/failure.ts'
import { type Limiter, type LimitRule, memoryLimiter } from '../limits/limiter.ts'
import { RankedList } from './ranked-list.ts'
import { SharedRoom } from './shared-room.ts'
import { type Ranked, type Share, type Store, type Together } from './store.ts'

interface Entry {
  readonly value: string
  readonly endsAt: number
  readonly share: Share
  readonly bytes: number
}

interface MemoryStoreOptions {
  readonly maxBytes?: number
  /** Told of each live entry, or member of a list, that gives its room to another. */
  readonly onEvicted?: () => void
}

const sweepEveryMs = 60_000
const retryAfterSeconds = 60
const defaultMaxBytes = 128 * 1024 * 1024
/** What an entry takes beside its texts. */
const entryBytes = 300

/**
 * The store of a single process. Its size is bounded. When it is full, it makes room by entries and members of lists of the
 * share that takes the most: the least dear, and of these the one that was changed longest ago. So nobody can take the room
 * of others.
 */
export class MemoryStore implements Store {
  readonly #maxBytes: number
  readonly #onEvicted: () => void
  /** Those changed last stand last. */
  readonly #entries = new Map<string, Entry>()
  readonly #shares = new Map<Share, SharedRoom>()
  readonly #lists = new Map<string, RankedList>()
  readonly #limiters = new Map<string, Limiter>()
  readonly #sweeping = setInterval(() => this.#sweep(), sweepEveryMs).unref()
  #bytes = 0
  #evictedAt = -Infinity

  constructor({ maxBytes = defaultMaxBytes, onEvicted = () => {} }: MemoryStoreOptions = {}) {
    this.#maxBytes = maxBytes
    this.#onEvicted = onEvicted
  }

  get bytes(): number {
    return this.#bytes
  }

  get warnings(): readonly string[] {
    return performance.now() - this.#evictedAt < sweepEveryMs ? ['storeIsFull'] : []
  }

  async get(key: string): Promise<string | undefined> {
    return this.#read(key)?.value
  }

  async setIfAbsent(
    key: string,
    value: string,
    ttlMs: number,
    share?: Share,
    together?: Together,
  ): Promise<boolean> {
    if (this.#read(key)) return false
    this.#writeTogether({ key, value, ttlMs }, share, together)
    return true
  }

  async replaceIf(
    key: string,
    expected: string,
    value: string,
    ttlMs: number,
    together?: Together,
  ): Promise<boolean> {
    const entry = this.#read(key)
    if (entry?.value !== expected) return false
    this.#writeTogether({ key, value, ttlMs }, entry.share, together)
    return true
  }

  async ranked(
    list: string,
    { until, most, isDescending = false }: { until: number; most: number; isDescending?: boolean },
  ): Promise<Ranked[]> {
    const members = this.#sorted(list, (score) => score <= until)
    return (isDescending ? members.toReversed() : members).slice(0, most)
  }

  async rankedAfter(list: string, { after, most }: { after: number; most: number }): Promise<Ranked[]> {
    return this.#sorted(list, (score) => score > after).slice(0, most)
  }

  async countRanked(list: string): Promise<number> {
    return this.#lists.get(list)?.scores.size ?? 0
  }

  async unrank(list: string, members: readonly string[]): Promise<void> {
    this.#changeList(list, undefined, (held) => members.forEach((member) => held.delete(member)))
  }

  async increment(key: string, ttlMs: number): Promise<number> {
    const entry = this.#read(key)
    const count = Number(entry?.value ?? 0) + 1
    this.#write(key, String(count), entry?.endsAt ?? Date.now() + ttlMs, undefined)
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
    this.#shares.clear()
    this.#lists.clear()
  }

  #sweep() {
    const now = Date.now()
    for (const [key, entry] of this.#entries) if (entry.endsAt <= now) this.#delete(key)
    for (const [list, { endsAt }] of this.#lists)
      if (endsAt <= now) this.#changeList(list, undefined, (held) => held.clear())
  }

  #read(key: string): Entry | undefined {
    const entry = this.#entries.get(key)
    if (entry && entry.endsAt > Date.now()) return entry
    this.#delete(key)
    return undefined
  }

  #writeTogether(first: { key: string; value: string; ttlMs: number }, share: Share, together?: Together) {
    // One that is too large is refused before anything is written.
    const entries = [first, ...(together?.entries ?? [])]
    for (const { key, value } of entries) this.#bytesOf(key, value)
    const now = Date.now()
    for (const { key, value, ttlMs } of entries) this.#write(key, value, now + ttlMs, share)
    for (const { list, member, score } of together?.ranks ?? [])
      this.#changeList(list, share, (held) =>
        score === undefined ? held.delete(member) : held.set(member, score),
      )
    for (const { list, member, at, keptMs, most } of together?.appended ?? [])
      this.#changeList(list, share, (held) => {
        held.append(member, at, { oldest: at - keptMs, most })
        held.endsAt = now + keptMs
      })
    while (this.#bytes > this.#maxBytes) this.#evict()
  }

  /** A list counts for the share of whoever began it. */
  #changeList(list: string, share: Share, change: (held: RankedList) => void) {
    const held = this.#lists.get(list) ?? new RankedList(share)
    const before = held.bytes
    change(held)
    if (held.bytes > 0) {
      this.#lists.set(list, held)
      this.#takeRoom(list, held.share, held.bytes - before)
    } else if (this.#lists.delete(list)) this.#giveRoom(list, held.share, before)
  }

  #sorted(list: string, isWanted: (score: number) => boolean): Ranked[] {
    return [...(this.#lists.get(list)?.scores ?? [])]
      .filter(([, score]) => isWanted(score))
      .map(([member, score]) => ({ member, score }))
      .toSorted((one, other) => one.score - other.score || (one.member < other.member ? -1 : 1))
  }

  #bytesOf(key: string, value: string): number {
    const bytes = entryBytes + key.length + value.length
    if (bytes > this.#maxBytes) throw new Failure('overloaded', { retryAfterSeconds })
    return bytes
  }

  #write(key: string, value: string, endsAt: number, share: Share) {
    const bytes = this.#bytesOf(key, value)
    this.#delete(key)
    if (this.#bytes + bytes > this.#maxBytes) this.#sweep()
    while (this.#bytes + bytes > this.#maxBytes) this.#evict()
    this.#entries.set(key, { value, endsAt, share, bytes })
    this.#takeRoom(key, share, bytes)
  }

  #delete(key: string) {
    const entry = this.#entries.get(key)
    if (!entry) return
    this.#entries.delete(key)
    this.#giveRoom(key, entry.share, entry.bytes)
  }

  #takeRoom(key: string, share: Share, bytes: number) {
    const room = this.#shares.get(share) ?? new SharedRoom()
    this.#shares.set(share, room)
    room.add(key, bytes)
    this.#bytes += bytes
  }

  #giveRoom(key: string, share: Share, bytes: number) {
    const room = this.#shares.get(share)
    room?.delete(key, bytes)
    if (room?.bytes === 0) this.#shares.delete(share)
    this.#bytes -= bytes
  }

  #evict() {
    const [largest] = [...this.#shares.values()].toSorted((one, other) => other.bytes - one.bytes)
    const key = largest?.leastDear()
    if (key === undefined) throw new TypeError('A store that is full holds something')
    if (this.#lists.has(key)) this.#changeList(key, undefined, (held) => held.deleteFirst())
    else this.#delete(key)
    this.#evictedAt = performance.now()
    this.#onEvicted()
  }
}
