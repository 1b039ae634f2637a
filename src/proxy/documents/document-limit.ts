import { type Document } from '../../contract/document.ts'
import { type DocumentStates } from './document-states.ts'
import { Failure } from '../http/failure.ts'
import { type Session } from '../sessions/sessions.ts'
import { type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'
import { withDocumentLock } from './document-lock.ts'

const keyOf = ({ partner, sub }: Session) => storeKey('documentCount', partner, sub)

/** As long as an onboarding may take. After that a new count begins. */
const countedMs = 90 * 24 * 60 * 60_000

export interface DocumentLimit {
  /**
   * Calls `create` for one of the documents that a session allows, and counts it unless `create` fails. Fails with
   * `documentLimitReached`, or as `create` does. `replaced` is the ID of another document of the same partner and
   * subject: the new one takes its place if it still waits for its file. Fails with `uploadInProgress` if that file is
   * just being uploaded and there is no room for both. Guests have no limit.
   */
  within(session: Session, replaced: string | undefined, create: () => Promise<Document>): Promise<Document>
  /** How many documents a session may still register. Undefined if it has no limit, or if the store fails. */
  remaining(session: Session): Promise<number | undefined>
}

/**
 * Counts documents by partner and subject, so neither a renewed session nor a second one begins a new count. It counts
 * those of sessions without a limit too, because a later session may have one.
 *
 * A document that waits for its file can be replaced. The new document is not counted, and the tickets of the old one
 * are void from then on. The store must say that the old one waits. If it knows nothing, the old one may have its file:
 * the store forgets an upload after a while, and a forgotten upload must not make room for another document.
 */
export function createDocumentLimit(store: Store, states: DocumentStates): DocumentLimit {
  async function counted(session: Session, create: () => Promise<Document>): Promise<Document> {
    const { maxDocuments } = session
    const key = keyOf(session)
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

  async function inPlaceOf(
    replaced: string,
    session: Session,
    create: () => Promise<Document>,
  ): Promise<Document> {
    const asUsual = () => counted(session, create)
    // Whether there will be room shows only when the old document's upload has ended.
    const besideUpload = () =>
      asUsual().catch((error: unknown) => {
        const isFull = error instanceof Failure && error.code === 'documentLimitReached'
        throw isFull ? new Failure('uploadInProgress') : error
      })
    const replace = async () => {
      if ((await states.get(replaced))?.state !== 'registered') return asUsual()
      const document = await create()
      // The new document stands even if the store fails now. If the lock was lost, an upload may have come in: then the
      // old document keeps its place, and the new one counts.
      const isGivenUp = await states.giveUp(replaced).catch(() => true)
      if (!isGivenUp) await store.increment(keyOf(session), 1, countedMs).catch(() => undefined)
      return document
    }
    return withDocumentLock(store, replaced, replace, besideUpload)
  }

  return {
    async within(session, replaced, create) {
      if (session.partner === null) return await create()
      const document =
        replaced === undefined ? await counted(session, create) : await inPlaceOf(replaced, session, create)
      // If the store fails, the document can still be uploaded, but not replaced.
      await states.register(document.id, countedMs).catch(() => undefined)
      return document
    },
    async remaining(session) {
      const { maxDocuments } = session
      if (maxDocuments === undefined) return undefined
      try {
        return Math.max(0, maxDocuments - Number((await store.get(keyOf(session))) ?? 0))
      } catch {
        return undefined
      }
    },
  }
}
