import { Failure } from '../http/failure.ts'
import { type Session } from '../sessions/sessions.ts'
import { type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'
import { withoutEnded } from './lifetimes.ts'
import { type EventType, reduceVisit, type VisitAnswer, type VisitEvent } from './reduce-visit.ts'
import { emptyVisit, type Visit, visitSchema } from './visit.ts'

/** Whose a visit is: a partner's customer, or a guest. */
export type Owner = Pick<Session, 'partner' | 'sub'>

/** From a visit's last change. An onboarding may take long. A guest can't come back later than this. */
const customersKeptMs = 90 * 24 * 60 * 60_000
const guestsKeptMs = 24 * 60 * 60_000

/** Only another replica can come in between, so this many times in a row means that something is wrong. */
const mostAttempts = 100
const retryAfterSeconds = 1

export interface Visits {
  /** Tells a visit an event, and answers as `reduceVisit` does. Fails with `overloaded`, as the store does. */
  change<Type extends EventType>(owner: Owner, event: VisitEvent<Type>): Promise<VisitAnswer<Type>>
  /** A visit as it is now, and the time by the store's clock. */
  read(owner: Owner): Promise<{ readonly visit: Visit; readonly now: number }>
  /** Does the work while renewing the holder's lease, which lasts for `leaseMs` at a time. */
  holding<Result>(
    owner: Owner,
    lease: { readonly holder: string; readonly leaseMs: number },
    work: () => Promise<Result>,
  ): Promise<Result>
}

/**
 * Keeps each visit in one entry of the store, and changes it by compare and set: read, reduce, write if nobody has
 * written meanwhile, otherwise again. So the rules stand in one pure function for every kind of store. A script in Redis
 * would be the same rules in another language. The changes of one visit in this process wait for each other, so only
 * other replicas make it try again.
 */
export function createVisits(store: Store): Visits {
  const turns = new Map<string, Promise<unknown>>()

  async function inTurn<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const turn = (turns.get(key) ?? Promise.resolve()).then(work)
    const over = turn.then(forget, forget)
    turns.set(key, over)
    function forget() {
      if (turns.get(key) === over) turns.delete(key)
    }
    return turn
  }

  async function readStored(key: string) {
    const [stored, now] = await Promise.all([store.get(key), store.now()])
    return { stored, visit: stored === undefined ? emptyVisit : visitSchema.parse(JSON.parse(stored)), now }
  }

  async function change<Type extends EventType>(owner: Owner, event: VisitEvent<Type>) {
    const key = keyOf(owner)
    const ttlMs = owner.partner === null ? guestsKeptMs : customersKeptMs
    return inTurn(key, async () => {
      for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
        const { stored, visit, now } = await readStored(key)
        const next = reduceVisit(visit, event, now)
        if (next.visit === visit) return next.answer
        const value = JSON.stringify(next.visit)
        const isStored =
          stored === undefined
            ? await store.setIfAbsent(key, value, ttlMs)
            : await store.replaceIf(key, stored, value, ttlMs)
        if (isStored) return next.answer
      }
      throw new Failure('overloaded', { retryAfterSeconds })
    })
  }

  return {
    change,
    async read(owner) {
      const { visit, now } = await readStored(keyOf(owner))
      return { visit: withoutEnded(visit, now), now }
    },
    async holding(owner, { holder, leaseMs }, work) {
      const renewing = setInterval(() => {
        // One renewal may fail: the next comes before the lease ends.
        change(owner, { type: 'leaseRenewed', holder }).catch(() => undefined)
      }, leaseMs / 3).unref()
      try {
        return await work()
      } finally {
        clearInterval(renewing)
      }
    },
  }
}

function keyOf({ partner, sub }: Owner): string {
  return storeKey('visit', partner, sub)
}
