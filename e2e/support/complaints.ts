import { type BrowserContext, expect } from 'playwright/test'

/**
 * What the browser complains of: errors and warnings on any page's console, and whatever was thrown and not caught. A
 * test that expects none, or has not declared what came, fails by it.
 */
export class Complaints {
  readonly #heard: string[] = []
  readonly #expected: string[] = []

  constructor(context: BrowserContext) {
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.#heard.push(message.text())
    })
    context.on('weberror', (error) => this.#heard.push(String(error.error())))
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
    const unexpected = this.#heard.filter((heard) => !this.#expected.some((text) => heard.includes(text)))
    const missing = this.#expected.filter((text) => !this.#heard.some((heard) => heard.includes(text)))
    expect({ unexpected, missing }).toEqual({ unexpected: [], missing: [] })
  }
}
