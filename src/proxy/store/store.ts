/**
 * What the proxy must remember for a while. Every method is atomic, in one process and in a shared Redis alike, and
 * fails with `overloaded` if the store is full or can't be reached. Keys come from `storeKey`. Values hold nothing
 * personal: no name, note, e-mail address or byte of a file. Every entry expires after its time to live.
 */
export interface Store {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string, ttlMs: number): Promise<void>
  /** Answers whether the key was free and is now set. */
  setIfAbsent(key: string, value: string, ttlMs: number): Promise<boolean>
  /** Answers whether the key held `expected` and now holds `value`, with a new time to live. */
  replaceIf(key: string, expected: string, value: string, ttlMs: number): Promise<boolean>
  /** Deletes the key if it holds `expected`. */
  deleteIf(key: string, expected: string): Promise<void>
  /** Adds `by` to a count and answers the new count. A count begins at 0, and ends `ttlMs` after its first increment. */
  increment(key: string, by: number, ttlMs: number): Promise<number>
  /** Adds a value to the end of a list, for `ttlMs`. A list keeps its newest `longestList` values. */
  append(key: string, value: string, ttlMs: number): Promise<void>
  /** The values of a list, oldest first. Empty if there is none. */
  list(key: string): Promise<string[]>
  close(): Promise<void>
}

export const longestList = 1000
