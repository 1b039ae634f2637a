import { asRequestError, RequestError } from '../api/request-error.ts'
import { type SendProgress, type UploadedFile } from './send-file.ts'

/** What is going on with an upload, for the person to see. */
export type DeliveryState =
  | {
      readonly kind: 'sending'
      readonly sentBytes: number
      readonly totalBytes: number
      readonly remainingMs: number | undefined
    }
  | { readonly kind: 'confirming'; readonly isLong: boolean }
  | { readonly kind: 'waitingForNetwork' }
  | { readonly kind: 'waitingToRetry'; readonly delayMs: number; readonly attempt: number }

/** The three ends of an upload, and the person's own. Each has words of its own. */
export type DeliveryEnd =
  | { readonly kind: 'uploaded'; readonly uploaded: UploadedFile }
  | { readonly kind: 'notUploaded'; readonly error: RequestError }
  | { readonly kind: 'unconfirmed'; readonly error: RequestError }
  | { readonly kind: 'cancelled'; readonly mayHaveArrived: boolean }

export interface Network {
  /** What the browser believes, which may be wrong both ways (a VPN, a firewall, a network without internet). */
  readonly isOnline: () => boolean
  /** Resolves when the browser says that the network is back, or after `limitMs`; rejects when `signal` aborts. */
  readonly whenOnline: (limitMs: number, signal: AbortSignal) => Promise<void>
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  /** A wait between two attempts, which is shorter in a test run. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>
  /** From 0 up to 1. */
  readonly random: () => number
  readonly now: () => number
}

interface Delivery {
  /** One attempt, which `signal` ends as well. */
  readonly upload: (onProgress: (progress: SendProgress) => void) => Promise<UploadedFile>
  readonly onState: (state: DeliveryState) => void
  readonly network: Network
  readonly signal: AbortSignal
  /** An earlier upload of this document ended without an answer. */
  readonly mayHaveArrived: boolean
  /**
   * Told when that changes: as soon as all bytes of a file have gone, because the page may not live to hear the answer,
   * and when an answer says that nothing has come of it.
   */
  readonly onRisk: (mayHaveArrived: boolean) => void
}

export const maxAttempts = 7
const firstDelayMs = 1000
const maxDelayMs = 30_000
const longConfirmationMs = 20_000
/** Together these waits last a quarter of an hour: longer than most tunnels, lifts and restarts of a router. */
export const maxOfflineWaits = 30
const offlineWaitMs = 30_000

/**
 * Brings one file to its end, and never throws. Where trying again can help, it waits and tries again, with exponential
 * back-off and full jitter, so that a crowd cut off together doesn't come back together. Where the browser believes
 * itself offline too, a lost connection uses up no attempt: the next one is made as soon as the network is said to be
 * back, or after a while all the same, because that belief is a hint. Once the file may have arrived, the end is
 * `unconfirmed` and never `notUploaded`, unless a later attempt is confirmed.
 */
export async function deliver(delivery: Delivery): Promise<DeliveryEnd> {
  const { upload, onState, onRisk, network, signal } = delivery
  let { mayHaveArrived } = delivery
  let attempt = 1
  let offlineWaits = 0
  try {
    for (;;) {
      const progress = new AttemptProgress(onState, () => onRisk(true), network)
      let error: RequestError
      try {
        return { kind: 'uploaded', uploaded: await upload(progress.follow) }
      } catch (thrown) {
        mayHaveArrived ||= mayHaveArrivedAfter(thrown, progress.isAllSent)
        onRisk(mayHaveArrived)
        error = asRequestError(thrown)
      } finally {
        progress.stop()
      }
      if (signal.aborted || !error.isRetryable) throw error
      if (error.code === 'connectionLost' && !network.isOnline()) {
        if (offlineWaits >= maxOfflineWaits) throw error
        offlineWaits += 1
        onState({ kind: 'waitingForNetwork' })
        await network.whenOnline(offlineWaitMs, signal)
      } else {
        if (attempt >= maxAttempts) throw error
        const delayMs = Math.max(error.retryAfterMs ?? 0, backoffMs(attempt, network.random()))
        attempt += 1
        onState({ kind: 'waitingToRetry', delayMs, attempt })
        await network.pause(delayMs, signal)
      }
    }
  } catch (thrown) {
    if (signal.aborted) return { kind: 'cancelled', mayHaveArrived }
    return { kind: mayHaveArrived ? 'unconfirmed' : 'notUploaded', error: asRequestError(thrown) }
  }
}

/**
 * Whether the file may have arrived although an attempt failed: decided here and nowhere else. An answer says it by its
 * code. Without an answer, a body that was sent to its end may have arrived, and no other, because the proxy holds back
 * the end of the body until it has seen the whole file.
 */
function mayHaveArrivedAfter(thrown: unknown, isAllSent: boolean): boolean {
  const isAnswer = thrown instanceof RequestError && thrown.code !== 'connectionLost'
  return isAnswer ? thrown.isUnconfirmed : isAllSent
}

/** Half of the delay is certain, so that the server has time to recover; the other half is chance. */
function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(maxDelayMs, firstDelayMs * 2 ** (attempt - 1))
  return Math.round(ceiling / 2 + (random * ceiling) / 2)
}

/** Before the first byte is sent, or anything else is known. */
export const connecting: DeliveryState = {
  kind: 'sending',
  sentBytes: 0,
  totalBytes: 0,
  remainingMs: undefined,
}

/** Tells of one attempt while it lasts, and never during the wait that follows it. */
class AttemptProgress {
  isAllSent = false
  readonly #onState: (state: DeliveryState) => void
  readonly #onAllSent: () => void
  readonly #network: Network
  #startedAt: number
  #stopped = new AbortController()

  constructor(onState: (state: DeliveryState) => void, onAllSent: () => void, network: Network) {
    this.#onState = onState
    this.#onAllSent = onAllSent
    this.#network = network
    this.#startedAt = network.now()
    onState(connecting)
  }

  readonly follow = ({ sentBytes, totalBytes }: SendProgress): void => {
    if (sentBytes === 0) this.#begin()
    if (this.isAllSent) return
    if (sentBytes < totalBytes) {
      const elapsedMs = this.#network.now() - this.#startedAt
      const left = remainingMs(sentBytes, totalBytes, elapsedMs)
      this.#onState({ kind: 'sending', sentBytes, totalBytes, remainingMs: left })
      return
    }
    this.isAllSent = true
    this.#onAllSent()
    this.#onState({ kind: 'confirming', isLong: false })
    this.#network.wait(longConfirmationMs, this.#stopped.signal).then(
      () => this.isAllSent && this.#onState({ kind: 'confirming', isLong: true }),
      () => {},
    )
  }

  /** Once for each session that it is sent with. A host page may take minutes to renew one, while nothing is sent. */
  #begin(): void {
    this.stop()
    this.isAllSent = false
    this.#startedAt = this.#network.now()
    this.#stopped = new AbortController()
  }

  stop(): void {
    this.#stopped.abort()
  }
}

/** Tells nothing for the first second, nor of a short time: a number that jumps helps nobody. */
function remainingMs(sentBytes: number, totalBytes: number, elapsedMs: number): number | undefined {
  if (elapsedMs < 1000 || sentBytes === 0) return undefined
  const estimate = (elapsedMs / sentBytes) * (totalBytes - sentBytes)
  return estimate < 8000 ? undefined : estimate
}
