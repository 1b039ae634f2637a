import * as z from 'zod'
import { answerKeptMs } from './idempotency.ts'
import { type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'
import { ticketTtlMs } from './tickets.ts'

const documentStateSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('registered') }),
  z.object({ state: z.literal('uploaded'), sha256: z.string(), receipt: z.string() }),
  z.object({ state: z.literal('givenUp') }),
])
type DocumentState = z.infer<typeof documentStateSchema>
export type UploadedDocument = Extract<DocumentState, { state: 'uploaded' }>

/**
 * Remembers which documents have their file, with the file's SHA-256 and its receipt: a ticket is good for one upload.
 * For `document-limit.ts` it also remembers which documents wait for their file, and which will never get it.
 */
export interface DocumentStates {
  get(documentId: string): Promise<DocumentState | undefined>
  /** Remembers for `countedMs` that a document waits for its file. */
  register(documentId: string, countedMs: number): Promise<void>
  setUploaded(documentId: string, uploaded: UploadedDocument): Promise<void>
  /** Makes a document's tickets void for good. Answers false, and changes nothing, if it was not `registered`. */
  giveUp(documentId: string): Promise<boolean>
}

const registered = JSON.stringify({ state: 'registered' } satisfies DocumentState)
const givenUp = JSON.stringify({ state: 'givenUp' } satisfies DocumentState)

/** As long as any ticket for a document can live. The last repeat of generate issues the last one. */
const rememberedMs = answerKeptMs + ticketTtlMs

export function createDocumentStates(store: Store): DocumentStates {
  const keyOf = (documentId: string) => storeKey('document', documentId)
  return {
    async get(documentId) {
      const stored = await store.get(keyOf(documentId))
      return stored === undefined ? undefined : documentStateSchema.parse(JSON.parse(stored))
    },
    register: (documentId, countedMs) => store.set(keyOf(documentId), registered, countedMs),
    setUploaded: (documentId, uploaded) =>
      store.set(keyOf(documentId), JSON.stringify(uploaded), rememberedMs),
    giveUp: (documentId) => store.replaceIf(keyOf(documentId), registered, givenUp, rememberedMs),
  }
}
