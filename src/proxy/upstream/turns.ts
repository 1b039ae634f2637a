import { Failure } from '../http/answer/failure.ts'

const retryAfterSeconds = 1

/** Lets so many go at once, and as many wait. Whoever comes then is refused, and so is whoever waits too long. */
export class Turns {
  readonly #most: number
  readonly #waiting = new Set<() => void>()
  #taken = 0

  constructor(most: number) {
    this.#most = most
  }

  /** Does the work when it is its turn. Fails with `overloaded`, also if `signal` aborts before. */
  async take<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    if (this.#taken < this.#most) this.#taken += 1
    else await this.#turn(signal)
    try {
      return await work()
    } finally {
      const [next] = this.#waiting
      // A turn that is handed on stays taken.
      if (next) next()
      else this.#taken -= 1
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    if (this.#waiting.size >= this.#most) throw new Failure('overloaded', { retryAfterSeconds })
    await new Promise<void>((resolve, reject) => {
      const begin = () => {
        end()
        resolve()
      }
      const giveUp = () => {
        end()
        reject(new Failure('overloaded', { retryAfterSeconds }))
      }
      const end = () => {
        this.#waiting.delete(begin)
        signal.removeEventListener('abort', giveUp)
      }
      this.#waiting.add(begin)
      signal.addEventListener('abort', giveUp)
    })
  }
}
