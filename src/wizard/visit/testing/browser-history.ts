/**
 * A tab's history as browsers keep it (HTML, "session history"): a push cuts off what lies ahead, and going somewhere
 * happens later, when `arrive` is called. The entry at the bottom is another site's.
 */
export class BrowserHistory {
  readonly #entries: unknown[] = ['another site', null]
  readonly #listeners = new Set<() => void>()
  #index = 1
  #wanted: number[] = []
  #isAtPushed = false

  readonly addEventListener = (_type: unknown, listener: unknown): void =>
    void this.#listeners.add(listener as () => void)
  readonly removeEventListener = (_type: unknown, listener: unknown): void =>
    void this.#listeners.delete(listener as () => void)

  get history(): History {
    const { pushState, replaceState, go } = this
    return { state: this.#entries[this.#index], pushState, replaceState, go } as unknown as History
  }

  /** The other site's entry is not in it. */
  get navigation() {
    const own = this.#entries.slice(1).map(() => ({ sameDocument: true }))
    return { currentEntry: { index: this.#index - 1 }, entries: () => own }
  }

  get hasLeft(): boolean {
    return this.#index === 0
  }

  readonly pushState = (state: unknown): void => {
    this.#entries.splice(this.#index + 1, Infinity, structuredClone(state))
    this.#index += 1
    this.#isAtPushed = true
  }

  readonly replaceState = (state: unknown): void => {
    this.#entries[this.#index] = structuredClone(state)
  }

  readonly go = (by: number): void => {
    this.#wanted.push(by)
  }

  /**
   * A reload overtakes the push that was made just before it: Chromium leaves the tab at the entry below, which then has
   * the state of the new one.
   */
  overtakePush(): void {
    if (!this.#isAtPushed) return
    this.#isAtPushed = false
    this.#index -= 1
    this.#entries.splice(this.#index, 1)
  }

  /** The browser gets where it was sent. */
  arrive(): void {
    while (this.#wanted.length > 0) this.#step(this.#wanted.shift() ?? 0)
  }

  back(): void {
    this.#step(-1)
    this.arrive()
  }

  forward(): void {
    this.#step(1)
    this.arrive()
  }

  #step(by: number): void {
    const index = this.#index + by
    if (index < 0 || index >= this.#entries.length) return
    this.#index = index
    this.#isAtPushed = false
    if (!this.hasLeft) for (const listener of this.#listeners) listener()
  }
}
