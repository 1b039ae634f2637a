/** Calls `onIdle` when one wait has lasted `idleMs`. `arm` begins a wait, `disarm` ends it, `stop` ends the timer. */
export class IdleTimer {
  readonly #timer: NodeJS.Timeout
  #isArmed = false
  #isStopped = false

  constructor(idleMs: number, onIdle: () => void) {
    this.#timer = setTimeout(() => {
      if (this.#isArmed) onIdle()
    }, idleMs)
  }

  arm(): void {
    this.#isArmed = true
    // To refresh a cleared timer would start it again.
    if (!this.#isStopped) this.#timer.refresh()
  }

  disarm(): void {
    this.#isArmed = false
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }
}
