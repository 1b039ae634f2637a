/** Calls `onIdle` once the same wait has lasted `idleMs`: armed when a wait begins, disarmed when it ends. */
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
    // Refreshing a timer that was cleared would start it again.
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
