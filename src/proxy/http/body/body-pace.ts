/** Kestrel's least rate too. Nobody waits for an upload over a slower network. */
const leastBytesPerSecond = 240

/**
 * Holds a body to a least rate, as a mean over each `windowMs`: a phone may pass through a tunnel, but nobody can hold
 * a connection open with a byte now and then. Only time in which we wait for the caller counts, not time in which we
 * wait for the upstream. Calls `onStalled` when a window ends below the least rate.
 */
export class BodyPace {
  readonly #windowMs: number
  readonly #onStalled: () => void
  /** It goes on through waits that are short, because to start one for each piece of a file costs too much. */
  #timer: NodeJS.Timeout | undefined
  #waitingSince: number | undefined
  #leftMs: number
  #bytes = 0

  constructor(windowMs: number, onStalled: () => void) {
    this.#windowMs = windowMs
    this.#leftMs = windowMs
    this.#onStalled = onStalled
  }

  beginWaiting(): void {
    this.#waitingSince = performance.now()
    this.#timer ??= setTimeout(() => this.#look(), this.#leftMs)
  }

  endWaiting(): void {
    if (this.#waitingSince !== undefined) this.#leftMs -= performance.now() - this.#waitingSince
    this.#waitingSince = undefined
  }

  arrived(bytes: number): void {
    this.#bytes += bytes
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #look(): void {
    this.#timer = undefined
    // The next wait starts it again.
    if (this.#waitingSince === undefined) return
    this.endWaiting()
    if (this.#leftMs <= 0) {
      if (this.#bytes * 1000 < leastBytesPerSecond * this.#windowMs) {
        this.#onStalled()
        return
      }
      this.#bytes = 0
      this.#leftMs = this.#windowMs
    }
    this.beginWaiting()
  }
}
