import { asSent } from '../../contract/normalise.ts'
import { type PrefillField, prefillFields } from '../../contract/session.ts'
import { type OpenDocument } from '../../contract/visit.ts'
import { type Digest } from '../sessions/digest.ts'
import { type Session } from '../sessions/sessions.ts'
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
export function scopeOf({ types, locked, prefill }: Session): Scope {
  const lockedTo = <Field extends PrefillField>(field: Field) =>
    locked.includes(field) ? prefill[field] : undefined
  const type = lockedTo('type')
  return {
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

/** How many documents a session may still register. Undefined if it has no limit. */
export function remainingPlaces(visit: Visit, session: Session): number | undefined {
  const { maxDocuments } = session
  if (maxDocuments === undefined) return undefined
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

/** A document that a session can see, open or uploaded. */
export function findVisible(visit: Visit, session: Session, documentId: string) {
  const found = findDocument(visit, documentId)
  return found && found.state !== 'givenUp' && isWithin(scopeOf(session), found) ? found : undefined
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
