import { type OpenDocument } from '../../../contract/api/visit.ts'
import { placesLeft, type Visit } from '../visit.ts'
import { type VisitRules } from '../visit-rules.ts'

/**
 * The document that a new visit goes on with unasked: the only one that waits, where nothing else may be registered. One
 * that was registered under other terms may not be what is asked for now. One of which a file was sent needs words first.
 */
export function soleWaiting(rules: VisitRules, visit: Visit): OpenDocument | undefined {
  const { moves, uploadedBefore, waiting = [] } = visit
  const [sole, ...others] = waiting
  const isNew = moves === 0 && uploadedBefore === 0
  if (!sole || others.length > 0 || !isNew || placesLeft(rules, visit) > 0) return undefined
  return sole.state === 'open' && !sole.isUnderOtherTerms ? sole : undefined
}

/** What starting over makes of a document that waits. The proxy takes none back whose file may have arrived. */
export function startingOver(
  rules: VisitRules,
  visit: Visit,
  { state }: OpenDocument,
): 'givesUp' | 'keeps' | 'impossible' {
  if (state === 'open' && !visit.givenUp) return 'givesUp'
  return placesLeft(rules, visit) > 0 ? 'keeps' : 'impossible'
}
