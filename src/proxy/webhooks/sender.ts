import { randomUUID } from 'node:crypto'
import { type Log } from '../http/record/log.ts'
import { type Metrics } from '../http/record/metrics.ts'
import { type Deliveries, type Outcome } from './deliveries.ts'
import { type Endpoints } from './endpoint.ts'
import { signedHeaders } from './signature.ts'

/** A partner who is told. */
export interface Target {
  readonly partner: string
  readonly url: string
  /** The newest first. */
  readonly secrets: readonly string[]
}

export interface Sender {
  /** Sends all that is due, and answers when it is sent. Rounds that are asked for meanwhile are part of it. */
  round(): Promise<void>
  /** Begins a round every second. */
  start(): void
  /** Cuts what is being sent. Another replica, or this one when it runs again, sends it. */
  close(): Promise<void>
}

interface SenderOptions {
  readonly targets: readonly Target[]
  readonly deliveries: Deliveries
  readonly endpoints: Endpoints
  readonly metrics: Metrics
  readonly log: Log
}

const roundEveryMs = 1_000
/** To one endpoint, by one replica. So a slow endpoint holds up nobody else's. */
const mostAtOnce = 8

export function createSender(options: SenderOptions): Sender {
  const { targets, deliveries, endpoints, metrics, log } = options
  const closing = new AbortController()
  const working = new Map<string, Promise<void>>()
  const looks = new Map<string, () => void>()
  let looking: NodeJS.Timeout | undefined

  /** Answers whether it was sent, by whatever outcome. */
  async function attempt({ partner, url, secrets }: Target, id: string): Promise<boolean> {
    const holder = randomUUID()
    const claimed = await deliveries.claim(partner, id, holder)
    if (!claimed) return false
    let outcome: Outcome
    try {
      const timestamp = Math.floor(Date.now() / 1000)
      const headers = signedHeaders({ id, body: claimed.body, timestamp }, secrets)
      outcome = await endpoints.post({ url, body: claimed.body, headers }, closing.signal)
    } catch (error) {
      await deliveries.release(partner, id, holder)
      if (closing.signal.aborted) return false
      throw error
    }
    metrics.webhookAttempts.inc({ outcome: outcome.isDelivered ? 'delivered' : 'failed' })
    const { answer } = outcome
    if (!outcome.isDelivered) log.warn({ webhook: id, answer }, 'a webhook was not taken')
    await deliveries.settle(partner, id, holder, outcome)
    return true
  }

  async function workFor(target: Target): Promise<void> {
    const { partner } = target
    const active = new Map<string, Promise<void>>()
    /** Those that couldn't be sent, until the next round. */
    const left = new Set<string>()
    try {
      for (;;) {
        const looked = new Promise<void>((resolve) =>
          looks.set(partner, () => {
            left.clear()
            resolve()
          }),
        )
        const most = mostAtOnce + left.size
        const ids = closing.signal.aborted ? [] : await deliveries.due(partner, most)
        const free = ids.filter((id) => !active.has(id) && !left.has(id)).slice(0, mostAtOnce - active.size)
        for (const id of free) {
          // A store that can't be reached lets the lease end, and so the attempt is made again.
          const sent = attempt(target, id).catch(() => false)
          const over = sent.then((isSent) => {
            active.delete(id)
            if (!isSent) left.add(id)
          })
          active.set(id, over)
        }
        if (active.size === 0) return
        await Promise.race([...active.values(), looked])
      }
    } finally {
      await Promise.all(active.values())
    }
  }

  async function trim(partner: string): Promise<void> {
    const lost = await deliveries.trim(partner)
    if (lost === 0) return
    log.error({ partner, lost }, 'too many webhooks wait: the oldest were given up')
    metrics.webhookAttempts.inc({ outcome: 'dropped' }, lost)
  }

  async function roundFor(target: Target): Promise<void> {
    const { partner } = target
    // The store has said in the log that it can't be reached. The next round tries again.
    await trim(partner).catch(() => undefined)
    looks.get(partner)?.()
    if (closing.signal.aborted) return
    const running =
      working.get(partner) ??
      workFor(target)
        .catch(() => undefined)
        .finally(() => working.delete(partner))
    working.set(partner, running)
    await running
  }

  async function round() {
    await Promise.all(targets.map(roundFor))
  }

  return {
    round,
    start() {
      if (targets.length > 0) looking = setInterval(() => void round(), roundEveryMs).unref()
    },
    async close() {
      clearInterval(looking)
      closing.abort(new Error('The proxy closes'))
      await Promise.all(working.values())
      await endpoints.close()
    },
  }
}
