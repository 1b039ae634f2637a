import { type FastifyInstance } from 'fastify'
import { type SessionDescription } from '../../contract/session.ts'
import { success } from '../http/answers.ts'
import { type DocumentLimit } from '../documents/document-limit.ts'
import { type Partners } from '../partners/partners.ts'
import { type RequireSession, sessionOf } from './require-session.ts'

interface SessionOptions {
  readonly requireSession: RequireSession
  readonly partners: Partners
  readonly documentLimit: DocumentLimit
  readonly maxFileBytes: number
  readonly isSandbox: boolean
}

/** `GET /api/session`: what the session may do. */
export async function sessionRoutes(app: FastifyInstance, options: SessionOptions): Promise<void> {
  const { requireSession, partners, documentLimit, maxFileBytes, isSandbox } = options

  app.get('/api/session', { onRequest: requireSession }, async (request) => {
    const session = sessionOf(request)
    const { sub, partner: partnerId, expiresAt, ...terms } = session
    const remaining = await documentLimit.remaining(session)
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
