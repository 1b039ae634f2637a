import { type FastifyInstance } from 'fastify'
import * as z from 'zod'
import { type WebhookDelivery, type WebhookEvent } from '../../contract/api/back-end.ts'
import { success } from '../http/answer/answers.ts'
import { Failure } from '../http/answer/failure.ts'
import { parseOrRefuse } from '../http/request/parse-or-refuse.ts'
import { type CountRequests } from '../limits/request-limits.ts'
import { type Deliveries, type Delivery } from './deliveries.ts'

interface WebhookRouteOptions {
  readonly authenticate: CountRequests['partner']
  readonly deliveries: Deliveries
}

const pageLength = 100

/** `<time>.<id>` of the last delivery of the page before. */
const querySchema = z.object({
  cursor: z
    .string()
    .regex(/^\d{1,15}\.[\w-]{1,100}$/, 'must be the cursor of an answer')
    .optional(),
  state: z.enum(['waiting', 'delivered', 'failed']).optional(),
})

/**
 * `GET /api/webhooks` and `POST /api/webhooks/:id/resend`: what a partner was told in the last seven days, for their back
 * end with its API key.
 */
export async function webhookRoutes(app: FastifyInstance, options: WebhookRouteOptions): Promise<void> {
  const { authenticate, deliveries } = options

  app.get('/api/webhooks', async (request) => {
    const partner = await authenticate(request)
    const { cursor, state } = parseOrRefuse(querySchema, request.query)
    const [time = '', id] = cursor?.split('.') ?? []
    // Others may have come about in the same millisecond as the last of the page before.
    const until = cursor === undefined ? Infinity : Number(time)
    const found = await deliveries.list(partner.id, { until, most: 2 * pageLength })
    const rest = found.slice(found.findIndex((delivery) => delivery.id === id) + 1)
    const page = rest.slice(0, pageLength)
    const last = rest.length > pageLength ? page.at(-1) : undefined
    return success(request, {
      webhooks: page.filter((delivery) => state === undefined || delivery.state === state).map(describe),
      ...(last && { cursor: `${last.at}.${last.id}` }),
    })
  })

  app.post<{ Params: { id: string } }>('/api/webhooks/:id/resend', async (request) => {
    const partner = await authenticate(request)
    const delivery = await deliveries.resend(partner.id, request.params.id)
    if (!delivery) throw new Failure('notFound')
    return success(request, describe(delivery))
  })
}

function describe(delivery: Delivery): WebhookDelivery {
  const { id, state, attempts, answer, body } = delivery
  return {
    id,
    state,
    attempts,
    ...(answer !== undefined && { lastAnswer: answer }),
    ...(delivery.state === 'waiting' && { dtsNextAttempt: new Date(delivery.dueAt).toISOString() }),
    event: JSON.parse(body) as WebhookEvent,
  }
}
