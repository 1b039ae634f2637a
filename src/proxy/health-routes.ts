import { type FastifyInstance } from 'fastify'
import { success } from './answers.ts'
import { type Metrics } from './metrics.ts'
import { type Upstream } from './upstream.ts'

/**
 * `/healthz`: the process runs. `/readyz`: it can also log in upstream, so sending it customers makes sense.
 * `/metrics`: in Prometheus' text format.
 */
export function addHealth(app: FastifyInstance, upstream: Upstream, { registry }: Metrics): void {
  app.get('/healthz', async (request) => success(request, { status: 'ok' }))

  app.get('/readyz', async (request) => {
    await upstream.checkLogin()
    return success(request, { status: 'ready' })
  })

  app.get('/metrics', async (_request, reply) => {
    reply.type(registry.contentType)
    return registry.metrics()
  })
}
