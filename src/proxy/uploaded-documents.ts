import * as z from 'zod'
import { keptMs } from './idempotency.ts'
import { type Store } from './store.ts'
import { storeKey } from './store-key.ts'
import { ticketTtlMs } from './tickets.ts'

const uploadedSchema = z.object({ sha256: z.string(), receipt: z.string() })
export type UploadedDocument = z.infer<typeof uploadedSchema>

/** Which documents have their file, which file that is, and the receipt for it: a ticket is good for one upload. */
export interface UploadedDocuments {
  get(documentId: string): Promise<UploadedDocument | undefined>
  set(documentId: string, uploaded: UploadedDocument): Promise<void>
}

/** As long as any ticket for the document can live: the last is issued when generate is last repeated. */
const rememberedMs = keptMs + ticketTtlMs

export function createUploadedDocuments(store: Store): UploadedDocuments {
  return {
    async get(documentId) {
      const stored = await store.get(storeKey('uploaded', documentId))
      return stored === undefined ? undefined : uploadedSchema.parse(JSON.parse(stored))
    },
    async set(documentId, { sha256, receipt }) {
      await store.set(storeKey('uploaded', documentId), JSON.stringify({ sha256, receipt }), rememberedMs)
    },
  }
}
