import { randomBytes } from 'node:crypto'

/** Issues tokens and knows which are still valid. They are kept in memory, so a restart of the sandbox ends them all. */
export class TokenDesk {
  readonly #ttlMs: number
  readonly #expiryMs = new Map<string, number>()

  constructor(ttlSeconds: number) {
    this.#ttlMs = ttlSeconds * 1000
  }

  issue(): { token: string; dtsExpireAt: string } {
    this.#dropExpired()
    const token = randomBytes(96).toString('base64url')
    const expiryMs = Date.now() + this.#ttlMs
    this.#expiryMs.set(token, expiryMs)
    return { token, dtsExpireAt: new Date(expiryMs).toISOString() }
  }

  isValid(token: string): boolean {
    const expiryMs = this.#expiryMs.get(token)
    return expiryMs !== undefined && Date.now() < expiryMs
  }

  revoke(token: string): void {
    this.#expiryMs.delete(token)
  }

  #dropExpired(): void {
    for (const token of this.#expiryMs.keys()) if (!this.isValid(token)) this.#expiryMs.delete(token)
  }
}
