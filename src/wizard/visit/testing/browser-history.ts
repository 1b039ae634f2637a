/**
 * A tab's history as browsers keep it (HTML, "session history"): a push cuts off what lies ahead, and going somewhere
 * happens later, when `arrive` is called. The entry at the bottom is another site's.
 */
export class BrowserHistory {
  readonly #entries: unknown[] = ['another site', null]
  readonly #listeners = new Set<() => void>()
  #index = 1
  #wanted: number[] = []

  readonly addEventListener = (_type: unknown, listener: unknown): void =>
    void this.#listeners.add(listener as () => void)
  readonly removeEventListener = (_type: unknown, listener: unknown): void =>
    void this.#listeners.delete(listener as () => void)

  get history(): History {
    const { pushState, replaceState, go } = this
    return { state: this.#entries[this.#index], pushState, replaceState, go } as unknown as History
  }

  get hasLeft(): boolean {
    return this.#index === 0
  }

  readonly pushState = (state: unknown): void => {
    this.#entries.splice(this.#index + 1, Infinity, structuredClone(state))
    this.#index += 1
  }

  readonly replaceState = (state: unknown): void => {
    this.#entries[this.#index] = structuredClone(state)
  }

  readonly go = (by: number): void => {
    this.#wanted.push(by)
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
    if (!this.hasLeft) for (const listener of this.#listeners) listener()
  }
}
