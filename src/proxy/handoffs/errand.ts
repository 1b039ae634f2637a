import { Failure } from '../http/answer/failure.ts'
import { type Session } from '../sessions/sessions.ts'
import { findVisible } from '../visits/session-view.ts'
import { type Visits } from '../visits/visits.ts'
import { type Handoff, mayWork } from './handoff.ts'
import { type Handoffs } from './handoffs.ts'

/** What is asked for: the document that it is about, if there is one, and whether it registers another. */
interface Asked {
  readonly documentId: string | undefined
  readonly isRegistering: boolean
}

/**
 * Holds a phone's session to its errand: to upload to the one document, or to register and upload what is asked for, and
 * to learn what it needs for that. Fails with `handoffNotAllowed` before the desktop has allowed it and for anything
 * else, and with `handoffEnded` afterwards. Any other session passes.
 */
export type CheckErrand = (session: Session, asked: Asked) => Promise<void>

export function createCheckErrand(handoffs: Handoffs, visits: Visits): CheckErrand {
  async function isOwn(session: Session, { errand }: Handoff, { documentId, isRegistering }: Asked) {
    if ('documentId' in errand) {
      return !isRegistering && (documentId === undefined || documentId === errand.documentId)
    }
    // Until the desktop has allowed it, its session doesn't know what is asked for.
    if (!session.requested) return false
    if (documentId === undefined) return true
    const { visit } = await visits.read(session)
    return findVisible(visit, session, documentId) !== undefined
  }

  return async (session, asked) => {
    if (!session.handoff) return
    const { handoff } = await handoffs.read(session, session.handoff.id)
    if (!(await isOwn(session, handoff, asked))) throw new Failure('handoffNotAllowed')
    if (mayWork(handoff, asked.documentId)) return
    throw new Failure(handoff.state === 'ended' ? 'handoffEnded' : 'handoffNotAllowed')
  }
}
