import { type FastifyInstance } from 'fastify'
import { success } from '../http/answer/answers.ts'
import { Failure } from '../http/answer/failure.ts'
import { underAnyPressure } from '../load/load-shedding.ts'
import { type Metrics } from '../http/record/metrics.ts'
import { type Scanner } from '../scanning/scan.ts'
import { type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'
import { type Upstream } from '../upstream/upstream.ts'

interface HealthOptions {
  readonly upstream: Upstream
  readonly store: Store
  readonly scanner: Scanner | undefined
  readonly metrics: Metrics
  /** Whether the proxy is about to stop. It still serves, but nobody new should be sent to it. */
  readonly isLeaving: () => boolean
}

/**
 * - `GET /healthz`: the process runs.
 * - `GET /readyz`: as far as is known it can serve customers. It reads the store, and sends nothing to ConnectFi or clamd.
 * - `GET /metrics`: the metrics, in Prometheus' text format.
 */
export async function healthRoutes(
  app: FastifyInstance,
  { upstream, store, scanner, metrics: { registry, upstreamReady }, isLeaving }: HealthOptions,
): Promise<void> {
  app.get('/healthz', underAnyPressure, async (request) => success(request, { status: 'ok' }))

  app.get('/readyz', underAnyPressure, async (request) => {
    if (isLeaving()) throw new Failure('shuttingDown', { retryAfterSeconds: 1 })
    if (upstream.problem) throw upstream.problem
    await store.get(storeKey('ready'))
    return success(request, { status: 'ready', warnings: [...store.warnings, ...(scanner?.warnings ?? [])] })
  })

  app.get('/metrics', underAnyPressure, async (_request, reply) => {
    upstreamReady.set(upstream.problem ? 0 : 1)
    reply.type(registry.contentType)
    return registry.metrics()
  })
}
