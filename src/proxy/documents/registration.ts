import { hash, randomUUID } from 'node:crypto'
import { type Document, documentSchema, type GenerateRequest } from '../../contract/document/document.ts'
import { type RequestedSide } from '../../contract/requested/side.ts'
import { Failure } from '../http/answer/failure.ts'
import { type Metrics } from '../http/record/metrics.ts'
import { type Digest } from '../sessions/digest.ts'
import { type Session } from '../sessions/sessions.ts'
import { reservationMs } from '../visits/lifetimes.ts'
import { lockedTerms, scopeOf } from '../visits/session-view.ts'
import { type Reserved } from '../visits/visit.ts'
import { type Visits } from '../visits/visits.ts'
import { createAttempts } from './attempts.ts'

interface RegisterOptions {
  readonly visits: Visits
  readonly digest: Digest
  readonly metrics: Metrics
  /** How many IDs may be made for a customer in a time. 0 is any number. */
  readonly documentsPerHour: number
  readonly documentsPerDay: number
  /** In the sandbox, guests may register as many documents as they like. */
  readonly isSandbox: boolean
}

interface Asked {
  readonly session: Session
  readonly request: GenerateRequest
  readonly idempotencyKey: string | undefined
  /** The ID of another document of the same partner and subject. The new one takes its place if it waits for its file. */
  readonly replaced: string | undefined
  /** The side of an entry that it is for, if the session asks for documents. */
  readonly requested?: RequestedSide | undefined
  /** Aborts when the caller has gone. It ends a wait for another attempt, and nothing else. */
  readonly whileCalled: () => AbortSignal
}

export type Register = (asked: Asked, generate: () => Promise<Document>) => Promise<Document>

/**
 * Registers a document by `generate`, for one of the places that the session allows. Fails as `generateAsked` of
 * `reduceVisit` refuses, or as `generate` does.
 *
 * The same Idempotency-Key and body get the first answer for a day, and wait for it if need be. The same key with another
 * body fails with `idempotencyKeyReused`. If the first attempt fails, the repeats that wait for it fail with its code, and
 * the next repeat begins anew. Everything is in the store, so a repeat may reach another replica.
 */
export function createRegister({
  visits,
  digest,
  metrics,
  documentsPerHour,
  documentsPerDay,
  isSandbox,
}: RegisterOptions): Register {
  const attempts = createAttempts()

  return async ({ session, request, idempotencyKey, replaced, requested, whileCalled }, generate) => {
    const { maxDocuments } = session
    const isUnlimited = session.partner === null && isSandbox
    const limits = {
      maxDocuments,
      perHour: isUnlimited ? 0 : documentsPerHour,
      perDay: isUnlimited ? 0 : documentsPerDay,
    }
    const call =
      idempotencyKey === undefined
        ? undefined
        : callOf(idempotencyKey, requested ? [request, requested] : request)
    const scope = scopeOf(session)
    const terms = digest(lockedTerms(session)).newest

    /** Undefined if another attempt has taken the place meanwhile. */
    const makeDocument = async (holder: string, reservation: Reserved) => {
      const document = await attempt(session, holder, generate)
      const { name: _name, ...nameless } = document
      const generated = {
        type: 'generated',
        reservation,
        document: nameless,
        registeredAs: request.extension,
        terms,
        maxDocuments,
      } as const
      // If the store fails now, the document stands: an upload with its ticket takes it in again.
      const isRegistered = await visits.change(session, generated).catch(() => true)
      if (isRegistered) return document
      metrics.possibleOrphans.inc()
      return undefined
    }

    let awaited: string | undefined
    for (;;) {
      const holder = randomUUID()
      const asked = {
        type: 'generateAsked',
        holder,
        awaited,
        call,
        replaced,
        requested,
        keepsAll: session.handoff !== undefined,
        scope,
        limits,
      } as const
      const answer = await visits.change(session, asked)
      switch (answer.type) {
        case 'refused':
          throw answer.failure
        case 'pending': {
          awaited = answer.holder
          const failure = await attempts.whenOver(awaited, isOver(session, awaited), whileCalled())
          if (failure) throw new Failure(failure.code, { retryAfterSeconds: failure.retryAfterSeconds })
          break
        }
        case 'done':
          // The schema restores the order of the properties, so a repeat gets the first document to the letter.
          return documentSchema.parse({ ...answer.document, name: request.name })
        case 'begun': {
          const document = await attempts.run(holder, () => makeDocument(holder, answer.reservation))
          if (document) return document
          break
        }
        default:
          return answer satisfies never
      }
    }
  }

  function callOf(idempotencyKey: string, asked: unknown) {
    const { newest, all } = digest(asked)
    return { key: hash('sha256', idempotencyKey, 'base64url'), body: newest, bodies: all }
  }

  function isOver({ partner, sub }: Session, holder: string) {
    return async () => {
      const { visit } = await visits.read({ partner, sub })
      return !visit.entries.some((entry) => entry.state === 'reserved' && entry.lease.holder === holder)
    }
  }

  async function attempt(session: Session, holder: string, generate: () => Promise<Document>) {
    try {
      return await visits.holding(session, { holder, leaseMs: reservationMs }, generate)
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure('internalError')
      // If the store fails now, the reservation ends by itself.
      await visits.change(session, { type: 'generateFailed', holder, failure }).catch(() => undefined)
      throw error
    }
  }
}
