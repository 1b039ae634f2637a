import { randomUUID } from 'node:crypto'
import { Failure } from '../http/failure.ts'
import { type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'

/** Short, so that a replica that died blocks its documents for a moment only; an upload renews it while it lasts. */
const lockTtlMs = 30_000

/**
 * Does the work while nobody else uploads to this document or puts another in its place, on whichever replica. Where
 * somebody does, `otherwise` is done instead: by default it fails (`uploadInProgress`).
 */
export async function withDocumentLock<Result>(
  store: Store,
  documentId: string,
  work: () => Promise<Result>,
  otherwise: () => Promise<Result> = failInProgress,
): Promise<Result> {
  const key = storeKey('documentLock', documentId)
  const holder = randomUUID()
  if (!(await store.setIfAbsent(key, holder, lockTtlMs))) return otherwise()
  const renewing = setInterval(() => {
    // A renewal that fails is made up for by the next: there are two more before the lock ends.
    store.replaceIf(key, holder, holder, lockTtlMs).catch(() => undefined)
  }, lockTtlMs / 3).unref()
  try {
    return await work()
  } finally {
    clearInterval(renewing)
    // Left behind by a store that fails, the lock ends by itself; what came of the work stands.
    await store.deleteIf(key, holder).catch(() => undefined)
  }
}

async function failInProgress(): Promise<never> {
  throw new Failure('uploadInProgress')
}
