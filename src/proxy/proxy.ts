import { type IncomingMessage, type ServerResponse } from 'node:http'
import fastify, { type FastifyInstance, LogController, type RawServerDefault } from 'fastify'
import { bytesPerMegabyte } from '../contract/file.ts'
import { sendFailure } from './http/answers.ts'
import { createClientErrorHandler, createRequestId } from './http/client-error.ts'
import { drain } from './http/closing.ts'
import { type ProxyConfiguration } from './settings/configuration.ts'
import { createDocumentLimit } from './documents/document-limit.ts'
import { createDocumentStates } from './documents/document-states.ts'
import { addGenerate } from './documents/generate-route.ts'
import { createCountGuest } from './sessions/guest-limit.ts'
import { addGuestSessions } from './sessions/guest-routes.ts'
import { addHealth } from './pages/health-routes.ts'
import { createGenerateOnce } from './documents/idempotency.ts'
import { readJsonStrictly } from './http/json-body.ts'
import { createLinks } from './partners/links.ts'
import { createLog, type Log } from './http/log.ts'
import { createMemoryStore } from './store/memory-store.ts'
import { createMetrics } from './http/metrics.ts'
import { addPartners } from './partners/partner-routes.ts'
import { Partners } from './partners/partners.ts'
import { createReceipts } from './partners/receipts.ts'
import { discardRequestBody, limitBodyTime, limitRequestTime } from './http/request-body.ts'
import { refuseAmbiguousHeads } from './http/request-head.ts'
import { recordRequests } from './http/request-record.ts'
import { securityHeaders } from './http/security-headers.ts'
import { createRequireSession } from './sessions/require-session.ts'
import { addSessionDescription } from './sessions/session-routes.ts'
import { createSessions } from './sessions/sessions.ts'
import { type Store } from './store/store.ts'
import { createTickets } from './documents/tickets.ts'
import { refuseUnrouted } from './http/unrouted.ts'
import { addUpload } from './upload/upload-route.ts'
import { Upstream } from './upstream/upstream.ts'
import { createIsWizardFile, serveWizard } from './pages/wizard-pages.ts'

/** What a proxy can be given in place of its own. It closes the store it uses. */
export interface ProxyParts {
  readonly store?: Store
  readonly log?: Log
}

export interface RunningProxy {
  /** `http://<host>:<port>`, with the port that was taken. */
  readonly origin: string
  /** Takes no more requests, finishes those in flight or cuts them off after `drainMs`, and lets go of everything. */
  close(): Promise<void>
}

const longestJsonBytes = 64 * 1024
const discardBytes = 64 * bytesPerMegabyte
/** Longer than any document ID, so that one too long is judged by its ticket. */
const longestParameter = 500

/** Rejects with Node's own error where the port is taken (`code` is `EADDRINUSE`). */
export async function startProxy(
  configuration: ProxyConfiguration,
  parts?: ProxyParts,
): Promise<RunningProxy> {
  const app = await buildProxy(configuration, parts)
  const { host, port } = configuration
  try {
    return { origin: await app.listen({ host, port }), close: () => app.close() }
  } catch (error) {
    await app.close()
    throw error
  }
}

/** The proxy apart from listening. */
export async function buildProxy(
  configuration: ProxyConfiguration,
  { log = createLog(configuration.logLevel), store: givenStore }: ProxyParts = {},
): Promise<FastifyInstance> {
  const store = givenStore ?? (await openStore(configuration, log))
  const { sessionSecrets, upstreamTimeoutMs, uploadIdleMs, discardMs, wizardDir } = configuration
  const headers = securityHeaders(configuration.publicOrigin)
  const app = fastify<RawServerDefault, IncomingMessage, ServerResponse>({
    loggerInstance: log,
    // Fastify's own lines would hold addresses and headers; `recordRequests` writes ours.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: createRequestId,
    trustProxy: configuration.trustedProxies.length > 0 ? [...configuration.trustedProxies] : false,
    bodyLimit: longestJsonBytes,
    return503OnClosing: false,
    // Node answers a request without Host in words of its own; `refuseAmbiguousHeads` does it in ours.
    http: { requireHostHeader: false },
    clientErrorHandler: createClientErrorHandler(headers),
    frameworkErrors(error, request, reply) {
      discardRequestBody(request.raw, discardBytes, discardMs)
      sendFailure(error, request, reply.headers(headers).header('X-Request-Id', request.id))
    },
    routerOptions: { maxParamLength: longestParameter },
  })
  const metrics = createMetrics()
  const upstream = new Upstream(configuration.upstream, upstreamTimeoutMs, metrics)
  const partners = new Partners(configuration.partners)
  const isPartner = (id: string) => partners.find(id) !== undefined
  const sessions = await createSessions(sessionSecrets, isPartner)
  const tickets = await createTickets(sessionSecrets)
  const links = await createLinks(sessionSecrets, isPartner, store)
  const receipts = await createReceipts(configuration.receiptKeys, store)
  const countGuest = createCountGuest(store, configuration.guestSessionsPerMinute)
  const states = createDocumentStates(store)
  // A login, the call, and both once more where the token had ended.
  const pendingMs = 5 * upstreamTimeoutMs
  const generateOnce = createGenerateOnce({ store, secrets: sessionSecrets, pendingMs })

  // Node would answer any other expectation than 100-continue by itself; it may be ignored (RFC 9110, 10.1.1).
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  // Hooks on closing run last come, first served: this one when nobody needs upstream and store any more.
  app.addHook('onClose', async () => {
    await upstream.close()
    await store.close()
  })
  recordRequests(app, metrics)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers).header('X-Request-Id', request.id)
  })
  limitRequestTime(app, configuration.requestMs)
  refuseAmbiguousHeads(app)
  refuseUnrouted(app, createIsWizardFile(wizardDir))
  drain(app, configuration.drainMs, () => upstream.abandon())
  app.addHook('onSend', async (request) => {
    discardRequestBody(request.raw, discardBytes, discardMs)
  })
  app.setErrorHandler(sendFailure)
  app.removeContentTypeParser('text/plain')

  const requireSession = createRequireSession(app, sessions)
  addHealth(app, upstream, store, metrics)
  await app.register(async (json) => {
    limitBodyTime(json, uploadIdleMs)
    readJsonStrictly(json)
    addGuestSessions(json, configuration, sessions, countGuest)
    addPartners(json, { partners, sessions, links, receipts, publicOrigin: configuration.publicOrigin })
    addSessionDescription(json, configuration, partners, store, requireSession)
    addGenerate(json, {
      requireSession,
      generateOnce,
      tickets,
      upstream,
      metrics,
      withinLimit: createDocumentLimit(store, states),
      countGuest,
      isSandbox: configuration.isSandbox,
    })
  })
  await app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers()
    uploads.addContentTypeParser('multipart/form-data', async () => undefined)
    addUpload(uploads, {
      configuration,
      requireSession,
      tickets,
      receipts,
      states,
      store,
      upstream,
      metrics,
    })
  })
  app.get('/.well-known/jwks.json', async (_request, reply) => {
    reply.header('Cache-Control', 'public, max-age=300')
    return receipts.publicKeys
  })
  await serveWizard(app, wizardDir, partners)
  return app
}

async function openStore({ redisUrl }: ProxyConfiguration, log: Log): Promise<Store> {
  if (redisUrl === undefined) return createMemoryStore()
  // Loaded only here: without Redis its client is not even in memory.
  const { createRedisStore } = await import('./store/redis-store.ts')
  return createRedisStore(redisUrl, log)
}
