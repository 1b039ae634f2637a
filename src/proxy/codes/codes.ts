import { hash, randomBytes } from 'node:crypto'
import { Failure } from '../http/answer/failure.ts'
import { createRecords } from '../store/records.ts'
import { type Share, type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'
import { type CodeEntry, codeEntrySchema, keptUntil, openCode, wholeSeconds } from './code-entry.ts'
import { seal, unseal } from './sealed-terms.ts'

/** What a code is for. A code for one purpose is unknown for every other. */
export type CodePurpose = 'link' | 'phone'

interface CodeTerms {
  /** How long it can be opened. */
  readonly ttlMs: number
  /** How long an opening lasts: the key that opened the code gets the same answer until then. */
  readonly opensForMs: number
  /** Whose entry it is in the store. */
  readonly share: Share
  /** Whether another key opens it anew, and takes the place of the one before. */
  readonly isReusable?: boolean
}

interface IssuedCode {
  /** 22 characters: the only thing that opens it. Nothing keeps it. */
  readonly code: string
  /** Names the code and doesn't open it. */
  readonly id: string
  readonly expiresAt: Date
}

/**
 * - `malformed`: no code of ours looks like this.
 * - `ended`: its time is over, or the store doesn't know it (any more). It never opens again.
 * - `used`: another key opened it, or none.
 */
type RedeemedCode =
  | {
      readonly status: 'opened'
      readonly id: string
      /** Which opening this is, from 1. */
      readonly opening: number
      readonly openUntil: Date
      /** As they were issued, after JSON. */
      readonly terms: unknown
      /** By the store's clock, in milliseconds. What follows from the code is as old as this. */
      readonly issuedAt: number
    }
  | { readonly status: keyof typeof refusals }

/** Codes that a person carries from one device to another, in a link or in a picture. */
export interface Codes {
  /** Makes a code for terms that JSON can hold. Fails with `overloaded`, as the store does. */
  issue(purpose: CodePurpose, terms: object, life: CodeTerms): Promise<IssuedCode>
  /**
   * Opens a code. The same `key` gets the same answer again, so whoever lost it can ask once more. The key is a secret
   * of the tab: a code alone is not enough. `check` is given the terms before the code is opened anew, and refuses by
   * throwing.
   */
  redeem(
    purpose: CodePurpose,
    code: string,
    key: string | undefined,
    check?: (terms: unknown) => Promise<void>,
  ): Promise<RedeemedCode>
  /** The last opening of the code with this ID. Undefined if there is none, or the store doesn't know the code. */
  lastOpening(purpose: CodePurpose, id: string): Promise<number | undefined>
}

const codeBytes = 16
const codePattern = /^[\w-]{22}$/

/**
 * The store has each code's terms under its hash, encrypted under a key that follows from the code, and so has nothing
 * that anybody could read or use. A store that forgets makes its codes void.
 */
export function createCodes(store: Store): Codes {
  const records = createRecords(store, (value) => codeEntrySchema.parse(value))

  return {
    async issue(purpose, terms, { ttlMs, opensForMs, share, isReusable = false }) {
      const code = randomBytes(codeBytes).toString('base64url')
      const id = hashOf(code)
      const issuedAt = await store.now()
      const entry: CodeEntry = {
        issuedAt,
        endsAt: wholeSeconds(issuedAt + ttlMs),
        opensForMs,
        isReusable,
        sealed: seal(terms, purpose, code),
      }
      await store.setIfAbsent(storeKey('code', purpose, id), JSON.stringify(entry), ttlMs, share)
      return { code, id, expiresAt: new Date(entry.endsAt) }
    },

    async redeem(purpose, code, key, check) {
      if (!codePattern.test(code)) return { status: 'malformed' }
      const id = hashOf(code)
      const keyHash = key === undefined ? undefined : hashOf(JSON.stringify([id, key]))
      return await records.change<RedeemedCode>(storeKey('code', purpose, id), async (entry, now) => {
        if (!entry) return { next: entry, ttlMs: 0, answer: { status: 'ended' } }
        const step = openCode(entry, keyHash, now)
        const next = step.status === 'opened' ? step.entry : entry
        const ttlMs = keptUntil(next) - now
        if (step.status === 'used' || step.status === 'ended') {
          return { next, ttlMs, answer: { status: step.status } }
        }
        const terms = unseal(entry.sealed, purpose, code)
        if (step.status === 'opened') await check?.(terms)
        const { count, endsAt } = step.opening
        const { issuedAt } = entry
        const openUntil = new Date(endsAt)
        return { next, ttlMs, answer: { status: 'opened', id, opening: count, openUntil, terms, issuedAt } }
      })
    },

    async lastOpening(purpose, id) {
      const { held } = await records.read(storeKey('code', purpose, id))
      return held?.opening?.count
    },
  }
}

const refusals = { malformed: 'linkInvalid', ended: 'linkExpired', used: 'linkUsed' } as const

/** What whoever has a code is told where it isn't opened. */
export function refusalOf(status: keyof typeof refusals): Failure {
  return new Failure(refusals[status])
}

function hashOf(text: string): string {
  return hash('sha256', text, 'base64url')
}
