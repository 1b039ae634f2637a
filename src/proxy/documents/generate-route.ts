import { type FastifyInstance, type FastifyReply } from 'fastify'
import {
  generateRequestSchema,
  type Document,
  type GenerateRequest,
} from '../../contract/document/document.ts'
import { errorRule } from '../../contract/errors.ts'
import { idempotencyKeyHeader, uploadTicketHeader } from '../../contract/file.ts'
import { type Handoffs } from '../handoffs/handoffs.ts'
import { termsOfEntry } from '../../contract/requested/terms-of-entry.ts'
import { success } from '../http/answer/answers.ts'
import { Failure } from '../http/answer/failure.ts'
import { type CountGuest } from '../limits/guest-limit.ts'
import { parseIdempotencyKey } from '../http/request/idempotency-key.ts'
import { type Metrics } from '../http/record/metrics.ts'
import { headerValue } from '../http/request/request-head.ts'
import { type SessionGuards, sessionOf } from '../sessions/require-session.ts'
import { checkTerms } from '../partners/session-terms.ts'
import { type Register } from './registration.ts'
import { requestedBy } from './requested-side.ts'
import { type Tickets } from './tickets.ts'
import { type Upstream } from '../upstream/upstream.ts'
import { validationContext } from './validation-context.ts'

interface GenerateOptions {
  readonly guards: SessionGuards
  readonly handoffs: Handoffs
  readonly register: Register
  readonly tickets: Tickets
  readonly upstream: Upstream
  readonly metrics: Metrics
  readonly countGuest: CountGuest
  /** In the sandbox, guests are not counted by their address. */
  readonly isSandbox: boolean
}

/**
 * `POST /api/akepa/document/generate`. A generate goes on when its caller leaves, so that a repeat finds its answer.
 * Closing waits for it.
 */
export async function generateRoute(app: FastifyInstance, options: GenerateOptions): Promise<void> {
  const { guards, handoffs, register, tickets, upstream, metrics, countGuest, isSandbox } = options

  async function generate(requestId: string, body: GenerateRequest): Promise<Document> {
    try {
      return await upstream.generate(body)
    } catch (error) {
      if (error instanceof Failure && errorRule(error.code).unconfirmed) {
        metrics.possibleOrphans.inc()
        app.log.warn({ requestId, code: error.code }, 'the answer to a generate was lost: possible orphan')
      }
      throw error
    }
  }

  const inFlight = new Set<Promise<Document>>()
  app.addHook('onClose', async () => {
    await Promise.allSettled(inFlight)
  })

  function track(document: Promise<Document>): Promise<Document> {
    inFlight.add(document)
    const forget = () => inFlight.delete(document)
    document.then(forget, forget)
    return document
  }

  app.post(
    '/api/akepa/document/generate',
    { onRequest: guards.requireRegistering },
    async (request, reply) => {
      const session = sessionOf(request)
      const idempotencyKey = parseIdempotencyKey(headerValue(request.headers, idempotencyKeyHeader))
      const body = parseGenerateRequest(request.body)
      const asked = requestedBy(request.headers, session)
      checkTerms(asked ? termsOfEntry(session, asked.entry) : session, body)
      if (session.partner === null && !isSandbox) await countGuest(request.ip, 'document')
      const replaced = tickets.documentOf(headerValue(request.headers, uploadTicketHeader), session)
      if (session.handoff && replaced !== undefined) throw new Failure('handoffNotAllowed')
      const requested = asked?.requested
      const document = await track(
        register(
          {
            session,
            request: body,
            idempotencyKey,
            replaced,
            requested,
            whileCalled: () => whileOpen(reply),
          },
          () => generate(request.id, body),
        ),
      )
      // The desktop's list tells of it. If the store fails now, it does so when a picture comes.
      if (session.handoff) {
        await handoffs.change(session, session.handoff.id, { type: 'registered' }).catch(() => undefined)
      }
      const ticket = { document, registeredAs: body.extension, requested }
      reply.header(uploadTicketHeader, tickets.issue(session, ticket))
      return success(request, document)
    },
  )
}

/** Aborts when the connection closes before the answer has gone. */
function whileOpen(reply: FastifyReply): AbortSignal {
  const leaving = new AbortController()
  if (reply.raw.destroyed) leaving.abort()
  reply.raw.once('close', () => leaving.abort())
  return leaving.signal
}

function parseGenerateRequest(body: unknown): GenerateRequest {
  const parsed = generateRequestSchema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new Failure('requestValidateError', { context: validationContext(body, parsed.error.issues) })
}
