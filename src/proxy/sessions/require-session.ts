import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { type Session, type Sessions } from './sessions.ts'

declare module 'fastify' {
  interface FastifyRequest {
    session: Session | undefined
  }
}

/** An `onRequest` hook that lets only callers with a session pass, before a byte of their body is read. */
export type RequireSession = (request: FastifyRequest) => Promise<void>

export function createRequireSession(app: FastifyInstance, sessions: Sessions): RequireSession {
  app.decorateRequest('session', undefined)
  return async (request) => {
    // oxlint-disable-next-line eslint/no-param-reassign -- how Fastify hands values from a hook to a handler
    request.session = await sessions.authenticate(request.headers.authorization)
  }
}

/** The session of a request that passed `RequireSession`. */
export function sessionOf(request: FastifyRequest): Session {
  if (!request.session) throw new TypeError('This route does not require a session')
  return request.session
}
