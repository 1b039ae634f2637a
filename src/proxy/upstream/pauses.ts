/** Pauses that double with each failure in a row. */
export class Pauses {
  readonly #longestMs: number
  #failures = 0
  #endsAt = -Infinity

  constructor(longestMs: number) {
    this.#longestMs = longestMs
  }

  get leftMs(): number {
    return Math.max(0, this.#endsAt - performance.now())
  }

  /** `firstMs` is the pause after the first failure. No pause is shorter than `leastMs`. */
  failed(firstMs: number, leastMs = 0): void {
    const doubled = Math.min(this.#longestMs, firstMs * 2 ** this.#failures)
    this.#failures += 1
    this.#endsAt = performance.now() + Math.max(doubled, leastMs)
  }

  succeeded(): void {
    this.#failures = 0
    this.#endsAt = -Infinity
  }
}
