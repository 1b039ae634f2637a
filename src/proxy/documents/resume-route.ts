import { type FastifyInstance } from 'fastify'
import { uploadReceiptHeader, uploadTicketHeader } from '../../contract/file.ts'
import { success } from '../http/answer/answers.ts'
import { Failure } from '../http/answer/failure.ts'
import { type Receipts } from '../partners/receipts/receipts.ts'
import { type SessionGuards, sessionOf } from '../sessions/require-session.ts'
import { findVisible } from '../visits/session-view.ts'
import { type Visits } from '../visits/visits.ts'
import { type Tickets } from './tickets.ts'

interface ResumeOptions {
  readonly guards: SessionGuards
  readonly visits: Visits
  readonly tickets: Tickets
  readonly receipts: Receipts
}

/**
 * `POST /api/documents/:documentId/resume`: a document that waits for its file, without its name, and a fresh ticket. A
 * document that this session could not have registered itself is not found, and neither is one given up.
 */
export async function resumeRoute(app: FastifyInstance, options: ResumeOptions): Promise<void> {
  const { guards, visits, tickets, receipts } = options

  app.post<{ Params: { documentId: string } }>(
    '/api/documents/:documentId/resume',
    { onRequest: guards.requireErrand },
    async (request, reply) => {
      const session = sessionOf(request)
      const { documentId } = request.params
      const { visit } = await visits.read(session)
      const found = findVisible(visit, session, documentId)
      if (!found) throw new Failure('documentNotFound', { context: { documentId } })
      if (found.state === 'uploaded') {
        reply.header(uploadReceiptHeader, receipts.again(session, found))
        throw new Failure('documentAlreadyUploaded')
      }
      const { document, registeredAs, requested } = found
      const ticket = tickets.issue(session, { document, registeredAs, requested })
      reply.header(uploadTicketHeader, ticket)
      return success(request, document)
    },
  )
}
