import { type Limiter, type LimitRule } from '../limits/limiter.ts'

/** Whose entry it is, for a store that has to choose what to forget: a partner's, or that of all guests (null). */
export type Share = string | null | undefined

/** What is written along with an entry: all of it with the entry, or none. */
export interface Together {
  /** Other entries, whatever they held. They have the share of the first. */
  readonly entries?: readonly { readonly key: string; readonly value: string; readonly ttlMs: number }[]
  /** Members of lists that are in the order of their scores. Without a score the member leaves the list. */
  readonly ranks?: readonly {
    readonly list: string
    readonly member: string
    readonly score: number | undefined
  }[]
  /**
   * Members that come last in their lists. The score is the time `at`, or just above the last one's. So the lists are in
   * the order in which they were written, and whoever has read up to a score misses nothing that is written later. A list
   * keeps its newest `most`, each for `keptMs`.
   */
  readonly appended?: readonly {
    readonly list: string
    readonly member: string
    readonly at: number
    readonly keptMs: number
    readonly most: number
  }[]
}

export interface Ranked {
  readonly member: string
  readonly score: number
}

/**
 * What the proxy must remember for a while. Every method is atomic, in one process and in a shared Redis alike, and
 * fails with `overloaded` if the store is full or can't be reached. Keys come from `storeKey`. Values hold nothing
 * personal: no name, note, e-mail address or byte of a file. Every entry expires after its time to live.
 */
export interface Store {
  /** What an operator should know of it, for the readiness. */
  readonly warnings: readonly string[]
  get(key: string): Promise<string | undefined>
  /** Answers whether the key was free and is now set. */
  setIfAbsent(key: string, value: string, ttlMs: number, share?: Share, together?: Together): Promise<boolean>
  /** Answers whether the key held `expected` and now holds `value`, with a new time to live. */
  replaceIf(
    key: string,
    expected: string,
    value: string,
    ttlMs: number,
    together?: Together,
  ): Promise<boolean>
  /** Members of a list whose scores are at most `until`, the lowest first, or from there down with `isDescending`. */
  ranked(
    list: string,
    slice: { readonly until: number; readonly most: number; readonly isDescending?: boolean },
  ): Promise<Ranked[]>
  /** Members of a list whose scores are above `after`, the lowest first. */
  rankedAfter(list: string, slice: { readonly after: number; readonly most: number }): Promise<Ranked[]>
  /** How many members a list has. A list of `ranks` never expires, so whoever keeps one takes its members out. */
  countRanked(list: string): Promise<number>
  unrank(list: string, members: readonly string[]): Promise<void>
  /** Adds 1 to a count and answers the new count. A count begins at 0, and ends `ttlMs` after its first increment. */
  increment(key: string, ttlMs: number): Promise<number>
  /** Counts against a limit, for all who share the store. Without an answer of the store each process counts for itself. */
  limiter(rule: LimitRule): Limiter
  /** The time in milliseconds, by one clock for all who share the store. */
  now(): Promise<number>
  close(): Promise<void>
}
