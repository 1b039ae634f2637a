import { type FastifyInstance } from 'fastify'
import { success } from '../http/answers.ts'
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
 * - `GET /readyz`: it can also log in upstream and reach its store, so it can serve customers.
 * - `GET /metrics`: the metrics, in Prometheus' text format.
 */
export async function healthRoutes(
  app: FastifyInstance,
  { upstream, store, metrics: { registry } }: HealthOptions,
): Promise<void> {
  app.get('/healthz', async (request) => success(request, { status: 'ok' }))

  app.get('/readyz', async (request) => {
    await Promise.all([upstream.checkLogin(), store.get(storeKey('ready'))])
    return success(request, { status: 'ready' })
  })

  app.get('/metrics', async (_request, reply) => {
    reply.type(registry.contentType)
    return registry.metrics()
  })
}
