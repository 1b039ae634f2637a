import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { type DescribeCaller, traceIdOf } from '../request/caller.ts'
import { type Log } from './log.ts'
import { type Metrics } from './metrics.ts'

/** nginx's status for a caller that left before the answer. It is never sent. */
const callerGoneStatus = 499

interface RecordOptions {
  readonly log: Log
  readonly metrics: Metrics
  readonly describeCaller: DescribeCaller
  /** Whether a load balancer gives requests a `traceparent`. */
  readonly isTracing: boolean
}

/**
 * Writes one log line and one observation for each request, answered or abandoned. The line holds only the properties
 * listed here, so no other header, path or body can slip into it.
 */
export function recordRequests(
  app: FastifyInstance,
  { log, metrics, describeCaller, isTracing }: RecordOptions,
): void {
  app.decorateRequest('partnerId', undefined)
  app.decorateReply('failure', undefined)
  app.addHook('onRequest', async (request, reply) => {
    const startedAt = performance.now()
    metrics.requestsInFlight.inc()
    reply.raw.once('close', () => record(request, reply, performance.now() - startedAt))
  })

  function record(request: FastifyRequest, reply: FastifyReply, durationMs: number) {
    metrics.requestsInFlight.dec()
    const isAnswered = reply.raw.writableFinished
    const { failure } = reply
    const status = isAnswered ? reply.raw.statusCode : callerGoneStatus
    const code = failure?.code ?? (isAnswered ? '0' : 'callerGone')
    const route = request.routeOptions.url ?? 'none'
    metrics.requestSeconds.observe({ method: request.method, route, status, code }, durationMs / 1000)
    const level = failure?.code === 'internalError' ? 'error' : 'info'
    if (!log.isLevelEnabled(level)) return
    const traceId = isTracing ? traceIdOf(request.headers) : undefined
    const line = {
      requestId: request.id,
      method: request.method,
      route,
      status,
      durationMs: Math.round(durationMs),
      ...describeCaller(request),
      ...(traceId !== undefined && { traceId }),
      ...(failure && { code, cause: causeOf(failure) }),
      ...(level === 'error' && { err: failure?.cause }),
    }
    log[level](line, 'request')
  }
}

/** The code or name of the inner error, such as ECONNREFUSED. Its message might quote something secret. */
function causeOf(failure: Error): string | undefined {
  const { cause } = failure
  if (!(cause instanceof Error)) return undefined
  const { code } = cause as { code?: unknown }
  return typeof code === 'string' ? code : cause.name
}
