import { type BrowserContext, type ConsoleMessage, expect, test, type WebError } from 'playwright/test'

/**
 * Collects the browser's complaints: errors and warnings on any page's console, and errors that nobody caught. `check`
 * fails on a complaint that the test has not expected, and on an expected one that did not come.
 */
export class Complaints {
  /** In the order in which they came. */
  readonly heard: string[] = []
  readonly #expected: string[] = []
  readonly #context: BrowserContext
  readonly #isEverything: boolean

  /** With `isEverything`, messages that merely inform are complaints too. */
  constructor(context: BrowserContext, { isEverything = false } = {}) {
    this.#context = context
    this.#isEverything = isEverything
    context.on('console', this.#hearMessage)
    context.on('weberror', this.#hearError)
  }

  readonly #hearMessage = (message: ConsoleMessage) => {
    if (this.#isEverything || ['error', 'warning'].includes(message.type())) this.heard.push(message.text())
  }

  readonly #hearError = (error: WebError) => {
    this.heard.push(String(error.error()))
  }

  /** Expects one or more complaints that contain this text. */
  expect(text: string): void {
    this.#expected.push(text)
  }

  /** Expects an answer with this status. Chromium complains of each one that is an error, though the page deals with it. */
  expectAnswer(status: number): void {
    this.expect(`the server responded with a status of ${status}`)
  }

  check(): void {
    const unexpected = this.heard.filter((heard) => !this.#expected.some((text) => heard.includes(text)))
    const missing = this.#expected.filter((text) => !this.heard.some((heard) => heard.includes(text)))
    // A test that has failed may never have come to what it expected. (Pages that tests share expect nothing, and have no test.)
    const isExcused = missing.length > 0 && test.info().errors.length > 0
    expect({ unexpected, missing: isExcused ? [] : missing }).toEqual({ unexpected: [], missing: [] })
  }

  /** Stops listening to a context that goes on. */
  stop(): void {
    this.#context.off('console', this.#hearMessage)
    this.#context.off('weberror', this.#hearError)
  }
}
