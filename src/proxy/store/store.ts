/**
 * What the proxy must remember for a while, as primitives that one process and a shared Redis can both do
 * atomically. Keys come from `storeKey`. Values hold nothing personal: no name, note, e-mail or byte of a file.
 * Every entry expires; times to live are in milliseconds.
 */
export interface Store {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string, ttlMs: number): Promise<void>
  /** Answers whether the key was free and is now set. */
  setIfAbsent(key: string, value: string, ttlMs: number): Promise<boolean>
  /** Answers whether the key held `expected` and now holds `value`, with a new time to live. */
  replaceIf(key: string, expected: string, value: string, ttlMs: number): Promise<boolean>
  deleteIf(key: string, expected: string): Promise<void>
  /** Adds to a count that begins at 0 and ends `ttlMs` after its first increment; answers the new count. */
  increment(key: string, by: number, ttlMs: number): Promise<number>
  /** Adds to the end of a list, where the value stays for `ttlMs`; beyond `longestList` the oldest go. */
  append(key: string, value: string, ttlMs: number): Promise<void>
  /** What a list holds, the oldest first; empty where there is none. */
  list(key: string): Promise<string[]>
  close(): Promise<void>
}

export const longestList = 1000
