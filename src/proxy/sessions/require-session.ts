import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { type CheckErrand } from '../handoffs/errand.ts'
import { Failure } from '../http/answer/failure.ts'
import { type CountRequests } from '../limits/request-limits.ts'
import { type Session, type Sessions } from './sessions.ts'

declare module 'fastify' {
  interface FastifyRequest {
    session: Session | undefined
  }
}

/** An `onRequest` hook that lets only callers with a session pass, before a byte of their body is read. */
type RequireSession = (request: FastifyRequest) => Promise<void>

export interface SessionGuards {
  /** For what no phone may do that a document was handed to. */
  readonly requireSession: RequireSession
  /** Lets phones pass too, for what belongs to their errand: nothing, or the document of the path. */
  readonly requireErrand: RequireSession
  /** Lets phones pass too whose errand is to register documents. */
  readonly requireRegistering: RequireSession
  /** Lets phones pass too, and leaves it to the route what they may do. */
  readonly requireEitherSide: RequireSession
}

export function createSessionGuards(
  app: FastifyInstance,
  sessions: Sessions,
  checkErrand: CheckErrand,
  countSession: CountRequests['session'],
): SessionGuards {
  app.decorateRequest('session', undefined)
  const guard =
    (check: (session: Session, request: FastifyRequest) => Promise<void>): RequireSession =>
    async (request) => {
      const session = await sessions.authenticate(request.headers.authorization)
      await countSession(session)
      await check(session, request)
      // This is how Fastify hands values from a hook to a handler.
      request.session = session
    }
  return {
    requireSession: guard(async ({ handoff }) => {
      if (handoff) throw new Failure('handoffNotAllowed')
    }),
    requireErrand: guard(async (session, { params }) => {
      const { documentId } = params as { documentId?: string }
      await checkErrand(session, { documentId, isRegistering: false })
    }),
    requireRegistering: guard((session) =>
      checkErrand(session, { documentId: undefined, isRegistering: true }),
    ),
    requireEitherSide: guard(async () => undefined),
  }
}

/** The session of a request that passed `RequireSession`. */
export function sessionOf(request: FastifyRequest): Session {
  if (!request.session) throw new TypeError('This route does not require a session')
  return request.session
}
