import { Failure } from '../http/answer/failure.ts'
import { type Session } from '../sessions/sessions.ts'
import { networkOf } from './address.ts'

/** How many uploads may be under way in this process. 0 is any number. */
export interface UploadLimits {
  readonly perSubject: number
  /** Guests count as one partner. */
  readonly perPartner: number
  readonly perAddress: number
}

const retryAfterSeconds = 5

/** Keeps one customer, partner or address from holding every place that there is for uploads. */
export class UploadShares {
  readonly #limits: UploadLimits
  readonly #taken = new Map<string, number>()

  constructor(limits: UploadLimits) {
    this.#limits = limits
  }

  /** Takes a place and answers how to give it back, or fails with `tooManyRequests`. */
  take({ partner, sub }: Pick<Session, 'partner' | 'sub'>, address: string): () => void {
    const { perSubject, perPartner, perAddress } = this.#limits
    const shares = [
      { key: JSON.stringify(['subject', partner, sub]), most: perSubject },
      { key: JSON.stringify(['partner', partner]), most: perPartner },
      { key: JSON.stringify(['address', networkOf(address)]), most: perAddress },
    ].filter(({ most }) => most > 0)
    const isOver = shares.some(({ key, most }) => (this.#taken.get(key) ?? 0) >= most)
    if (isOver) throw new Failure('tooManyRequests', { retryAfterSeconds })
    for (const { key } of shares) this.#add(key, 1)
    return () => {
      for (const { key } of shares) this.#add(key, -1)
    }
  }

  #add(key: string, change: 1 | -1): void {
    const count = (this.#taken.get(key) ?? 0) + change
    if (count > 0) this.#taken.set(key, count)
    else this.#taken.delete(key)
  }
}
