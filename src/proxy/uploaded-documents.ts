import * as z from 'zod'
import { type JudgedFile } from './file-judge.ts'
import { keptMs } from './idempotency.ts'
import { type Store } from './store.ts'
import { storeKey } from './store-key.ts'
import { ticketTtlMs } from './tickets.ts'

const uploadedSchema = z.object({ bytes: z.number(), sha256: z.string() })

/** Which documents have their file, and which file that is: a ticket is good for one upload. */
export interface UploadedDocuments {
  get(documentId: string): Promise<JudgedFile | undefined>
  set(documentId: string, file: JudgedFile): Promise<void>
}

/** As long as any ticket for the document can live: the last is issued when generate is last repeated. */
const rememberedMs = keptMs + ticketTtlMs

export function createUploadedDocuments(store: Store): UploadedDocuments {
  return {
    async get(documentId) {
      const stored = await store.get(storeKey('uploaded', documentId))
      return stored === undefined ? undefined : uploadedSchema.parse(JSON.parse(stored))
    },
    async set(documentId, { bytes, sha256 }) {
      await store.set(storeKey('uploaded', documentId), JSON.stringify({ bytes, sha256 }), rememberedMs)
    },
  }
}
