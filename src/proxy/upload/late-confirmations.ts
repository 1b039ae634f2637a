import { Failure } from '../http/answer/failure.ts'
import { type Log } from '../http/record/log.ts'
import { type Metrics } from '../http/record/metrics.ts'
import { type VisitEvent } from '../visits/reduce-visit.ts'
import { type Owner, type Visits } from '../visits/visits.ts'

interface LateConfirmation {
  readonly owner: Owner
  readonly event: VisitEvent<'fileConfirmed'>
  readonly requestId: string
}

interface LateOptions {
  readonly visits: Visits
  readonly metrics: Metrics
  readonly log: Log
}

/** About 10 MB. */
const mostWaiting = 10_000
const firstPauseMs = 1_000
const longestPauseMs = 30_000

/**
 * Confirmed uploads that the store could not keep. Their uploaders have receipts, so the visit, the partner's lists and
 * webhooks must learn of them too. They are kept as soon as the store answers again, as long as the process lives.
 */
export class LateConfirmations {
  readonly #options: LateOptions
  readonly #waiting = new Map<string, LateConfirmation>()
  #pauseMs = firstPauseMs
  #timer: NodeJS.Timeout | undefined

  constructor(options: LateOptions) {
    this.#options = options
    options.metrics.readLateConfirmations(() => this.#waiting.size)
  }

  add(late: LateConfirmation): void {
    const { log } = this.#options
    log.error({ requestId: late.requestId }, 'the store could not keep a confirmed upload')
    if (this.#waiting.size >= mostWaiting) return this.#lost(late)
    this.#waiting.set(late.event.document.id, late)
    this.#wait()
  }

  /** Keeps a document's now, if one waits, so that nothing else comes of the document before. Fails as the store does. */
  async settle(documentId: string): Promise<void> {
    const late = this.#waiting.get(documentId)
    if (late) await this.#keep(late)
  }

  /** Tries once more to keep them. Those that the store can't keep now are lost, but for their receipts. */
  async close(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#keepAll()
    for (const late of this.#waiting.values()) this.#lost(late)
    this.#waiting.clear()
  }

  #wait(): void {
    this.#timer ??= setTimeout(() => {
      void this.#keepAll().then(() => {
        this.#timer = undefined
        if (this.#waiting.size > 0) this.#wait()
      })
    }, this.#pauseMs).unref()
  }

  async #keepAll(): Promise<void> {
    for (const late of this.#waiting.values()) {
      try {
        await this.#keep(late)
      } catch (error) {
        this.#waiting.delete(late.event.document.id)
        if (error instanceof Failure && error.code === 'overloaded') {
          // The others would only wait for the store too. They come first the next time.
          this.#waiting.set(late.event.document.id, late)
          this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2)
          return
        }
        this.#lost(late)
      }
    }
    this.#pauseMs = firstPauseMs
  }

  async #keep({ owner, event, requestId }: LateConfirmation): Promise<void> {
    const { visits, metrics, log } = this.#options
    await visits.change(owner, event)
    if (!this.#waiting.delete(event.document.id)) return
    metrics.lateConfirmations.inc({ outcome: 'kept' })
    log.info({ requestId }, 'a confirmed upload has been kept late')
  }

  #lost({ requestId }: LateConfirmation): void {
    const { metrics, log } = this.#options
    metrics.lateConfirmations.inc({ outcome: 'lost' })
    log.error({ requestId }, 'a confirmed upload is known by its receipt alone')
  }
}
