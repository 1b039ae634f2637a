import { type CustomerApi, type GeneratedDocument, readDocument } from '../../api/api.ts'
import { call } from '../../api/call.ts'

/**
 * A document that waits for its file, without its name, and a fresh ticket for it. Rejects with `RequestError`: `documentNotFound` and
 * `documentAlreadyUploaded` where somebody gave it up or finished it meanwhile.
 */
export async function resumeDocument(api: CustomerApi, documentId: string): Promise<GeneratedDocument> {
  const path = `/api/documents/${documentId}/resume`
  const answer = await api.withSession((session) =>
    call(path, { method: 'POST', headers: { Authorization: `Bearer ${session}` } }),
  )
  return readDocument(answer)
}
