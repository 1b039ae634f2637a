import * as z from 'zod/mini'
import { createRecords } from '../store/records.ts'
import { type Store, type Together } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'
import { nextAttempt } from './retries.ts'

/** What a partner is told. It never changes, and neither does its ID. */
const factShape = {
  id: z.string(),
  partner: z.string(),
  type: z.string(),
  /** When it came about, by the store's clock. */
  at: z.number(),
  /** What is posted, letter by letter. */
  body: z.string(),
}
type Fact = z.infer<z.ZodMiniObject<typeof factShape>>

const triedShape = {
  ...factShape,
  attempts: z.number(),
  /** What the endpoint answered the last time: a status, or why there was none. */
  answer: z.optional(z.string()),
}

/**
 * | state     | what it means                                                                      |
 * | --------- | ---------------------------------------------------------------------------------- |
 * | waiting   | it is sent at `dueAt`; with a holder, it is just being sent, and `dueAt` ends the lease |
 * | delivered | the endpoint has answered that it has it                                            |
 * | failed    | it was tried for three days                                                         |
 */
const deliverySchema = z.discriminatedUnion('state', [
  z.object({
    ...triedShape,
    state: z.literal('waiting'),
    dueAt: z.number(),
    holder: z.optional(z.string()),
    /** Tried since then. Later than `at` if the partner has asked for it again. */
    since: z.number(),
  }),
  z.object({ ...triedShape, state: z.literal('delivered'), deliveredAt: z.number() }),
  z.object({ ...triedShape, state: z.literal('failed') }),
])
export type Delivery = z.infer<typeof deliverySchema>

/** From the fact on. As long as receipts are listed. */
export const deliveriesKeptMs = 7 * 24 * 60 * 60_000
/** Of one partner. The oldest give room. */
const mostDeliveries = 20_000
const mostAtOnce = 500

export interface Outcome {
  readonly isDelivered: boolean
  readonly answer: string
}

export interface Deliveries {
  /** What `createVisits` writes along with the visit. */
  written(facts: readonly Fact[]): Together | undefined
  /** IDs of what is to be sent now, the longest due first. */
  due(partner: string, most: number): Promise<readonly string[]>
  /** Leases one that is due. Undefined if another sends it, or has sent it. */
  claim(partner: string, id: string, holder: string): Promise<Delivery | undefined>
  settle(partner: string, id: string, holder: string, outcome: Outcome): Promise<void>
  /** Gives a lease back: nothing became of the attempt. */
  release(partner: string, id: string, holder: string): Promise<void>
  /** Sends one again, with the same ID. Undefined if it isn't the partner's, or is not kept any more. */
  resend(partner: string, id: string): Promise<Delivery | undefined>
  /** The newest first, that came about until then. */
  list(partner: string, slice: { readonly until: number; readonly most: number }): Promise<Delivery[]>
  countWaiting(partner: string): Promise<number>
  /** Forgets what is too old, and what is too much. Answers how many were forgotten that still waited. */
  trim(partner: string): Promise<number>
}

/** Keeps one lease for so long. An attempt takes less. */
export const leaseMs = 30_000

/** The outbox: each delivery is an entry of the store, and two lists of a partner hold when each is due and came about. */
export function createDeliveries(store: Store, mostKept = mostDeliveries): Deliveries {
  const records = createRecords(store, (value) => deliverySchema.parse(value))

  async function change(
    partner: string,
    id: string,
    decide: (held: Delivery, now: number) => Delivery | undefined,
  ): Promise<Delivery | undefined> {
    return await records.change(keyOf(id), (held, now) => {
      const next = held?.partner === partner ? decide(held, now) : undefined
      if (!held || !next) return { next: held, ttlMs: 0, answer: undefined }
      const dueAt = next.state === 'waiting' ? next.dueAt : undefined
      const ranks = [{ list: dueOf(partner), member: id, score: dueAt }]
      return { next, ttlMs: Math.max(1, held.at + deliveriesKeptMs - now), together: { ranks }, answer: next }
    })
  }

  async function read(id: string): Promise<Delivery | undefined> {
    return (await records.read(keyOf(id))).held
  }

  async function forget(partner: string, ids: readonly string[]): Promise<number> {
    const forgotten = await Promise.all(
      ids.map((id) =>
        records.change(keyOf(id), (held) => ({
          next: held && { ...held, body: '' },
          ttlMs: 1,
          answer: held?.state === 'waiting',
        })),
      ),
    )
    for (const list of [dueOf(partner), allOf(partner)]) await store.unrank(list, ids)
    return forgotten.filter((wasWaiting) => wasWaiting).length
  }

  return {
    written(facts) {
      if (facts.length === 0) return undefined
      return {
        entries: facts.map((fact) => {
          const delivery = { ...fact, state: 'waiting', attempts: 0, dueAt: fact.at, since: fact.at } as const
          return {
            key: keyOf(fact.id),
            value: JSON.stringify(delivery satisfies Delivery),
            ttlMs: deliveriesKeptMs,
          }
        }),
        ranks: facts.flatMap(({ id, partner, at }) =>
          [dueOf(partner), allOf(partner)].map((list) => ({ list, member: id, score: at })),
        ),
      }
    },
    async due(partner, most) {
      const found = await store.ranked(dueOf(partner), { until: await store.now(), most })
      return found.map(({ member }) => member)
    },
    async claim(partner, id, holder) {
      const claimed = await change(partner, id, (held, now) =>
        held.state === 'waiting' && held.dueAt <= now
          ? { ...held, holder, attempts: held.attempts + 1, dueAt: now + leaseMs }
          : undefined,
      )
      // What the store has forgotten would stay due for ever.
      if (!claimed && !(await read(id))) await forget(partner, [id])
      return claimed
    },
    async settle(partner, id, holder, { isDelivered, answer }) {
      await change(partner, id, (held, now) => {
        if (held.state !== 'waiting') return undefined
        const { dueAt: _due, holder: heldBy, since, ...rest } = held
        if (isDelivered) return { ...rest, state: 'delivered', answer, deliveredAt: now }
        if (heldBy !== holder) return undefined
        const dueAt = nextAttempt(held.attempts, since, now)
        return dueAt === undefined
          ? { ...rest, state: 'failed', answer }
          : { ...rest, state: 'waiting', answer, since, dueAt }
      })
    },
    async release(partner, id, holder) {
      await change(partner, id, (held, now) => {
        if (held.state !== 'waiting' || held.holder !== holder) return undefined
        const { holder: _nobody, ...rest } = held
        return { ...rest, attempts: held.attempts - 1, dueAt: now }
      })
    },
    resend: async (partner, id) =>
      change(partner, id, (held, now) => {
        const { id: same, type, at, body, attempts, answer } = held
        const tried = { id: same, partner, type, at, body, attempts, ...(answer !== undefined && { answer }) }
        return { ...tried, state: 'waiting', dueAt: now, since: now }
      }),
    async list(partner, slice) {
      const found = await store.ranked(allOf(partner), { ...slice, isDescending: true })
      const read = await Promise.all(found.map(({ member }) => records.read(keyOf(member))))
      return read.flatMap(({ held }) => (held ? [held] : []))
    },
    countWaiting: (partner) => store.countRanked(dueOf(partner)),
    async trim(partner) {
      const list = allOf(partner)
      const old = { until: (await store.now()) - deliveriesKeptMs, most: mostAtOnce }
      const excess = Math.min(mostAtOnce, (await store.countRanked(list)) - mostKept)
      const tooOld = await store.ranked(list, old)
      const tooMany = excess > 0 ? await store.ranked(list, { until: Infinity, most: excess }) : []
      const ids = new Set([...tooOld, ...tooMany].map(({ member }) => member))
      return ids.size === 0 ? 0 : await forget(partner, [...ids])
    },
  }
}

function keyOf(id: string): string {
  return storeKey('delivery', id)
}

function dueOf(partner: string): string {
  return storeKey('deliveriesDue', partner)
}

function allOf(partner: string): string {
  return storeKey('deliveriesOf', partner)
}
