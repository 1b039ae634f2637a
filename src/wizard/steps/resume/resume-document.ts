import { type CustomerApi, readDocument } from '../../api/api.ts'
import { call } from '../../api/call.ts'

/**
 * A fresh ticket for a document that waits for its file. Rejects with `RequestError`: `documentNotFound` and
 * `documentAlreadyUploaded` where somebody gave it up or finished it meanwhile.
 */
export async function resumeDocument(api: CustomerApi, documentId: string): Promise<string> {
  const path = `/api/documents/${documentId}/resume`
  const answer = await api.withSession((session) =>
    call(path, { method: 'POST', headers: { Authorization: `Bearer ${session}` } }),
  )
  return readDocument(answer).ticket
}
