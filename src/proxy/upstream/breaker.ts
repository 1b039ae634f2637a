import { Failure } from '../http/answer/failure.ts'
import { Pauses } from './pauses.ts'

const firstPauseMs = 2_000
const longestPauseMs = 30_000

/** How a call went, for what it says of the upstream. `neither` ended for another's fault. */
export type CallOutcome = 'works' | 'fails' | 'neither'

/**
 * Spares an upstream that fails everything, and the callers who would wait for it. After `mostFailures` calls in a row
 * that failed, it makes none for a pause, and then one after the other until one succeeds. 0 switches it off.
 */
export class Breaker {
  readonly #mostFailures: number
  readonly #outcomeOf: (error: unknown) => CallOutcome
  readonly #pauses = new Pauses(longestPauseMs)
  #failures = 0
  #isTrying = false

  /** `outcomeOf` judges what a call throws. */
  constructor(mostFailures: number, outcomeOf: (error: unknown) => CallOutcome) {
    this.#mostFailures = mostFailures
    this.#outcomeOf = outcomeOf
  }

  /** Why no call is made now. Undefined when a pause is over, or nobody would ever try again. */
  get problem(): Failure | undefined {
    return this.#pauses.leftMs > 0 ? this.#refusal() : undefined
  }

  /**
   * Makes a call, or fails with `upstreamUnreachable`: nothing has been sent then. After a pause, calls that are `long`
   * don't wait for each other, because one of them may take an hour.
   */
  async run<Result>(length: 'short' | 'long', work: () => Promise<Result>): Promise<Result> {
    const isTrial = this.#isOpen && length === 'short'
    if (this.#pauses.leftMs > 0 || (isTrial && this.#isTrying)) throw this.#refusal()
    if (isTrial) this.#isTrying = true
    try {
      const result = await work()
      this.#ended('works')
      return result
    } catch (error) {
      this.#ended(this.#outcomeOf(error))
      throw error
    } finally {
      if (isTrial) this.#isTrying = false
    }
  }

  get #isOpen(): boolean {
    return this.#mostFailures > 0 && this.#failures >= this.#mostFailures
  }

  #ended(outcome: CallOutcome): void {
    if (outcome === 'works') {
      this.#failures = 0
      this.#pauses.succeeded()
    }
    // The calls that were under way when the pause began say nothing new.
    if (outcome !== 'fails' || this.#pauses.leftMs > 0) return
    this.#failures += 1
    if (this.#isOpen) this.#pauses.failed(firstPauseMs)
  }

  #refusal(): Failure {
    const retryAfterSeconds = Math.max(1, Math.ceil(this.#pauses.leftMs / 1000))
    return new Failure('upstreamUnreachable', { retryAfterSeconds })
  }
}
