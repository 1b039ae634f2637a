import { setTimeout as wait } from 'node:timers/promises'
import { type FastifyInstance } from 'fastify'
import { generateRoute } from './documents/generate-route.ts'
import { createRegister } from './documents/registration.ts'
import { requestedRoutes } from './documents/requested-routes.ts'
import { resumeRoute } from './documents/resume-route.ts'
import { createTickets } from './documents/tickets.ts'
import { createCodes } from './codes/codes.ts'
import { createCheckErrand } from './handoffs/errand.ts'
import { handoffRoutes } from './handoffs/handoff-routes.ts'
import { createHandoffs } from './handoffs/handoffs.ts'
import { createApp } from './http/app.ts'
import { createDescribeCaller } from './http/request/caller.ts'
import { drain } from './http/closing.ts'
import { readJsonStrictly } from './http/body/json-body.ts'
import { createLog, type Log } from './http/record/log.ts'
import { createMetrics } from './http/record/metrics.ts'
import { limitBodyTime } from './http/body/request-body.ts'
import { refuseForeignHosts } from './http/request/own-host.ts'
import { refuseUnrouted } from './http/answer/unrouted.ts'
import { shedLoad } from './load/load-shedding.ts'
import { openapiRoutes } from './openapi/openapi-routes.ts'
import { healthRoutes } from './pages/health-routes.ts'
import { logoFiles } from './pages/partner-pages.ts'
import { readStaticFiles } from './pages/static-files.ts'
import { wizardPages } from './pages/wizard-pages.ts'
import { jwksRoute } from './partners/receipts/jwks-route.ts'
import { createLinks } from './partners/links/links.ts'
import { partnerRoutes } from './partners/partner-routes.ts'
import { Partners } from './partners/partners.ts'
import { createReceiptList } from './partners/receipts/receipt-list.ts'
import { createReceipts } from './partners/receipts/receipts.ts'
import { Scanner } from './scanning/scan.ts'
import { createDescribeSession } from './sessions/describe-session.ts'
import { createDigest } from './sessions/digest.ts'
import { readForwardedAddresses } from './limits/forwarded-addresses.ts'
import { createCountGuest } from './limits/guest-limit.ts'
import { limitRequests } from './limits/request-limits.ts'
import { createCheckIdle } from './sessions/idle-limit.ts'
import { guestRoutes } from './sessions/guest-routes.ts'
import { createSessionGuards } from './sessions/require-session.ts'
import { sessionRoutes } from './sessions/session-routes.ts'
import { createSessions } from './sessions/sessions.ts'
import { type ProxyConfiguration } from './settings/configuration.ts'
import { openStore } from './store/open-store.ts'
import { type Store } from './store/store.ts'
import { LateConfirmations } from './upload/late-confirmations.ts'
import { uploadRoute } from './upload/upload-route.ts'
import { Upstream } from './upstream/upstream.ts'
import { createVisits } from './visits/visits.ts'
import { createEndpoints } from './webhooks/endpoint.ts'
import { webhookRoutes } from './webhooks/webhook-routes.ts'
import { createWebhooks } from './webhooks/webhooks.ts'

/** Parts that a proxy uses in place of its own. It closes the store when it closes. */
export interface ProxyParts {
  readonly store?: Store
  readonly log?: Log
}

export interface RunningProxy {
  /** `http://<host>:<port>`, with the port that was taken. */
  readonly origin: string
  /** Where health and metrics are: the same, or the address of `adminPort`. */
  readonly adminOrigin: string
  /**
   * Says in its readiness that it is about to stop, and takes no new connections after `drainDelayMs`. Finishes the
   * requests in flight, or cuts them off after `drainMs`. Then it closes the upstream's connections and the store.
   */
  close(): Promise<void>
}

/** Starts a proxy. Rejects with Node's own error if it can't listen: `code` is `EADDRINUSE` if the port is taken. */
export async function startProxy(
  configuration: ProxyConfiguration,
  parts?: ProxyParts,
): Promise<RunningProxy> {
  const { host, port, adminPort, drainDelayMs } = configuration
  const leaving = new AbortController()
  const { app, admin } = await buildProxy(configuration, () => leaving.signal.aborted, parts)
  async function close() {
    await app.close()
    await admin.close()
  }
  try {
    const origin = await app.listen({ host, port })
    const adminOrigin = admin === app ? origin : await admin.listen({ host, port: adminPort ?? 0 })
    return {
      origin,
      adminOrigin,
      async close() {
        leaving.abort()
        if (drainDelayMs > 0) await wait(drainDelayMs)
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

interface BuiltProxy {
  readonly app: FastifyInstance
  /** Has health and metrics. */
  readonly admin: FastifyInstance
}

async function buildProxy(
  configuration: ProxyConfiguration,
  isLeaving: () => boolean,
  { log = createLog(configuration.logLevel), store: givenStore }: ProxyParts = {},
): Promise<BuiltProxy> {
  const { sessionSecrets, receiptKeys, publicOrigin, guestSessionsPerMinute } = configuration
  const { uploadIdleMs, upstreamTimeoutMs, maxFileBytes, maxUploads, isSandbox, wizardDir } = configuration
  const { trustedProxies, requestMs, discardMs, drainMs, redisUrl } = configuration
  const { documentsPerHour, documentsPerDay } = configuration
  const { keepAliveMs, maxStoreBytes, maxGenerates, loginPauseMs, mostUpstreamFailures } = configuration
  const { maxEventLoopDelayMs, maxMemoryBytes, requestLimits, uploadLimits } = configuration

  const metrics = createMetrics()
  const store =
    givenStore ?? (await openStore({ redisUrl, maxBytes: maxStoreBytes, isSandbox, metrics, log }))
  const upstream = new Upstream(configuration.upstream, {
    timeoutMs: upstreamTimeoutMs,
    maxGenerates,
    maxUploads,
    loginPauseMs,
    mostFailures: mostUpstreamFailures,
    metrics,
    log,
  })
  const partners = new Partners(configuration.partners)
  const isPartner = (id: string) => partners.find(id) !== undefined
  const codes = createCodes(store)
  const sessions = createSessions(sessionSecrets, isPartner, codes, createCheckIdle(store))
  const tickets = createTickets(sessionSecrets)
  const receipts = await createReceipts(receiptKeys)
  const receiptList = createReceiptList(store, sessionSecrets)
  const countGuest = createCountGuest(store, guestSessionsPerMinute)
  const webhooks = createWebhooks({
    partners: configuration.partners,
    store,
    receipts,
    receiptList,
    endpoints: createEndpoints({ allowsPrivate: configuration.allowsPrivateWebhooks }),
    metrics,
    log,
  })
  const visits = createVisits(store, webhooks.news)
  const lateConfirmations = new LateConfirmations({ visits, metrics, log })
  const links = createLinks(codes, visits, isPartner)
  const handoffs = createHandoffs(store)
  const scanner = configuration.scanner && new Scanner(configuration.scanner)
  const digest = createDigest(sessionSecrets)
  const describe = createDescribeSession({ partners, visits, digest, maxFileBytes, isSandbox })
  const register = createRegister({
    visits,
    digest,
    metrics,
    documentsPerHour,
    documentsPerDay,
    isSandbox,
  })

  const appOptions = {
    log,
    metrics,
    describeCaller: createDescribeCaller(digest),
    publicOrigin,
    hasHttpsSubdomains: configuration.hasHttpsSubdomains,
    trustedProxies,
    keepAliveMs,
    requestMs,
    discardMs,
  }
  const app = createApp(appOptions)
  const admin = configuration.adminPort === undefined ? app : createApp(appOptions)
  // Fastify runs `onClose` hooks in reverse order. This one runs last, when nothing needs upstream and store any more.
  app.addHook('onClose', async () => {
    await lateConfirmations.close()
    await webhooks.sender.close()
    await upstream.close()
    await store.close()
  })
  if (publicOrigin === undefined) refuseForeignHosts(app, configuration.host)
  readForwardedAddresses(app, trustedProxies)
  await shedLoad(app, { maxEventLoopDelayMs, maxMemoryBytes })
  const files = new Map([...(await readStaticFiles(wizardDir)), ...logoFiles(configuration.partners)])
  refuseUnrouted(app, (path) => files.has(path))
  if (admin !== app) refuseUnrouted(admin, () => false)
  drain(app, drainMs, () => upstream.abandon())

  const countRequests = limitRequests(app, store, partners, requestLimits)
  const guards = createSessionGuards(
    app,
    sessions,
    createCheckErrand(handoffs, visits),
    countRequests.session,
  )
  await admin.register(healthRoutes, { upstream, store, scanner, metrics, isLeaving })
  await app.register(jwksRoute, { receipts })
  await app.register(openapiRoutes, { isSandbox })
  await app.register(async (json) => {
    limitBodyTime(json, uploadIdleMs)
    readJsonStrictly(json)
    await json.register(guestRoutes, {
      sessions,
      describe,
      countGuest,
      guestSessionsPerMinute,
      publicOrigin,
    })
    await json.register(partnerRoutes, {
      authenticate: countRequests.partner,
      sessions,
      links,
      receipts,
      receiptList,
      visits,
      storeClock: () => store.now(),
      publicOrigin,
      isSandbox,
    })
    await json.register(webhookRoutes, {
      authenticate: countRequests.partner,
      deliveries: webhooks.deliveries,
    })
    await json.register(sessionRoutes, { guards, describe })
    await json.register(generateRoute, {
      guards,
      handoffs,
      register,
      tickets,
      upstream,
      metrics,
      countGuest,
      isSandbox,
    })
    await json.register(resumeRoute, { guards, visits, tickets, receipts })
    await json.register(handoffRoutes, {
      guards,
      handoffs,
      codes,
      partners,
      sessions,
      visits,
      receipts,
      publicOrigin,
      isSandbox,
    })
    await json.register(requestedRoutes, { guards, visits })
  })
  await app.register(uploadRoute, {
    guards,
    handoffs,
    tickets,
    receipts,
    visits,
    lateConfirmations,
    digest,
    upstream,
    scanner,
    metrics,
    maxFileBytes,
    maxUploads,
    uploadLimits,
    uploadIdleMs,
    upstreamTimeoutMs,
  })
  await app.register(wizardPages, {
    wizardDir,
    files,
    partners,
    isSandbox,
    hasGuests: guestSessionsPerMinute > 0,
  })
  webhooks.sender.start()
  return { app, admin }
}
