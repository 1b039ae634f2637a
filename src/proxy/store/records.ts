import { Failure } from '../http/answer/failure.ts'
import { type Share, type Store, type Together } from './store.ts'

/** Only another replica can come in between, so this many times in a row means that something is wrong. */
const mostAttempts = 100
const retryAfterSeconds = 1

interface Change<Kept, Answer> {
  /** The very same value means that nothing has to be stored. */
  readonly next: Kept
  readonly ttlMs: number
  readonly share?: Share
  /** Is written with the entry, or not at all. */
  readonly together?: Together | undefined
  readonly answer: Answer
}

type Awaitable<Value> = Value | Promise<Value>

export interface Records<Kept> {
  /**
   * Changes what an entry holds by compare and set: read, decide, write if nobody has written meanwhile, otherwise again.
   * Fails with `overloaded`, as the store does.
   */
  change<Answer>(
    key: string,
    decide: (held: Kept | undefined, now: number) => Awaitable<Change<Kept | undefined, Answer>>,
  ): Promise<Answer>
  /** What an entry holds, and the time by the store's clock. */
  read(key: string): Promise<{ readonly held: Kept | undefined; readonly now: number }>
}

/**
 * Keeps values as JSON, one in an entry. The changes of one entry in this process wait for each other, so only other
 * replicas make it try again.
 */
export function createRecords<Kept>(store: Store, parse: (value: unknown) => Kept): Records<Kept> {
  const turns = new Map<string, Promise<unknown>>()
  const known = new KnownValues<Kept>()

  async function inTurn<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const turn = (turns.get(key) ?? Promise.resolve()).then(work)
    const over = turn.then(forget, forget)
    turns.set(key, over)
    function forget() {
      if (turns.get(key) === over) turns.delete(key)
    }
    return turn
  }

  async function readStored(key: string) {
    const [stored, now] = await Promise.all([store.get(key), store.now()])
    return { stored, held: stored === undefined ? undefined : read(key, stored), now }
  }

  function read(key: string, stored: string): Kept {
    return known.of(key, stored) ?? parse(JSON.parse(stored))
  }

  return {
    change: (key, decide) =>
      inTurn(key, async () => {
        for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
          const { stored, held, now } = await readStored(key)
          const { next, ttlMs, share, together, answer } = await decide(held, now)
          if (next === held || next === undefined) return answer
          const value = JSON.stringify(next)
          const isStored =
            stored === undefined
              ? await store.setIfAbsent(key, value, ttlMs, share, together)
              : await store.replaceIf(key, stored, value, ttlMs, together)
          if (!isStored) continue
          known.add(key, value, next)
          return answer
        }
        throw new Failure('overloaded', { retryAfterSeconds })
      }),
    read: readStored,
  }
}

/** What is asked for again is asked for soon. Each value takes several times its text of the heap. */
const mostCharacters = 1024 * 1024

/** What was written last, with its text: whoever reads the very same text needs not parse it. The oldest give room. */
class KnownValues<Kept> {
  readonly #values = new Map<string, { readonly text: string; readonly value: Kept }>()
  #characters = 0

  of(key: string, text: string): Kept | undefined {
    const known = this.#values.get(key)
    return known?.text === text ? known.value : undefined
  }

  add(key: string, text: string, value: Kept): void {
    this.#forget(key)
    this.#values.set(key, { text, value })
    this.#characters += text.length
    for (const oldest of this.#values.keys()) {
      if (this.#characters <= mostCharacters) return
      this.#forget(oldest)
    }
  }

  #forget(key: string): void {
    this.#characters -= this.#values.get(key)?.text.length ?? 0
    this.#values.delete(key)
  }
}
