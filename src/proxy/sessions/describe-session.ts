import { type SessionDescription } from '../../contract/api/session.ts'
import { Failure } from '../http/answer/failure.ts'
import { type Partners } from '../partners/partners.ts'
import { remainingPlaces, requestedEntries, visibleDocuments } from '../visits/session-view.ts'
import { type Visits } from '../visits/visits.ts'
import { type Digest } from './digest.ts'
import { type Session } from './sessions.ts'

/** Tells what a session may do, and which of the customer's documents it can go on with. */
export type DescribeSession = (session: Session) => Promise<SessionDescription>

export function createDescribeSession({
  partners,
  visits,
  digest,
  maxFileBytes,
  isSandbox,
}: {
  readonly partners: Partners
  readonly visits: Visits
  readonly digest: Digest
  readonly maxFileBytes: number
  readonly isSandbox: boolean
}): DescribeSession {
  return async (session) => {
    const {
      sub,
      partner: partnerId,
      expiresAt,
      issuedAt: _issuedAt,
      link: _link,
      idleSeconds: _idleSeconds,
      handoff,
      requested,
      ...terms
    } = session
    // A store that fails must not keep the wizard from opening, unless all that it has to show is there.
    const known = await visits.read(session).catch((error: unknown) => {
      const isEnded = error instanceof Failure && error.code === 'sessionEnded'
      if (requested || isEnded) throw error
      return undefined
    })
    const remaining = known && remainingPlaces(known.visit, session)
    const partner = partnerId === null ? undefined : partners.find(partnerId)
    return {
      ...terms,
      ...(remaining !== undefined && { remainingDocuments: remaining }),
      // A phone has its document already, and learns of no other.
      ...(known && !handoff && { openDocuments: visibleDocuments(known.visit, session, digest) }),
      ...(known && requested && { requested: requestedEntries(known.visit, requested) }),
      partner: partner ? { id: partner.id, displayName: partner.displayName } : null,
      subject: sub,
      ...(partner && { reference: sub }),
      dtsExpireAt: expiresAt.toISOString(),
      limits: { maxFileBytes },
      sandbox: isSandbox,
    }
  }
}
