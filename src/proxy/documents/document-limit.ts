import { type Document } from '../../contract/document.ts'
import { type DocumentStates } from './document-states.ts'
import { Failure } from '../http/failure.ts'
import { type Session } from '../sessions/sessions.ts'
import { type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'
import { withDocumentLock } from './document-lock.ts'

const keyOf = ({ partner, sub }: Session) => storeKey('documentCount', partner, sub)

/** As long as an onboarding may take; who comes back later begins a new count. */
const countedMs = 90 * 24 * 60 * 60_000

export interface DocumentLimit {
  /**
   * Has `create` make one of the documents a session allows; one that fails is not counted. `replaced` is the ID of
   * the document of this partner and subject whose place the new one is to take.
   */
  within(session: Session, replaced: string | undefined, create: () => Promise<Document>): Promise<Document>
  /** How many documents a session may still register; undefined where it has no limit, or the store can't tell. */
  remaining(session: Session): Promise<number | undefined>
}

/**
 * Counts documents by partner and subject, so that neither a renewed session nor a second one begins a new count;
 * those of sessions without a limit too, since a later one may have it. Fails with `documentLimitReached`.
 *
 * A document that waits for its file can be replaced: its tickets are void once the new one is there, which is not
 * counted. Only what is known to wait is replaced. Were it enough that nothing is known of a file, a document
 * uploaded so long ago that the store has forgotten it would make room for another.
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
    const replace = async () => {
      if ((await states.get(replaced))?.state !== 'registered') return asUsual()
      const document = await create()
      // What came of it stands, though the store fails now. A lock that was lost may have let an upload in.
      const isGivenUp = await states.giveUp(replaced).catch(() => true)
      if (!isGivenUp) await store.increment(keyOf(session), 1, countedMs).catch(() => undefined)
      return document
    }
    return withDocumentLock(store, replaced, replace, asUsual)
  }

  return {
    async within(session, replaced, create) {
      if (session.partner === null) return await create()
      const document =
        replaced === undefined ? await counted(session, create) : await inPlaceOf(replaced, session, create)
      // Where the store fails, the document can be uploaded, and no other will take its place.
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
