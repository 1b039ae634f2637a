import { asSent } from '../../contract/document/normalise.ts'
import { type PrefillField, prefillFields } from '../../contract/api/session.ts'
import { type RequestedEntry, type RequestedTerms } from '../../contract/requested/list.ts'
import { stateOfEntry } from '../../contract/requested/state-of-entry.ts'
import { type OpenDocument } from '../../contract/api/visit.ts'
import { type Digest } from '../sessions/digest.ts'
import { type Session, type SessionClaims } from '../sessions/sessions.ts'
import {
  findDocument,
  hiddenDocuments,
  isWaiting,
  isWithin,
  type Scope,
  takenPlaces,
  type Visit,
  type VisitDocument,
} from './visit.ts'

/** The documents that a session could itself have registered. */
export function scopeOf({ types, locked, prefill, requested }: SessionClaims): Scope {
  const lockedTo = <Field extends PrefillField>(field: Field) =>
    locked.includes(field) ? prefill[field] : undefined
  const type = lockedTo('type')
  return {
    keys: requested?.map(({ key }) => key),
    types: type === undefined ? types : [type],
    workflow: lockedTo('workflow'),
    extension: lockedTo('extension'),
  }
}

/** What a session locks, as the form sends it. It may hold a name or a note, so only a digest of it is stored. */
export function lockedTerms({ locked, prefill }: Session): unknown {
  return prefillFields
    .filter((field) => locked.includes(field))
    .map((field) => [field, asSent(field, prefill[field] ?? '')])
}

/** How many documents a session may still register. Undefined if it has no limit, or asks for certain ones. */
export function remainingPlaces(visit: Visit, session: SessionClaims): number | undefined {
  const { maxDocuments, requested } = session
  if (maxDocuments === undefined || requested) return undefined
  const hidden = hiddenDocuments(visit, scopeOf(session)).length
  return Math.max(0, maxDocuments - takenPlaces(visit) + hidden)
}

/** The documents without a file that a session can go on with. */
export function visibleDocuments({ entries }: Visit, session: Session, digest: Digest): OpenDocument[] {
  const scope = scopeOf(session)
  const terms = digest(lockedTerms(session)).all
  return entries
    .filter(isWaiting)
    .filter((entry) => isWithin(scope, entry))
    .map((entry) => ({
      ...describe(entry),
      state: entry.state,
      isUnderOtherTerms: !terms.includes(entry.terms),
    }))
}

/** What a session asks for, and what has become of each entry. */
export function requestedEntries(visit: Visit, requested: readonly RequestedTerms[]): RequestedEntry[] {
  return requested.map((terms) => ({
    ...terms,
    isSkipped: terms.optional === true && (visit.skipped?.includes(terms.key) ?? false),
    documents: visit.entries.flatMap((entry) => {
      if (entry.state !== 'open' && entry.state !== 'unconfirmed' && entry.state !== 'uploaded') return []
      if (entry.requested?.key !== terms.key) return []
      const { side } = entry.requested
      const uploadedAt = entry.state === 'uploaded' && {
        dtsUploadedAt: new Date(entry.uploadedAt).toISOString(),
      }
      return [{ side, ...describe(entry), state: entry.state, ...uploadedAt }]
    }),
  }))
}

/** Whether there is nothing left to do: all that was asked for, or all that may be registered, has its file. */
export function isCompleted(visit: Visit, claims: SessionClaims): boolean {
  const { requested } = claims
  if (requested) return requestedEntries(visit, requested).every((entry) => stateOfEntry(entry) !== 'open')
  const scope = scopeOf(claims)
  const isOpen = visit.entries.some(
    (entry) => entry.state === 'reserved' || (isWaiting(entry) && isWithin(scope, entry)),
  )
  return remainingPlaces(visit, claims) === 0 && !isOpen
}

/** A document that a session can see, open or uploaded. The guards hold a phone to the one that it was handed. */
export function findVisible(visit: Visit, session: Session, documentId: string) {
  const found = findDocument(visit, documentId)
  if (!found || found.state === 'givenUp') return undefined
  const isPhoneOfOne = session.handoff !== undefined && session.requested === undefined
  return isPhoneOfOne || isWithin(scopeOf(session), found) ? found : undefined
}

/** What anybody is told of a document. */
export function describe({ document, registeredAs, registeredAt }: VisitDocument) {
  const { id, type, workflow } = document
  return {
    id,
    type,
    workflow,
    extension: registeredAs,
    dtsRegisteredAt: new Date(registeredAt).toISOString(),
  }
}
