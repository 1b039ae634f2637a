import { type Limiter, type LimitRule } from '../limits/limiter.ts'

/** Whose entry it is, for a store that has to choose what to forget: a partner's, or that of all guests (null). */
export type Share = string | null | undefined

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
  setIfAbsent(key: string, value: string, ttlMs: number, share?: Share): Promise<boolean>
  /** Answers whether the key held `expected` and now holds `value`, with a new time to live. */
  replaceIf(key: string, expected: string, value: string, ttlMs: number): Promise<boolean>
  /** Adds 1 to a count and answers the new count. A count begins at 0, and ends `ttlMs` after its first increment. */
  increment(key: string, ttlMs: number): Promise<number>
  /** Counts against a limit, for all who share the store. Without an answer of the store each process counts for itself. */
  limiter(rule: LimitRule): Limiter
  /** The time in milliseconds, by one clock for all who share the store. */
  now(): Promise<number>
  close(): Promise<void>
}
