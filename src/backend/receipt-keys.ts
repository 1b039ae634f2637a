import { isObject, unreadable, type WizardClient } from './wizard-client.ts'

/** A key that the wizard has withdrawn is trusted for that long at most. */
const longestAgeMs = 10 * 60_000
/** After a receipt whose key the wizard doesn't have, forged ones can't have the keys fetched again and again. */
const coolDownMs = 30_000

/** The wizard's public keys by their `kid`, fetched when they are needed. */
export class ReceiptKeys {
  readonly #client: WizardClient
  #keys: ReadonlyMap<string, CryptoKey> = new Map()
  #fetchedAt = -Infinity
  #missedAt = -Infinity
  #fetching: Promise<void> | undefined

  constructor(client: WizardClient) {
    this.#client = client
  }

  /** The key of that name, or `undefined` if the wizard has none. Rejects with `BackendError` if it can't be asked. */
  async find(kid: string): Promise<CryptoKey | undefined> {
    const wasOld = Date.now() - this.#fetchedAt > longestAgeMs
    if (wasOld) await this.#fetch()
    const known = this.#keys.get(kid)
    if (known || wasOld || Date.now() - this.#missedAt < coolDownMs) return known
    await this.#fetch()
    if (!this.#keys.has(kid)) this.#missedAt = Date.now()
    return this.#keys.get(kid)
  }

  /** Everybody who waits shares one request. */
  async #fetch(): Promise<void> {
    this.#fetching ??= this.#fetchKeys().finally(() => {
      this.#fetching = undefined
    })
    return this.#fetching
  }

  async #fetchKeys(): Promise<void> {
    const { keys } = await this.#client.fetchPublic('/.well-known/jwks.json')
    if (!Array.isArray(keys)) throw unreadable()
    const named = await Promise.all(keys.map(importKey))
    this.#keys = new Map(named.filter((entry) => entry !== undefined))
    this.#fetchedAt = Date.now()
  }
}

/** What makes a key of another kind must not stop those of this one. */
async function importKey(jwk: unknown): Promise<readonly [string, CryptoKey] | undefined> {
  if (!isObject(jwk)) return undefined
  const { kid, kty, crv, x, y } = jwk
  if (kty !== 'EC' || crv !== 'P-256') return undefined
  if (typeof kid !== 'string' || typeof x !== 'string' || typeof y !== 'string') return undefined
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  try {
    return [kid, await crypto.subtle.importKey('jwk', { kty, crv, x, y }, algorithm, false, ['verify'])]
  } catch {
    return undefined
  }
}
