import { createHmac, randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import * as z from 'zod/mini'
import { documentSchema, type Document, type GenerateRequest } from '../../contract/document.ts'
import { isErrorCode } from '../../contract/errors.ts'
import { deriveKey } from '../sessions/derived-key.ts'
import { Failure } from '../http/failure.ts'
import { type Session } from '../sessions/sessions.ts'
import { type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'

/**
 * What the store keeps of a generate under its Idempotency-Key. `digest` shows whether a repeat has the same body,
 * without showing the body. The document's name is not kept: the repeat's body has the same name.
 */
const recordSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('pending'), digest: z.string(), attempt: z.string() }),
  z.object({
    state: z.literal('failed'),
    attempt: z.string(),
    code: z.custom<Failure['code']>((code) => typeof code === 'string' && isErrorCode(code)),
    retryAfterSeconds: z.optional(z.number()),
  }),
  z.object({
    state: z.literal('done'),
    digest: z.string(),
    document: z.omit(documentSchema, { name: true }),
  }),
])
type GenerateRecord = z.infer<typeof recordSchema>

export const answerKeptMs = 24 * 60 * 60_000
/** Long enough for every waiting repeat to learn that the attempt has failed. */
const failureKeptMs = 30_000
const pollEveryMs = 50

export interface IdempotencyOptions {
  readonly store: Store
  readonly secrets: readonly string[]
  /** The longest that a generate can take. After that, the replica that began it has died. */
  readonly pendingMs: number
}

export type GenerateOnce = (
  session: Session,
  key: string,
  request: GenerateRequest,
  generate: () => Promise<Document>,
) => Promise<Document>

/**
 * Calls `generate` once for a session's partner and subject, an Idempotency-Key and a body. A repeat gets the first
 * answer, and waits for it if need be. The same key with another body fails with `idempotencyKeyReused`. If the first
 * attempt fails, the repeats that wait for it fail with its code, and the next repeat begins anew. Everything is in the
 * store, so a repeat may reach another replica.
 */
export function createGenerateOnce({ store, secrets, pendingMs }: IdempotencyOptions): GenerateOnce {
  const digestKeys = secrets.map((secret) => deriveKey('digest', secret))
  const digestsOf = (request: GenerateRequest) =>
    digestKeys.map((key) => createHmac('sha256', key).update(JSON.stringify(request)).digest('base64url'))

  return async (session, idempotencyKey, request, generate) => {
    const key = storeKey('generate', session.partner, session.sub, idempotencyKey)
    const digests = digestsOf(request)
    const attempt = randomUUID()
    const pending = JSON.stringify({
      state: 'pending',
      digest: digests[0] ?? '',
      attempt,
    } satisfies GenerateRecord)

    async function run(): Promise<Document> {
      try {
        const document = await generate()
        const { name: _name, ...nameless } = document
        await keep({ state: 'done', digest: digests[0] ?? '', document: nameless }, answerKeptMs)
        return document
      } catch (error) {
        const { code, retryAfterSeconds } = error instanceof Failure ? error : new Failure('internalError')
        await keep({ state: 'failed', attempt, code, retryAfterSeconds }, failureKeptMs)
        throw error
      }
    }

    async function keep(record: GenerateRecord, ttlMs: number) {
      // If the store fails now, the pending record ends by itself. The result of the attempt stands.
      await store.replaceIf(key, pending, JSON.stringify(record), ttlMs).catch(() => undefined)
    }

    let awaited: string | undefined
    for (;;) {
      const stored = await store.get(key)
      if (stored === undefined) {
        if (await store.setIfAbsent(key, pending, pendingMs)) return run()
        continue
      }
      const record = recordSchema.parse(JSON.parse(stored))
      switch (record.state) {
        case 'failed': {
          if (record.attempt === awaited) {
            throw new Failure(record.code, { retryAfterSeconds: record.retryAfterSeconds })
          }
          if (await store.replaceIf(key, stored, pending, pendingMs)) return run()
          break
        }
        case 'pending':
          // The store took this attempt in, and lost its answer. Waiting would be for nobody.
          if (record.attempt === attempt) return run()
          if (!digests.includes(record.digest)) throw new Failure('idempotencyKeyReused')
          awaited = record.attempt
          await wait(pollEveryMs)
          break
        case 'done':
          if (!digests.includes(record.digest)) throw new Failure('idempotencyKeyReused')
          // The schema restores the order of the properties, so a repeat gets the first document to the letter.
          return documentSchema.parse({ ...record.document, name: request.name })
        default:
          return record satisfies never
      }
    }
  }
}
