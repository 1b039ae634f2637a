import { Failure } from '../http/failure.ts'
import { type Session } from '../sessions/sessions.ts'
import { mayUpload } from './handoff.ts'
import { type Handoffs } from './handoffs.ts'

/**
 * Holds a phone's session to its errand: to upload to the one document, and to learn what it needs for that. Fails with
 * `handoffNotAllowed` before the desktop has allowed it and for any other document, and with `handoffEnded` afterwards.
 * Any other session passes.
 */
export type CheckErrand = (session: Session, documentId: string | undefined) => Promise<void>

export function createCheckErrand(handoffs: Handoffs): CheckErrand {
  return async (session, documentId) => {
    if (!session.handoff) return
    const { handoff } = await handoffs.read(session, session.handoff.id)
    if (mayUpload(handoff, documentId ?? handoff.documentId)) return
    const isOwn = documentId === undefined || documentId === handoff.documentId
    throw new Failure(isOwn && handoff.state === 'ended' ? 'handoffEnded' : 'handoffNotAllowed')
  }
}
