import { reduceVisit, type VisitEvent } from './reduce-visit.ts'
import { rulesAtHand } from './list/requested-list.ts'
import { type Visit } from './visit.ts'
import { type VisitRules } from './visit-rules.ts'

/**
 * Holds the visit outside React, so that all who listen have heard of an event before `dispatch` returns: it is saved,
 * then, before generate is called with a new key, and before a camera opens, which may cost the page its life.
 */
export interface VisitStore {
  readonly get: () => Visit
  /** The session's rules, narrowed to the entry at hand. The same until that changes. */
  readonly rules: () => VisitRules
  readonly dispatch: (event: VisitEvent) => void
  /** Goes on under the rules of the session, which has come only now. */
  readonly begin: (rules: VisitRules, visit: Visit) => void
  readonly subscribe: (listener: () => void) => () => void
}

export function createVisitStore(firstRules: VisitRules, initial: Visit): VisitStore {
  let rules = firstRules
  let visit = initial
  let narrowed = rulesAtHand(rules, initial)
  const listeners = new Set<() => void>()
  return {
    get: () => visit,
    rules: () => narrowed,
    dispatch(event) {
      const next = reduceVisit(rules, visit, event)
      if (next === visit) return
      if (next.entry !== visit.entry) {
        narrowed = rulesAtHand(rules, next)
      }
      visit = next
      for (const listener of listeners) listener()
    },
    begin(sessionRules, next) {
      rules = sessionRules
      visit = next
      narrowed = rulesAtHand(rules, next)
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
