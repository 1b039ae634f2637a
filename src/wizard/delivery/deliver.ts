import { asRequestError, RequestError } from '../api/request-error.ts'
import { type SendProgress, type UploadedDocument } from './send-file.ts'

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

/** The three ends of an upload, and the person's own: each is said in its own words. */
export type DeliveryEnd =
  | { readonly kind: 'uploaded'; readonly uploaded: UploadedDocument }
  | { readonly kind: 'notUploaded'; readonly error: RequestError }
  | { readonly kind: 'unconfirmed'; readonly error: RequestError }
  | { readonly kind: 'cancelled'; readonly mayHaveArrived: boolean }

export interface Network {
  /** What the browser believes, which may be wrong both ways (a VPN, a firewall, a network without internet). */
  readonly isOnline: () => boolean
  /** Resolves when the browser says that the network is back, or after `limitMs`; rejects when `signal` aborts. */
  readonly whenOnline: (limitMs: number, signal: AbortSignal) => Promise<void>
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  /** The same between two attempts, or shorter in a test run. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>
  /** From 0 up to 1. */
  readonly random: () => number
  readonly now: () => number
}

export interface Delivery {
  readonly upload: (
    onProgress: (progress: SendProgress) => void,
    signal: AbortSignal,
  ) => Promise<UploadedDocument>
  readonly onState: (state: DeliveryState) => void
  readonly network: Network
  readonly signal: AbortSignal
  /** An earlier upload of this document ended without an answer. */
  readonly mayHaveArrived: boolean
}

export const maxAttempts = 7
const firstDelayMs = 1000
const maxDelayMs = 30_000
const longConfirmationMs = 20_000
/** Together a quarter of an hour: longer than most tunnels, lifts and flat batteries of a router. */
export const maxOfflineWaits = 30
const offlineWaitMs = 30_000

/**
 * Brings one file to its end, and never throws: tries, and where trying again can help, waits and tries again, with
 * exponential back-off and full jitter so that a crowd cut off together doesn't come back together. Where the browser
 * believes itself offline too, a lost connection uses up no attempt: the next one is made as soon as the network is
 * said to be back, or after a while all the same, for that belief is a hint. An attempt after which the file may have
 * arrived is remembered: unless a later one is confirmed, the end is `unconfirmed`, never `notUploaded`.
 */
export async function deliver({
  upload,
  onState,
  network,
  signal,
  mayHaveArrived: mayHaveArrivedBefore,
}: Delivery): Promise<DeliveryEnd> {
  let mayHaveArrived = mayHaveArrivedBefore
  let attempt = 1
  let offlineWaits = 0

  const failed = (error: RequestError): DeliveryEnd => ({
    kind: mayHaveArrived ? 'unconfirmed' : 'notUploaded',
    error,
  })

  /** What is told of an attempt is told while it lasts, and never during the wait that follows it. */
  async function tryOnce(): Promise<UploadedDocument | RequestError> {
    const tracker = trackProgress(onState, network)
    try {
      return await upload(tracker.onProgress, signal)
    } catch (thrown) {
      mayHaveArrived ||= thrown instanceof RequestError ? thrown.isUnconfirmed : tracker.isAllSent()
      if (signal.aborted) throw thrown
      return asRequestError(thrown)
    } finally {
      tracker.stop()
    }
  }

  try {
    for (;;) {
      const outcome = await tryOnce()
      if (!(outcome instanceof RequestError)) return { kind: 'uploaded', uploaded: outcome }
      if (!outcome.isRetryable) return failed(outcome)
      if (outcome.code === 'connectionLost' && !network.isOnline()) {
        if (offlineWaits >= maxOfflineWaits) return failed(outcome)
        offlineWaits += 1
        onState({ kind: 'waitingForNetwork' })
        await network.whenOnline(offlineWaitMs, signal)
      } else {
        if (attempt >= maxAttempts) return failed(outcome)
        const delayMs = Math.max(outcome.retryAfterMs ?? 0, backoffMs(attempt, network.random()))
        attempt += 1
        onState({ kind: 'waitingToRetry', delayMs, attempt })
        await network.pause(delayMs, signal)
      }
    }
  } catch (thrown) {
    return signal.aborted ? { kind: 'cancelled', mayHaveArrived } : failed(asRequestError(thrown))
  }
}

/** Half of the doubled delay is certain, so that a server's breath is; the other half is chance. */
function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(maxDelayMs, firstDelayMs * 2 ** (attempt - 1))
  return Math.round(ceiling / 2 + (random * ceiling) / 2)
}

function trackProgress(onState: (state: DeliveryState) => void, network: Network) {
  const startedAt = network.now()
  let stopped = new AbortController()
  let isAllSent = false
  onState({ kind: 'sending', sentBytes: 0, totalBytes: 0, remainingMs: undefined })
  return {
    isAllSent: () => isAllSent,
    stop: () => stopped.abort(),
    onProgress: ({ sentBytes, totalBytes }: SendProgress) => {
      // Sent once more from the beginning, the session having been renewed in between.
      if (sentBytes === 0 && isAllSent) {
        isAllSent = false
        stopped.abort()
        stopped = new AbortController()
      }
      if (isAllSent) return
      if (sentBytes < totalBytes) {
        onState({
          kind: 'sending',
          sentBytes,
          totalBytes,
          remainingMs: remainingMs(sentBytes, totalBytes, network.now() - startedAt),
        })
        return
      }
      isAllSent = true
      onState({ kind: 'confirming', isLong: false })
      network.wait(longConfirmationMs, stopped.signal).then(
        () => isAllSent && onState({ kind: 'confirming', isLong: true }),
        () => {},
      )
    },
  }
}

/** Says nothing for the first second, and nothing where it would be over soon: a number that jumps helps nobody. */
function remainingMs(sentBytes: number, totalBytes: number, elapsedMs: number): number | undefined {
  if (elapsedMs < 1000 || sentBytes === 0) return undefined
  const estimate = (elapsedMs / sentBytes) * (totalBytes - sentBytes)
  return estimate < 8000 ? undefined : estimate
}
