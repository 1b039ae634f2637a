import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { type SessionDescription } from '../../contract/session.ts'
import { success } from '../http/answers.ts'
import { type ProxyConfiguration } from '../settings/configuration.ts'
import { remainingDocuments } from '../documents/document-limit.ts'
import { type Partners } from '../partners/partners.ts'
import { type Session, type Sessions } from './sessions.ts'
import { type Store } from '../store/store.ts'

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

/** `GET /api/session`: what the session may do. */
export function addSessionDescription(
  app: FastifyInstance,
  { maxFileBytes, isSandbox }: ProxyConfiguration,
  partners: Partners,
  store: Store,
  requireSession: RequireSession,
): void {
  app.get('/api/session', { onRequest: requireSession }, async (request) => {
    const session = sessionOf(request)
    const { sub, partner: partnerId, expiresAt, ...terms } = session
    const remaining = await remainingDocuments(store, session)
    const partner = partnerId === null ? undefined : partners.find(partnerId)
    return success<SessionDescription>(request, {
      ...terms,
      ...(remaining !== undefined && { remainingDocuments: remaining }),
      partner: partner ? { id: partner.id, displayName: partner.displayName } : null,
      subject: sub,
      ...(partner && { reference: sub }),
      dtsExpireAt: expiresAt.toISOString(),
      limits: { maxFileBytes },
      sandbox: isSandbox,
    })
  })
}
