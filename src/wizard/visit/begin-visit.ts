import { type SessionDescription } from '../../contract/api/session.ts'
import { type OpenDocument } from '../../contract/api/visit.ts'
import { resumedVisit } from './pages.ts'
import { rulesAtHand } from './list/requested-list.ts'
import { notAtHand, startVisit, type Visit } from './visit.ts'
import { type VisitRules } from './visit-rules.ts'

type Description = Pick<
  SessionDescription,
  | 'prefill'
  | 'locked'
  | 'types'
  | 'agent'
  | 'partner'
  | 'maxDocuments'
  | 'remainingDocuments'
  | 'openDocuments'
  | 'requested'
>

/**
 * What a page begins with: the visit that its tab has kept, or else a new one with this ID. The server says which
 * documents wait, as far as it knows.
 */
export function beginVisit(
  description: Description,
  kept: Visit | undefined,
  newId: string,
): { readonly rules: VisitRules; readonly visit: Visit } {
  const { partner, requested } = description
  // What was asked for is offered by the list.
  const openDocuments = requested ? [] : description.openDocuments
  const waiting = kept && withWaiting(kept, openDocuments)
  const known = waiting && requested ? { ...waiting, requested } : waiting
  const rules = {
    ...description,
    maxDocuments: mostDocuments(description, known),
    isGuest: partner === null,
  }
  return {
    rules,
    visit: known
      ? resumedVisit(rulesAtHand(rules, known), known)
      : startVisit(rules, newId, undefined, openDocuments, requested),
  }
}

function withWaiting(kept: Visit, listed: OpenDocument[] | undefined): Visit {
  const { givenUp, ...rest } = kept
  // The proxy gives no place back while a file of the document may have arrived.
  const isRefused = listed?.some(({ id, state }) => id === givenUp?.documentId && state === 'unconfirmed')
  const visit: Visit = isRefused ? rest : kept
  const waiting = notAtHand(listed, visit)
  return waiting ? { ...visit, waiting } : kept
}

/**
 * How many documents a visit may come to. The proxy counts all that are registered for the person, in this visit and
 * in earlier ones.
 */
export function mostDocuments(
  {
    maxDocuments,
    remainingDocuments,
    openDocuments = [],
  }: Pick<SessionDescription, 'maxDocuments' | 'remainingDocuments' | 'openDocuments'>,
  visit: Visit | undefined,
): number | undefined {
  if (remainingDocuments === undefined) return maxDocuments
  if (!visit) return openDocuments.length + remainingDocuments
  const { document, givenUp, receipts, uploadedBefore, waiting = [] } = visit
  const atHand = document.state === 'registered' ? 1 : 0
  const toBeReplaced = document.state === 'asked' || givenUp ? 1 : 0
  const count = uploadedBefore + receipts.length + waiting.length + atHand + toBeReplaced + remainingDocuments
  // A question that never reached the proxy is among those that remain.
  return Math.min(count, maxDocuments ?? count)
}
