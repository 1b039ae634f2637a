import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import type * as z from 'zod/mini'
import { BackendError, createBackend } from '../backend/backend.ts'
import { type Customer, Customers } from './customers.ts'
import { deskRoutes } from './desk-routes.ts'
import { makeEarlierVisit } from './earlier-visit.ts'
import { isOwnHost } from './own-host.ts'
import { pageHeaders } from './page-headers.ts'
import { fillTemplate } from './page-template.ts'
import { PortalFailure, toPortalFailure } from './portal-failure.ts'
import { receiptToVerifySchema, sessionSettingsSchema, signInSchema } from './portal-messages.ts'
import { requestedDocuments } from './requested-documents.ts'

export interface PortalOptions {
  /** 0 takes any free port. The wizard must list the resulting origin among the partner's. */
  readonly port: number
  /** The wizard's origin, for browsers and for this server. */
  readonly wizardOrigin: string
  readonly sandboxOrigin: string
  readonly partnerId: string
  readonly apiKey: string
  readonly webhookSecret: string
  /** The folder of the built page. */
  readonly pageDir: string
}

export interface Portal {
  /** `http://127.0.0.1:<port>`. For browsers this is another site than the wizard's `http://localhost`. */
  readonly origin: string
  readonly close: () => Promise<void>
}

/**
 * Starts the portal of a made-up bank on 127.0.0.1: a page that embeds the wizard, and the back end behind it. Both are
 * written as a partner would write them.
 *
 * Rejects with Node's own error if the port is taken (`code` is `EADDRINUSE`) or `pageDir` holds no page.
 */
export async function startPortal({ port, pageDir, ...account }: PortalOptions): Promise<Portal> {
  const app = await buildPortal({ pageDir, ...account })
  try {
    return { origin: await app.listen({ host: '127.0.0.1', port }), close: () => app.close() }
  } catch (error) {
    await app.close()
    throw error
  }
}

/** To which the wizard's page links, in a new tab. */
const ownPages = [
  [
    '/privacy',
    'Privacy',
    'Quillhaven is made up. What you upload here stays in the sandbox of this machine.',
  ],
  ['/help', 'Help', 'Quillhaven is made up. The README of the wizard says how everything works.'],
] as const

async function buildPortal({
  wizardOrigin,
  sandboxOrigin,
  partnerId,
  apiKey,
  webhookSecret,
  pageDir,
}: Omit<PortalOptions, 'port'>): Promise<FastifyInstance> {
  const wizard = createBackend({ origin: wizardOrigin, partner: partnerId, apiKey })
  const customers = new Customers()
  const html = await readFile(join(pageDir, 'index.html'), 'utf8')
  const headers = pageHeaders(wizardOrigin)
  const app = fastify({ logger: { level: 'error' }, forceCloseConnections: true, bodyLimit: 16 * 1024 })
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers)
    if (!isOwnHost(request.headers.host)) {
      throw new PortalFailure(
        'hostRefused',
        'The portal answers to names of its own machine alone, such as localhost.',
      )
    }
  })
  app.setErrorHandler(sendFailure)
  app.setNotFoundHandler(() => {
    throw new PortalFailure('notFound', 'There is nothing here.')
  })
  await app.register(fastifyStatic, { root: join(pageDir, 'assets'), prefix: '/assets/', index: false })

  function customerOf(request: FastifyRequest): Customer {
    const customer = customers.find(request.headers.cookie)
    if (!customer) throw new PortalFailure('signedOut', 'Nobody is signed in any more: load the page again.')
    return customer
  }

  async function take(customer: Customer, receipts: readonly string[]) {
    for (const receipt of receipts) {
      const {
        type,
        partner: _partner,
        reference: _reference,
        ...file
      } = await wizard.verifyReceipt(receipt, customer)
      customer.receipts.set(file.documentId, { ...file, documentType: type })
    }
    return { receipts: [...customer.receipts.values()] }
  }

  app.get('/', (request, reply) => {
    let customer = customers.find(request.headers.cookie)
    if (!customer) {
      const signedIn = customers.signIn({ hasList: false })
      customer = signedIn.customer
      reply.header('Set-Cookie', signedIn.setCookie)
    }
    const { name, reference, hasList } = customer
    const values = {
      wizardOrigin,
      sandboxOrigin,
      partnerId,
      customerName: name,
      initial: name.charAt(0),
      reference,
      hasList: String(hasList),
    }
    return reply.type('text/html; charset=utf-8').send(fillTemplate(html, values))
  })

  await app.register(deskRoutes, { wizard, customers, customerOf, read, sandboxOrigin, webhookSecret })
  for (const [path, title, text] of ownPages) {
    const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${title} – Quillhaven</title><h1>${title}</h1><p>${text}</p></html>`
    app.get(path, (_request, reply) => reply.type('text/html; charset=utf-8').send(page))
  }

  app.post('/session', (request) =>
    wizard.createSession({
      ...read(sessionSettingsSchema, request),
      reference: customerOf(request).reference,
    }),
  )

  app.get('/receipts', (request) => take(customerOf(request), []))

  app.post('/receipts', (request) =>
    take(customerOf(request), [read(receiptToVerifySchema, request).receipt]),
  )

  app.post('/receipts/missed', async (request) => {
    const customer = customerOf(request)
    return take(customer, await wizard.receipts(customer.reference))
  })

  app.post('/sign-in', async (request, reply) => {
    const asked = read(signInSchema, request)
    const { customer, setCookie } = customers.signIn(asked)
    if (asked.hasList) {
      const terms = { reference: customer.reference, requested: requestedDocuments }
      const { session } = await wizard.createSession(terms)
      await take(customer, [await makeEarlierVisit(wizardOrigin, session)])
    }
    customers.signOut(request.headers.cookie)
    return reply.header('Set-Cookie', setCookie).status(204).send()
  })

  app.post('/sign-out', (request, reply) =>
    reply.header('Set-Cookie', customers.signOut(request.headers.cookie)).status(204).send(),
  )

  return app
}

function read<Schema extends z.ZodMiniType>(schema: Schema, { body }: FastifyRequest): z.output<Schema> {
  const parsed = schema.safeParse(body ?? {})
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const place = issue?.path.join('.') ?? ''
  throw new PortalFailure('requestInvalid', `Not valid: ${place} ${issue?.message ?? ''}`, parsed.error)
}

function sendFailure(
  given: FastifyError | PortalFailure | BackendError,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const error = given instanceof BackendError ? toPortalFailure(given) : given
  if (error instanceof PortalFailure)
    return reply.status(error.status).send({ code: error.code, message: error.message })
  const status = error.statusCode ?? 500
  if (status < 500) return reply.status(status).send({ code: 'requestInvalid', message: error.message })
  request.log.error(error)
  return reply.status(500).send({ code: 'internalError', message: 'Something went wrong here.' })
}
