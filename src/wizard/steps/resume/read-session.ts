import { sessionDescriptionAnswerSchema, type SessionDescription } from '../../../contract/session.ts'
import { type CustomerApi } from '../../api/api.ts'
import { call } from '../../api/call.ts'
import { RequestError } from '../../api/request-error.ts'

/** What the session may do as it is now, with what waits. Rejects with `RequestError`. */
export async function readSession(api: CustomerApi): Promise<SessionDescription> {
  const { body } = await api.withSession((session) =>
    call('/api/session', { headers: { Authorization: `Bearer ${session}` } }),
  )
  const answer = sessionDescriptionAnswerSchema.safeParse(body)
  if (!answer.success) throw new RequestError('answerUnreadable', { cause: answer.error })
  return answer.data.data
}
