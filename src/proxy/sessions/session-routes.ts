import { type FastifyInstance } from 'fastify'
import { type SessionDescription } from '../../contract/session.ts'
import { success } from '../http/answers.ts'
import { type ProxyConfiguration } from '../settings/configuration.ts'
import { remainingDocuments } from '../documents/document-limit.ts'
import { type Partners } from '../partners/partners.ts'
import { type RequireSession, sessionOf } from './require-session.ts'
import { type Store } from '../store/store.ts'

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
