import { type Document, type GenerateRequest } from '../../contract/document.ts'
import { documentAnswerSchema } from '../../contract/envelope.ts'
import { idempotencyKeyHeader, uploadTicketHeader } from '../../contract/file.ts'
import { sessionDescriptionAnswerSchema, type SessionDescription } from '../../contract/session.ts'
import { call } from './call.ts'
import { asRequestError, RequestError } from './request-error.ts'
import { type SessionSource } from '../session/session-source.ts'

interface GeneratedDocument {
  readonly document: Document
  readonly ticket: string
}

/** The proxy as the wizard sees it. Every call rejects with `RequestError`. */
export interface Api {
  describeSession(): Promise<SessionDescription>
  /**
   * Registers a document. The same key with the same request gives the first answer again. With the ticket of a
   * document that was given up, the new document takes its place in the count.
   */
  generate(
    request: GenerateRequest,
    idempotencyKey: string,
    replacedTicket: string | undefined,
  ): Promise<GeneratedDocument>
  /** Makes a call with the session, and once more with a renewed one where the session has ended. */
  withSession<Result>(call: (session: string) => Promise<Result>): Promise<Result>
}

export function createApi(sessions: SessionSource): Api {
  /** A renewed session is bound to the same subject, so nothing else changes. */
  async function withSession<Result>(call: (session: string) => Promise<Result>): Promise<Result> {
    const session = await sessions.current()
    try {
      return await call(session)
    } catch (error) {
      const code = asRequestError(error).code
      if (code !== 'sessionExpired' && code !== 'sessionInvalid') throw error
      return await call(await sessions.renew(session))
    }
  }

  return {
    describeSession: () =>
      withSession(async (session) => {
        const { body } = await call('/api/session', { headers: { Authorization: `Bearer ${session}` } })
        const answer = sessionDescriptionAnswerSchema.safeParse(body)
        if (!answer.success) throw new RequestError('answerUnreadable', { cause: answer.error })
        return answer.data.data
      }),

    generate: (request, idempotencyKey, replacedTicket) =>
      withSession(async (session) => {
        const { body, headers } = await call('/api/akepa/document/generate', {
          method: 'POST',
          headers: {
            'Content-Type': 'application/json',
            Authorization: `Bearer ${session}`,
            [idempotencyKeyHeader]: idempotencyKey,
            ...(replacedTicket !== undefined && { [uploadTicketHeader]: replacedTicket }),
          },
          body: JSON.stringify(request),
        })
        const answer = documentAnswerSchema.safeParse(body)
        const ticket = headers.get(uploadTicketHeader)
        if (!answer.success || ticket === null) {
          throw new RequestError('answerUnreadable', { cause: answer.error })
        }
        return { document: answer.data.data, ticket }
      }),

    withSession,
  }
}
