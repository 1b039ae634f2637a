import { reduceVisit, type Visit, type VisitEvent } from './visit.ts'

/**
 * Holds the visit outside React, so that it is saved before `dispatch` returns: a key before generate is called with
 * it, and everything before a camera opens, which may cost the page its life.
 */
export interface VisitStore {
  readonly get: () => Visit
  readonly dispatch: (event: VisitEvent) => void
  readonly subscribe: (listener: () => void) => () => void
}

export function createVisitStore(initial: Visit, save: (visit: Visit) => void): VisitStore {
  let visit = initial
  const listeners = new Set<() => void>()
  return {
    get: () => visit,
    dispatch(event) {
      visit = reduceVisit(visit, event)
      save(visit)
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
