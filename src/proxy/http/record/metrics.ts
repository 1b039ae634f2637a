import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export type UpstreamCallName = 'login' | 'generate' | 'upload'

/** What `/metrics` shows. No label names a person, a partner or a document. */
export interface Metrics {
  readonly registry: Registry
  readonly requestSeconds: Histogram<'method' | 'route' | 'status' | 'code'>
  readonly requestsInFlight: Gauge
  readonly uploadsInFlight: Gauge
  readonly uploadedBytes: Counter
  readonly upstreamSeconds: Histogram<'call' | 'outcome'>
  /** Live entries of a store in this process that gave their room to others. */
  readonly storeEvictions: Counter
  readonly readStoreBytes: (read: () => number) => void
  /** Whether calls to the upstream can succeed, as far as is known. */
  readonly upstreamReady: Gauge
  /** Generates whose answer was lost. Each may have left a document upstream that never gets a file. */
  readonly possibleOrphans: Counter
  /** Attempts to post to partners' webhooks, `delivered` or `failed`, and those `dropped` because too many waited. */
  readonly webhookAttempts: Counter<'outcome'>
  /** Confirmed uploads that the store could not keep at once, and has `kept` since, or that are `lost` to it. */
  readonly lateConfirmations: Counter<'outcome'>
  readonly readLateConfirmations: (read: () => number) => void
  readonly readWebhooksWaiting: (read: () => Promise<number>) => void
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'proxy_request_duration_seconds',
      help: 'Requests answered, by route, status and error code (0 where there was none).',
      labelNames: ['method', 'route', 'status', 'code'],
      buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300],
      registers,
    }),
    requestsInFlight: new Gauge({
      name: 'proxy_requests_in_flight',
      help: 'Requests that have begun and are not yet answered.',
      registers,
    }),
    uploadsInFlight: new Gauge({
      name: 'proxy_uploads_in_flight',
      help: 'Uploads being received.',
      registers,
    }),
    uploadedBytes: new Counter({
      name: 'proxy_uploaded_bytes_total',
      help: 'Bytes of files that reached the upstream whole.',
      registers,
    }),
    upstreamSeconds: new Histogram({
      name: 'proxy_upstream_duration_seconds',
      help: 'Calls to the upstream, by endpoint and outcome (0, or an error code).',
      labelNames: ['call', 'outcome'],
      buckets: [0.025, 0.1, 0.5, 1, 5, 15, 60],
      registers,
    }),
    storeEvictions: new Counter({
      name: 'proxy_store_evictions_total',
      help: 'Live entries of a store in memory that gave their room to others.',
      registers,
    }),
    readStoreBytes: (read) => {
      void new Gauge({
        name: 'proxy_store_bytes',
        help: 'About what a store in memory takes.',
        registers,
        collect() {
          this.set(read())
        },
      })
    },
    upstreamReady: new Gauge({
      name: 'proxy_upstream_ready',
      help: 'Whether the proxy is logged in and the upstream answers, as far as is known: 1, or 0.',
      registers,
    }),
    possibleOrphans: new Counter({
      name: 'proxy_possible_orphans_total',
      help: 'Generates whose answer was lost. Each may have left a document without a file upstream.',
      registers,
    }),
    webhookAttempts: new Counter({
      name: 'proxy_webhook_attempts_total',
      help: 'Attempts to post to webhooks, delivered or failed, and webhooks dropped because too many waited.',
      labelNames: ['outcome'],
      registers,
    }),
    lateConfirmations: new Counter({
      name: 'proxy_late_confirmations_total',
      help: 'Confirmed uploads that the store could not keep at once: kept since, or lost but for their receipts.',
      labelNames: ['outcome'],
      registers,
    }),
    readLateConfirmations: (read) => {
      void new Gauge({
        name: 'proxy_late_confirmations_waiting',
        help: 'Confirmed uploads that the store has yet to keep.',
        registers,
        collect() {
          this.set(read())
        },
      })
    },
    readWebhooksWaiting: (read) => {
      void new Gauge({
        name: 'proxy_webhooks_waiting',
        help: 'Webhooks that wait to be delivered, those of all replicas.',
        registers,
        async collect() {
          // While the store can't be reached, nobody knows.
          this.set(await read().catch(() => Number.NaN))
        },
      })
    },
  }
}
