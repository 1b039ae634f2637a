import { type Limiter, type LimitRule } from '../../limits/limiter.ts'
import { type Share, type Store, type Together } from '../../store/store.ts'

/** A store whose clock a test can put forward, that can forget everything, and that tells what was written into it. */
export class ControlledStore implements Store {
  readonly written: string[] = []
  /** How many changes were refused, because somebody else had changed the entry meanwhile. */
  conflicts = 0
  readonly #store: Store
  #aheadMs = 0
  #generation = 0

  constructor(store: Store) {
    this.#store = store
  }

  passTime(ms: number): void {
    this.#aheadMs += ms
  }

  forgetEverything(): void {
    this.#generation += 1
  }

  get(key: string): Promise<string | undefined> {
    return this.#store.get(this.#keyOf(key))
  }

  get warnings(): readonly string[] {
    return this.#store.warnings
  }

  async setIfAbsent(
    key: string,
    value: string,
    ttlMs: number,
    share?: Share,
    together?: Together,
  ): Promise<boolean> {
    const also = this.#keyed(together)
    return this.#counted(value, await this.#store.setIfAbsent(this.#keyOf(key), value, ttlMs, share, also))
  }

  async replaceIf(
    key: string,
    expected: string,
    value: string,
    ttlMs: number,
    together?: Together,
  ): Promise<boolean> {
    const also = this.#keyed(together)
    return this.#counted(value, await this.#store.replaceIf(this.#keyOf(key), expected, value, ttlMs, also))
  }

  ranked(list: string, slice: Parameters<Store['ranked']>[1]) {
    return this.#store.ranked(this.#keyOf(list), slice)
  }

  rankedAfter(list: string, slice: Parameters<Store['rankedAfter']>[1]) {
    return this.#store.rankedAfter(this.#keyOf(list), slice)
  }

  countRanked(list: string) {
    return this.#store.countRanked(this.#keyOf(list))
  }

  unrank(list: string, members: readonly string[]) {
    return this.#store.unrank(this.#keyOf(list), members)
  }

  increment(key: string, ttlMs: number): Promise<number> {
    return this.#store.increment(this.#keyOf(key), ttlMs)
  }

  limiter(rule: LimitRule): Limiter {
    return this.#store.limiter(rule)
  }

  async now(): Promise<number> {
    return (await this.#store.now()) + this.#aheadMs
  }

  close(): Promise<void> {
    return this.#store.close()
  }

  #keyed({ entries = [], ranks = [], appended = [] }: Together = {}): Together {
    this.written.push(...entries.map(({ value }) => value), ...appended.map(({ member }) => member))
    return {
      entries: entries.map((entry) => ({ ...entry, key: this.#keyOf(entry.key) })),
      ranks: ranks.map((rank) => ({ ...rank, list: this.#keyOf(rank.list) })),
      appended: appended.map((last) => ({ ...last, list: this.#keyOf(last.list) })),
    }
  }

  #keyOf(key: string): string {
    this.written.push(key)
    return `${key}:${this.#generation}`
  }

  #counted(value: string, isDone: boolean): boolean {
    if (isDone) this.written.push(value)
    else this.conflicts += 1
    return isDone
  }
}
