import { firstSideOf, isAnyWaiting, placesLeft, type StepName, type Visit } from './visit.ts'
import { askedQuestions, firstQuestion, type VisitRules } from './visit-rules.ts'

/** All pages of a visit as it is now, the first one first. Back leads from each to the one before it. */
function pagesOf(rules: VisitRules, visit: Visit): readonly StepName[] {
  const { step, document, receipts, requested } = visit
  if (step === 'finished') return ['finished']
  // What is begun from a list has no receipt before it, but for the other side of the one that is shown there.
  const isAfterReceipt = !requested || document.state === 'none' || firstSideOf(visit) !== undefined
  const last: readonly StepName[] = receipts.length > 0 && isAfterReceipt ? ['receipt'] : []
  const before: readonly StepName[] = requested ? ['list', ...last] : last
  const offer: readonly StepName[] = !requested && isAnyWaiting(visit) ? ['resume'] : []
  switch (document.state) {
    case 'none':
      return [...before, ...offer]
    case 'answering':
      return [...before, ...offer, ...askedQuestions(rules)]
    case 'asked':
      return [...before, ...askedQuestions(rules)]
    case 'registered':
      return [...before, 'details', 'file']
    default:
      return document satisfies never
  }
}

/** The pages that Back and Forward may lead to: none beyond a question that has no answer yet. */
export function reachablePages(rules: VisitRules, visit: Visit): readonly StepName[] {
  const { workflow, type } = visit.answers
  const pages = pagesOf(rules, visit)
  const open = pages.findIndex(
    (page) => (page === 'workflow' && workflow === undefined) || (page === 'type' && type === undefined),
  )
  return open === -1 ? pages : pages.slice(0, open + 1)
}

/** How many pages lie before the one that is shown. */
export function depthOf(rules: VisitRules, visit: Visit): number {
  return pagesOf(rules, visit).indexOf(visit.step)
}

/** The page before the one that is shown. The first page has none. */
export function pageBefore(rules: VisitRules, visit: Visit): StepName | undefined {
  return pagesOf(rules, visit)[depthOf(rules, visit) - 1]
}

export function pageAfter(rules: VisitRules, visit: Visit, page: StepName): StepName {
  const pages = reachablePages(rules, visit)
  return pages[pages.indexOf(page) + 1] ?? page
}

/** The visit at `step`, or at the first question before it that has no answer. */
export function atPage(rules: VisitRules, visit: Visit, step: StepName): Visit {
  const pages = reachablePages(rules, visit)
  return { ...visit, step: pages.includes(step) ? step : (pages.at(-1) ?? firstQuestion(rules)) }
}

/**
 * A visit that was kept, at a page that it has. A press whose answer was lost is made once more by the reload. Where
 * nothing more may be registered, the documents that wait take the place of the questions.
 */
export function resumedVisit(rules: VisitRules, kept: Visit): Visit {
  const resumed = atPage(rules, kept, kept.step)
  const { document } = resumed
  if (document.state === 'answering' && isAnyWaiting(kept) && placesLeft(rules, kept) <= 0)
    return { ...resumed, document: { state: 'none' }, step: 'resume' }
  if (document.state !== 'asked' || !document.wish?.isLost) return resumed
  const { id, request } = document.wish
  return { ...resumed, document: { ...document, wish: { id, request } } }
}
