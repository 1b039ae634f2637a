import { Failure } from './failure.ts'
import { type Session } from './sessions.ts'
import { type Store } from './store.ts'
import { storeKey } from './store-key.ts'

/** As long as an onboarding may take; who comes back later begins a new count. */
const countedMs = 90 * 24 * 60 * 60_000

/** Has `create` make one of the documents a session allows; one that fails is not counted. */
export type WithinLimit = <Result>(session: Session, create: () => Promise<Result>) => Promise<Result>

/**
 * Counts documents by partner and subject, so that neither a renewed session nor a second one begins a new count;
 * those of sessions without a limit too, since a later one may have it. Fails with `documentLimitReached`.
 */
export function createDocumentLimit(store: Store): WithinLimit {
  return async ({ partner, sub, maxDocuments }, create) => {
    if (partner === null) return await create()
    const key = storeKey('documents', partner, sub)
    try {
      const count = await store.increment(key, 1, countedMs)
      if (maxDocuments !== undefined && count > maxDocuments) {
        throw new Failure('documentLimitReached', { context: { maxDocuments } })
      }
      return await create()
    } catch (error) {
      await store.increment(key, -1, countedMs)
      throw error
    }
  }
}
