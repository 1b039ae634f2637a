import { createRandomId } from '../../../browser/random-id.ts'
import { type SessionDescription } from '../../../contract/api/session.ts'
import { beginVisit } from '../begin-visit.ts'
import { type LoadedVisit, type TabStorage } from './tab-storage.ts'
import { startVisit, type Visit } from '../visit.ts'
import { guestRules } from '../visit-rules.ts'
import { createVisitStore, type VisitStore } from '../visit-store.ts'

/**
 * The visit of a page. Until the session has come it is one that any guest begins. What has been answered by then goes on
 * under the session's rules, unless the tab has kept another visit.
 */
export interface OpenedVisit {
  readonly store: VisitStore
  /** What the tab had kept; undefined until the session has come. */
  readonly loaded: () => LoadedVisit | undefined
  /** The session has come. Only the first call counts. */
  readonly open: (description: SessionDescription, storage: TabStorage) => void
}

export function createOpenedVisit(): OpenedVisit {
  const store = createVisitStore(guestRules, startVisit(guestRules, createRandomId()))
  let loaded: LoadedVisit | undefined
  return {
    store,
    loaded: () => loaded,
    open(description, storage) {
      if (loaded) return
      loaded = storage.load()
      const before = store.get()
      const answered = before.moves > 0 ? before : undefined
      const kept = loaded.kind === 'restored' ? loaded.visit : answered
      const openDocuments = storage.unclaimed(description.openDocuments)
      const { rules, visit } = beginVisit({ ...description, openDocuments }, kept, createRandomId())
      store.begin(rules, visit)
      if (kept === before) keepVisit(storage, store.get())
    },
  }
}

/** A visit that has come to its end leaves nothing behind. One that has nothing but what waits is begun anew. */
export function keepVisit(storage: TabStorage, visit: Visit): void {
  if (visit.step === 'finished') storage.clear()
  else if (visit.step !== 'resume' || visit.receipts.length > 0) storage.save(visit)
}
