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
 * Which documents have their file, which file that is, and the receipt for it: a ticket is good for one upload. And
 * which wait for their file, or never get it, as far as they count towards a limit: `document-limit.ts` says so.
 */
export interface DocumentStates {
  get(documentId: string): Promise<DocumentState | undefined>
  /** Keeps that a document has been registered, for as long as it is counted. */
  register(documentId: string, countedMs: number): Promise<void>
  setUploaded(documentId: string, uploaded: UploadedDocument): Promise<void>
  /** Gives a document up for good; answers whether it was still `registered`. */
  giveUp(documentId: string): Promise<boolean>
}

const registered = JSON.stringify({ state: 'registered' } satisfies DocumentState)
const givenUp = JSON.stringify({ state: 'givenUp' } satisfies DocumentState)

/** As long as any ticket for the document can live: the last is issued when generate is last repeated. */
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
