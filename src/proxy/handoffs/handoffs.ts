import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import * as z from 'zod/mini'
import { type HandoffErrand } from '../../contract/api/handoff.ts'
import { Failure } from '../http/answer/failure.ts'
import { createRecords } from '../store/records.ts'
import { type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'
import { type Owner } from '../visits/visits.ts'
import {
  beginHandoff,
  type Handoff,
  handoffAt,
  type HandoffEvent,
  handoffSchema,
  reduceHandoff,
} from './handoff.ts'

/** How long a code is shown. */
export const phoneCodeTtlMs = 5 * 60_000
/** How long a phone may work, as long as a link's session. */
export const handoffTtlMs = 2 * 60 * 60_000
/** For both sides to learn how it has ended. */
const endedKeptMs = 10 * 60_000

const hourMs = 60 * 60_000
/** Each hand-off leaves an entry in the store. */
const mostPerHour = 60

/** Other replicas wake nobody here. */
const readEveryMs = 500

export interface Handoffs {
  /**
   * Begins a hand-off that lasts for `ttlMs`, and voids the owner's last one. Fails with `tooManyRequests`, or as the store
   * does: then no new one has begun.
   */
  begin(
    owner: Owner,
    errand: HandoffErrand,
    ttlMs: number,
  ): Promise<{ readonly id: string; readonly current: CurrentHandoff }>
  /**
   * Tells a hand-off an event, and answers what has become of it. Fails with `handoffEnded` if there is none of this
   * owner's by that ID, or none any more.
   */
  change(owner: Owner, id: string, event: HandoffEvent): Promise<CurrentHandoff>
  read(owner: Owner, id: string): Promise<CurrentHandoff>
  /** Waits until a hand-off has another version than this, at most until the signal aborts, and answers it as it is. */
  whenChanged(owner: Owner, id: string, version: number, signal: AbortSignal): Promise<CurrentHandoff>
}

/** A hand-off as it is now, by the store's clock. */
export interface CurrentHandoff {
  readonly handoff: Handoff
  readonly now: number
}

/**
 * Keeps each hand-off in one entry of the store. Its key is made of the ID and the owner, so nobody else's is ever found.
 * The last one's ID is kept for each owner, to be voided by the next.
 */
export function createHandoffs(store: Store): Handoffs {
  const records = createRecords(store, (value) => handoffSchema.parse(value))
  const lastIds = createRecords(store, (value) => z.string().parse(value))
  const waiters = new Map<string, Set<() => void>>()

  async function change({ partner, sub }: Owner, id: string, event: HandoffEvent): Promise<CurrentHandoff> {
    const key = keyOf(partner, sub, id)
    const current = await records.change(key, (held, now) => {
      if (!held) throw new Failure('handoffEnded')
      const handoff = reduceHandoff(held, event, now)
      return { next: handoff, ttlMs: keptMs(handoff, now), share: partner, answer: { handoff, now } }
    })
    for (const wake of waiters.get(key) ?? []) wake()
    return current
  }

  async function read({ partner, sub }: Owner, id: string): Promise<CurrentHandoff> {
    const { held, now } = await records.read(keyOf(partner, sub, id))
    if (!held) throw new Failure('handoffEnded')
    return { handoff: handoffAt(held, now), now }
  }

  /** The owner's last hand-off ends, and this one takes its place. Where another came in between, that ends too. */
  async function takePlace(owner: Owner, id: string): Promise<void> {
    const key = storeKey('handoffOf', owner.partner, owner.sub)
    for (let isTaken = false; !isTaken;) {
      const { held: last } = await lastIds.read(key)
      // It ends before anything forgets it. One that the store has forgotten can do nothing any more.
      if (last !== undefined) await change(owner, last, { type: 'replaced' }).catch(ignoreEnded)
      isTaken = await lastIds.change(key, (held) => {
        const isSame = held === last
        return { next: isSame ? id : held, ttlMs: handoffTtlMs, share: owner.partner, answer: isSame }
      })
    }
  }

  return {
    async begin(owner, errand, ttlMs) {
      const { partner, sub } = owner
      if ((await store.increment(storeKey('handoffs', partner, sub), hourMs)) > mostPerHour) {
        throw new Failure('tooManyRequests', { retryAfterSeconds: hourMs / 1000 })
      }
      const id = randomBytes(16).toString('base64url')
      const current = await records.change(keyOf(partner, sub, id), (_none, now) => {
        const handoff = beginHandoff(errand, now, phoneCodeTtlMs, ttlMs)
        return { next: handoff, ttlMs: keptMs(handoff, now), share: partner, answer: { handoff, now } }
      })
      // Nobody knows its ID before this is done.
      await takePlace(owner, id)
      return { id, current }
    },
    change,
    read,
    async whenChanged(owner, id, version, signal) {
      const key = keyOf(owner.partner, owner.sub, id)
      const waiting = waiters.get(key) ?? new Set()
      waiters.set(key, waiting)
      let woken = new AbortController()
      const wake = () => woken.abort()
      waiting.add(wake)
      signal.addEventListener('abort', wake)
      try {
        for (;;) {
          woken = new AbortController()
          const current = await read(owner, id)
          if (current.handoff.version !== version || signal.aborted) return current
          await wait(readEveryMs, undefined, { signal: woken.signal }).catch(() => undefined)
        }
      } finally {
        signal.removeEventListener('abort', wake)
        waiting.delete(wake)
        if (waiting.size === 0) waiters.delete(key)
      }
    },
  }
}

function keyOf(partner: string | null, sub: string, id: string): string {
  return storeKey('handoff', partner, sub, id)
}

function keptMs({ state, endsAt }: Handoff, now: number): number {
  return state === 'ended' ? endedKeptMs : Math.max(endsAt - now, 0) + endedKeptMs
}

function ignoreEnded(error: unknown): void {
  if (!(error instanceof Failure) || error.code !== 'handoffEnded') throw error
}
