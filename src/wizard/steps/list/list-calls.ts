import { requestedAnswerSchema } from '../../../contract/requested/list-answer.ts'
import { type RequestedEntry } from '../../../contract/requested/list.ts'
import { type CustomerApi } from '../../api/api.ts'
import { call } from '../../api/call.ts'
import { RequestError } from '../../api/request-error.ts'

type List = RequestedEntry[]

/** All that the session asks for, as it is now. Rejects with `RequestError`, as `changeSkip` does. */
export async function readList(api: CustomerApi): Promise<List> {
  return await listAt(api, '/api/session', 'GET')
}

/** Skips an optional entry, or takes it back. Answers all entries as they are then. */
export async function changeSkip(api: CustomerApi, key: string, isSkipped: boolean): Promise<List> {
  return await listAt(api, `/api/requested/${key}/skip`, isSkipped ? 'PUT' : 'DELETE')
}

async function listAt(api: CustomerApi, path: string, method: string): Promise<List> {
  const { body } = await api.withSession((session) =>
    call(path, { method, headers: { Authorization: `Bearer ${session}` } }),
  )
  const answer = requestedAnswerSchema.safeParse(body)
  if (!answer.success) throw new RequestError('answerUnreadable', { cause: answer.error })
  return answer.data.data.requested
}
