import { PassThrough } from 'node:stream'
import { type FastifyInstance, type FastifyRequest } from 'fastify'
import * as z from 'zod/mini'
import { type Backend, type VerifiedWebhook, verifyWebhook } from '../backend/backend.ts'
import { type Customer, type Customers } from './customers.ts'
import { PortalFailure } from './portal-failure.ts'
import { faultsSchema, linkRequestSchema } from './portal-messages.ts'

interface DeskOptions {
  readonly wizard: Backend
  readonly customers: Customers
  readonly customerOf: (request: FastifyRequest) => Customer
  readonly read: <Schema extends z.ZodMiniType>(schema: Schema, request: FastifyRequest) => z.output<Schema>
  readonly sandboxOrigin: string
  readonly webhookSecret: string
}

const reusableDays = 30
const timeLimitMs = 10_000

/**
 * What whoever tries the wizard out sets and watches: links, the end of sessions, the sandbox's faults, webhooks. A bank's
 * back end would have the webhooks' endpoint of these, and perhaps the links.
 */
export async function deskRoutes(app: FastifyInstance, options: DeskOptions): Promise<void> {
  const { wizard, customers, customerOf, read, sandboxOrigin, webhookSecret } = options

  app.post('/links', (request) => {
    const { settings, isReusable } = read(linkRequestSchema, request)
    const terms = { ...settings, reference: customerOf(request).reference }
    return wizard.createLink(terms, isReusable ? { reusable: true, days: reusableDays } : {})
  })

  app.post('/sessions/end', (request) => wizard.endSessions(customerOf(request).reference))

  app.get('/faults', async () => ({ faults: await callSandbox(sandboxOrigin) }))

  app.post('/faults', async (request, reply) => {
    await callSandbox(sandboxOrigin, read(faultsSchema, request).faults)
    return reply.status(204).send()
  })

  /** The customer's webhooks, those that have come and those to come, as server-sent events. */
  app.get('/webhooks', (request, reply) => {
    const { webhooks, news } = customerOf(request)
    const events = new PassThrough()
    const send = (webhook: VerifiedWebhook) => void events.write(`data: ${JSON.stringify(webhook)}\n\n`)
    // The browser hears at once that the stream is open.
    events.write(': open\n\n')
    for (const webhook of webhooks) send(webhook)
    news.on('webhook', send)
    request.raw.once('close', () => {
      news.off('webhook', send)
      events.end()
    })
    return reply.type('text/event-stream').send(events)
  })

  await app.register(async (inbox) => {
    // The signature is of the very text that was posted.
    inbox.removeAllContentTypeParsers()
    inbox.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    )
    inbox.post('/webhooks', async ({ body, headers }, reply) => {
      customers.tell(await verifyWebhook(String(body), headers, webhookSecret))
      return reply.status(204).send()
    })
  })
}

/** Sets the faults of the sandbox, or asks for those that are set. */
async function callSandbox(origin: string, faults?: readonly string[]): Promise<string[]> {
  const set = faults && {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(faults),
  }
  try {
    const response = await fetch(`${origin}/sandbox/faults`, {
      ...set,
      signal: AbortSignal.timeout(timeLimitMs),
    })
    if (!response.ok) throw new Error(`The sandbox answered ${response.status}.`)
    return faults ? [] : z.array(z.string()).parse(await response.json())
  } catch (cause) {
    throw new PortalFailure('sandboxUnreachable', 'The sandbox gave no usable answer.', cause)
  }
}
