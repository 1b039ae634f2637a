/** What Kestrel asks for too: no network that a person would wait for is slower. */
const leastBytesPerSecond = 240

/**
 * Holds a body to a least rate, as a mean over each `windowMs`, so that a phone may pass through a tunnel and nobody
 * can hold a connection with a byte now and then. Only the time in which we wait for the caller counts: while the
 * upstream takes its time, the caller has theirs.
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
