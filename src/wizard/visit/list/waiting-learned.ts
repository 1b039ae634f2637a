import { type SessionDescription } from '../../../contract/api/session.ts'
import { atPage } from '../pages.ts'
import { type VisitEvent } from '../reduce-visit.ts'
import { notAtHand, placesLeft } from '../visit.ts'
import { firstQuestion } from '../visit-rules.ts'

/**
 * The person looks at the offer again, and this is what waits now. What has its file by now, from elsewhere, counts like
 * what this page has uploaded before. Where nothing waits any more, the visit goes on as it would after a reload.
 */
export function waitingLearned({
  openDocuments,
  remainingDocuments,
}: Pick<SessionDescription, 'openDocuments' | 'remainingDocuments'>): VisitEvent {
  return {
    type: 'ofPart',
    rule: (rules, visit) => {
      const waiting = notAtHand(openDocuments, visit)
      if (visit.step !== 'resume' || !waiting) return visit
      const learned = { ...visit, waiting }
      const places =
        remainingDocuments === undefined ? undefined : remainingDocuments + (visit.givenUp ? 1 : 0)
      const taken = places === undefined ? 0 : Math.max(0, placesLeft(rules, learned) - places)
      const uploadedBefore = visit.uploadedBefore + taken
      const next = { ...learned, uploadedBefore }
      if (waiting.length > 0) return next
      if (visit.receipts.length > 0) return { ...next, step: 'receipt' }
      return placesLeft(rules, next) > 0
        ? atPage(rules, { ...next, document: { state: 'answering' } }, firstQuestion(rules))
        : { ...next, step: 'finished' }
    },
  }
}
