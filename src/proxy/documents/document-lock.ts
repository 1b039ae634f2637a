import { randomUUID } from 'node:crypto'
import { Failure } from '../http/failure.ts'
import { type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'

/** Short, so a replica that dies blocks its documents only for a moment. The lock is renewed while the work lasts. */
const lockTtlMs = 30_000

/**
 * Does the work under a document's lock, which all replicas share: nobody else uploads to the document or replaces it
 * meanwhile. If the lock is taken, does `otherwise` instead, which by default fails with `uploadInProgress`.
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
    // One renewal may fail: the next comes before the lock ends.
    store.replaceIf(key, holder, holder, lockTtlMs).catch(() => undefined)
  }, lockTtlMs / 3).unref()
  try {
    return await work()
  } finally {
    clearInterval(renewing)
    // If the store fails now, the lock ends by itself. The result of the work stands.
    await store.deleteIf(key, holder).catch(() => undefined)
  }
}

async function failInProgress(): Promise<never> {
  throw new Failure('uploadInProgress')
}
