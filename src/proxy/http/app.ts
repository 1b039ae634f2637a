import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import fastify, { type FastifyInstance, LogController, type RawServerDefault } from 'fastify'
import { bytesPerMegabyte } from '../../contract/file.ts'
import { closePipelines } from '../load/pipelining.ts'
import { sendFailure } from './answer/answers.ts'
import { type DescribeCaller, givenRequestId, shortAddress } from './request/caller.ts'
import { answerClientError, createRequestId } from './answer/client-error.ts'
import { type Log } from './record/log.ts'
import { type Metrics } from './record/metrics.ts'
import { discardRequestBody, limitRequestTime } from './body/request-body.ts'
import { refuseAmbiguousHeads } from './request/request-head.ts'
import { recordRequests } from './record/request-record.ts'
import { securityHeaders } from './answer/security-headers.ts'

interface AppOptions {
  readonly log: Log
  readonly metrics: Metrics
  readonly describeCaller: DescribeCaller
  readonly publicOrigin: string | undefined
  readonly hasHttpsSubdomains: boolean
  readonly trustedProxies: readonly string[]
  readonly keepAliveMs: number
  readonly requestMs: number
  readonly discardMs: number
}

/** How long a caller may take for a request's head. `limitRequestTime` limits the rest. */
const longestHeadMs = 60_000
const longestJsonBytes = 64 * 1024
const discardBytes = 64 * bytesPerMegabyte
/** Longer than any document ID, so the ticket's check judges an ID that is too long, not the router. */
const longestParameter = 500

/**
 * A server without routes. Every failure is answered with our envelope and headers, even one that Node finds before any
 * route does. Every request has a limited time and leaves one line in the log.
 */
export function createApp(options: AppOptions): FastifyInstance {
  const { log, metrics, describeCaller, trustedProxies, keepAliveMs, requestMs, discardMs } = options
  const headers = securityHeaders(options.publicOrigin, options.hasHttpsSubdomains)
  const isTrusting = trustedProxies.length > 0
  const app = fastify<RawServerDefault, IncomingMessage, ServerResponse>({
    loggerInstance: log,
    // Fastify's own lines would hold addresses and headers. `recordRequests` writes ours.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: ({ headers: given }) => (isTrusting ? givenRequestId(given) : undefined) ?? createRequestId(),
    trustProxy: isTrusting ? [...trustedProxies] : false,
    bodyLimit: longestJsonBytes,
    return503OnClosing: false,
    serverFactory: (handle) =>
      createServer(
        // Node would answer a request without Host in its own words. `refuseAmbiguousHeads` answers in ours.
        {
          requireHostHeader: false,
          keepAliveTimeout: keepAliveMs,
          requestTimeout: 0,
          headersTimeout: longestHeadMs,
        },
        closePipelines(handle, ({ remoteAddress = '' }) =>
          log.warn(
            { address: shortAddress(remoteAddress) },
            'a connection with too many unanswered requests was closed',
          ),
        ),
      ),
    clientErrorHandler: (error, socket) => answerClientError(error, socket, headers, log),
    frameworkErrors(error, request, reply) {
      discardRequestBody(request.raw, discardBytes, discardMs)
      log.info(
        {
          requestId: request.id,
          method: request.method,
          route: 'none',
          status: 400,
          code: 'requestMalformed',
          address: shortAddress(request.ip),
        },
        'request',
      )
      sendFailure(error, request, reply.headers(headers).header('X-Request-Id', request.id))
    },
    routerOptions: { maxParamLength: longestParameter },
  })
  // Node would answer 417 to any expectation but 100-continue. A server may ignore such a one (RFC 9110, 10.1.1).
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  recordRequests(app, { log, metrics, describeCaller, isTracing: isTrusting })
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers).header('X-Request-Id', request.id)
  })
  limitRequestTime(app, requestMs)
  refuseAmbiguousHeads(app)
  app.addHook('onSend', async (request) => {
    discardRequestBody(request.raw, discardBytes, discardMs)
  })
  app.setErrorHandler(sendFailure)
  app.removeContentTypeParser('text/plain')
  return app
}
