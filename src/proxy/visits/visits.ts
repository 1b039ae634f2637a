import { setTimeout as wait } from 'node:timers/promises'
import { Failure } from '../http/answer/failure.ts'
import { type Session } from '../sessions/sessions.ts'
import { createRecords } from '../store/records.ts'
import { type Store, type Together } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'
import { withoutEnded } from './lifetimes.ts'
import { type EventType, reduceVisit, type VisitAnswer, type VisitEvent } from './reduce-visit.ts'
import { emptyVisit, isDocument, type Visit, visitSchema } from './visit.ts'

/** Whose a visit is: a partner's customer, or a guest. */
export interface Owner extends Pick<Session, 'partner' | 'sub'> {
  /** What the session that asks asks for. */
  readonly requested?: Session['requested']
  /** Of the session that asks. Their partner asks without one. */
  readonly issuedAt?: number | undefined
}

/** From a visit's last change. An onboarding may take long. A guest can't come back later than this. */
export const customersKeptMs = 90 * 24 * 60 * 60_000
export const guestsKeptMs = 24 * 60 * 60_000
/** Of one that never got a document. Longer than any lease in it, or any failure that repeats learn of. */
const emptyKeptMs = 60_000

/** What others are told of a visit's changes. */
export interface News {
  /** The visit to be kept, and what is written along with it. */
  of(owner: Owner, before: Visit, after: Visit, now: number): { next: Visit; together?: Together | undefined }
}

export interface Visits {
  /**
   * Tells a visit an event, and answers as `reduceVisit` does. Fails with `overloaded`, as the store does, and with
   * `sessionEnded` if a session asks for something that has been ended. What began before goes on to its end.
   */
  change<Type extends EventType>(owner: Owner, event: VisitEvent<Type>): Promise<VisitAnswer<Type>>
  /** A visit as it is now, and the time by the store's clock. Fails as `change` does. */
  read(owner: Owner): Promise<{ readonly visit: Visit; readonly now: number }>
  /** Ends every session that was issued until now, and what else would bring one. Answers when, by the store's clock. */
  endSessions(owner: Owner): Promise<number>
  /** Does the work while renewing the holder's lease, which lasts for `leaseMs` at a time. */
  holding<Result>(
    owner: Owner,
    lease: { readonly holder: string; readonly leaseMs: number },
    work: () => Promise<Result>,
  ): Promise<Result>
}

/**
 * Keeps each visit in one entry of the store, and changes it by compare and set. So the rules stand in one pure function
 * for every kind of store. A script in Redis would be the same rules in another language.
 */
export function createVisits(store: Store, news?: News): Visits {
  const records = createRecords(store, (value) => visitSchema.parse(value))

  async function change<Type extends EventType>(owner: Owner, event: VisitEvent<Type>) {
    const keptMs = owner.partner === null ? guestsKeptMs : customersKeptMs
    return await records.change(keyOf(owner), (held, now) => {
      const before = held ?? emptyVisit
      if (isAsked[event.type]) refuseEnded(owner, before)
      const { visit, answer } = reduceVisit(before, event, now)
      if (visit === before) return { next: held, ttlMs: 0, answer }
      const ttlMs = isEmpty(visit) ? emptyKeptMs : keptMs
      const { next, together } = news?.of(owner, before, visit, now) ?? { next: visit }
      return { next, ttlMs, share: owner.partner, together, answer }
    })
  }

  return {
    change,
    async read(owner) {
      const { held = emptyVisit, now } = await records.read(keyOf(owner))
      refuseEnded(owner, held)
      return { visit: withoutEnded(held, now), now }
    },
    async endSessions(owner) {
      const endedAt = await change(owner, { type: 'sessionsEnded' })
      // A session that is asked for next has to be issued later.
      while ((await store.now()) <= endedAt) await wait(1)
      return endedAt
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

/** Whether an event asks for something, or reports of work that has begun before. */
const isAsked: Readonly<Record<EventType, boolean>> = {
  generateAsked: true,
  generated: false,
  generateFailed: false,
  uploadBegun: true,
  fileSent: false,
  fileConfirmed: false,
  uploadFailed: false,
  leaseRenewed: false,
  entrySkipped: true,
  entryTakenBack: true,
  sessionsEnded: true,
}

function refuseEnded({ issuedAt }: Owner, { endedAt }: Visit): void {
  if (issuedAt !== undefined && endedAt !== undefined && issuedAt <= endedAt)
    throw new Failure('sessionEnded')
}

function isEmpty({ entries, skipped, endedAt }: Visit): boolean {
  return !skipped && endedAt === undefined && !entries.some(isDocument)
}

function keyOf({ partner, sub }: Owner): string {
  return storeKey('visit', partner, sub)
}
