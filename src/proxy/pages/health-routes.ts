import { type FastifyInstance } from 'fastify'
import { success } from '../http/answers.ts'
import { underAnyPressure } from '../load/load-shedding.ts'
import { type Metrics } from '../http/metrics.ts'
import { type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'
import { type Upstream } from '../upstream/upstream.ts'

interface HealthOptions {
  readonly upstream: Upstream
  readonly store: Store
  readonly metrics: Metrics
}

/**
 * - `GET /healthz`: the process runs.
 * - `GET /readyz`: as far as is known it can serve customers. It reads the store, and sends nothing upstream.
 * - `GET /metrics`: the metrics, in Prometheus' text format.
 */
export async function healthRoutes(
  app: FastifyInstance,
  { upstream, store, metrics: { registry, upstreamReady } }: HealthOptions,
): Promise<void> {
  app.get('/healthz', underAnyPressure, async (request) => success(request, { status: 'ok' }))

  app.get('/readyz', underAnyPressure, async (request) => {
    if (upstream.problem) throw upstream.problem
    await store.get(storeKey('ready'))
    return success(request, { status: 'ready', warnings: store.warnings })
  })

  app.get('/metrics', underAnyPressure, async (_request, reply) => {
    upstreamReady.set(upstream.problem ? 0 : 1)
    reply.type(registry.contentType)
    return registry.metrics()
  })
}
