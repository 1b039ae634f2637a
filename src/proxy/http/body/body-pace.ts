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
  #timer: NodeJS.Timeout | undefined
  #waitingSince = 0
  #leftMs: number
  #bytes = 0

  constructor(windowMs: number, onStalled: () => void) {
    this.#windowMs = windowMs
    this.#leftMs = windowMs
    this.#onStalled = onStalled
  }

  beginWaiting(): void {
    this.#waitingSince = performance.now()
    this.#timer = setTimeout(() => this.#endWindow(), this.#leftMs)
  }

  endWaiting(): void {
    clearTimeout(this.#timer)
    this.#leftMs = Math.max(0, this.#leftMs - (performance.now() - this.#waitingSince))
  }

  arrived(bytes: number): void {
    this.#bytes += bytes
  }

  #endWindow(): void {
    if (this.#bytes * 1000 < leastBytesPerSecond * this.#windowMs) {
      this.#onStalled()
      return
    }
    this.#bytes = 0
    this.#leftMs = this.#windowMs
    this.beginWaiting()
  }
}
