import { type BrowserContext, type ConsoleMessage, expect, type WebError } from 'playwright/test'

/**
 * What the browser complains of: errors and warnings on any page's console, and whatever was thrown and not caught. A
 * test that expects none, or has not declared what came, fails by it.
 */
export class Complaints {
  /** In the order in which they came. */
  readonly heard: string[] = []
  readonly #expected: string[] = []
  readonly #context: BrowserContext
  readonly #isEverything: boolean

  /** `isEverything` for a console that is to stay empty, of what is merely informative too. */
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

  /** One or more complaints with this text in them will come, in this test. */
  expect(text: string): void {
    this.#expected.push(text)
  }

  /** Chromium complains of every answer that is an error, though the page deals with it. */
  expectAnswer(status: number): void {
    this.expect(`the server responded with a status of ${status}`)
  }

  check(): void {
    const unexpected = this.heard.filter((heard) => !this.#expected.some((text) => heard.includes(text)))
    const missing = this.#expected.filter((text) => !this.heard.some((heard) => heard.includes(text)))
    expect({ unexpected, missing }).toEqual({ unexpected: [], missing: [] })
  }

  /** Hears nothing more of a context that goes on. */
  stop(): void {
    this.#context.off('console', this.#hearMessage)
    this.#context.off('weberror', this.#hearError)
  }
}
