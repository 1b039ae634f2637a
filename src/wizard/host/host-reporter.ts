import { type SessionDescription } from '../../contract/api/session.ts'
import { stateOfEntry } from '../../contract/requested/state-of-entry.ts'
import { type HostBridge } from '../../embed/frame/frame.ts'
import { type RequestError } from '../api/request-error.ts'
import { createRandomId } from '../../browser/random-id.ts'
import { registrationOf, type UploadReceipt, type Visit } from '../visit/visit.ts'
import { type VisitStore } from '../visit/visit-store.ts'

/** Tells the host page what the partner wants to know: where the person is, and which documents came of it. */
export interface HostReporter {
  /** Tells of everything a visit has led to so far, and of what follows, until the returned function is called. */
  readonly follow: (store: VisitStore, session: SessionDescription) => () => void
  readonly busy: (isBusy: boolean) => void
  readonly failed: (error: RequestError, documentId?: string) => void
  readonly sessionExpired: () => void
}

/**
 * A fact that a reload tells again has an id made from the visit's own, so that the page hears of it once. What can
 * happen any number of times has a new id each time.
 */
export function createHostReporter(bridge: Pick<HostBridge, 'emit'>): HostReporter {
  const { emit } = bridge
  let isBusy = false

  return {
    follow: (store, session) => {
      const reference = session.reference === undefined ? {} : { reference: session.reference }

      function tell(visit: Visit) {
        const registration = registrationOf(visit)
        const documentId = registration?.documentId
        if (registration)
          emit({ ...generatedEvent(registration.documentId, registration.request), ...reference })
        for (const receipt of visit.receipts) {
          // A phone may have registered it, and then nothing was at hand here before its file had come.
          emit({ ...generatedEvent(receipt.documentId, receipt), ...reference })
          emit({ ...uploadedEvent(receipt), ...reference })
        }
        emit({
          type: 'step',
          id: `step:${visit.id}:${visit.moves}`,
          step: visit.step,
          ...(documentId !== undefined && { documentId }),
        })
        // A visit that begins with nothing left to ask completes nothing: the page heard of that completion when it
        // came about.
        const { requested } = visit
        if (visit.step === 'finished' && (visit.receipts.length > 0 || (requested && visit.moves > 0))) {
          emit({
            type: 'completed',
            id: `completed:${visit.id}:${visit.receipts.length}`,
            documentIds: visit.receipts.map((receipt) => receipt.documentId),
            ...(requested && {
              requested: requested.map((entry) => ({ key: entry.key, state: stateOfEntry(entry) })),
            }),
            ...reference,
          })
        }
      }

      let told = store.get()
      emit({ type: 'ready', id: `ready:${told.id}` })
      tell(told)
      return store.subscribe(() => {
        const visit = store.get()
        const hasNews = visit.id !== told.id || visit.moves !== told.moves || visit.receipts !== told.receipts
        told = visit
        if (hasNews) tell(visit)
      })
    },
    busy: (isNowBusy) => {
      if (isNowBusy === isBusy) return
      isBusy = isNowBusy
      emit({ type: 'busy', id: `busy:${createRandomId()}`, busy: isNowBusy })
    },
    failed: ({ code, isRetryable, actor, requestId }, documentId) => {
      // The page's own function failed. The SDK has told the page already, with the cause.
      if (code === 'sessionUnavailable') return
      emit({
        type: 'error',
        id: `error:${createRandomId()}`,
        code,
        retryable: isRetryable,
        actor,
        ...(requestId !== undefined && { requestId }),
        ...(documentId !== undefined && { documentId }),
      })
    },
    sessionExpired: () => emit({ type: 'sessionExpired', id: `sessionExpired:${createRandomId()}` }),
  }
}

function generatedEvent(documentId: string, { type, extension }: Pick<UploadReceipt, 'type' | 'extension'>) {
  return {
    type: 'generated',
    id: `generated:${documentId}`,
    documentId,
    documentType: type,
    extension,
  } as const
}

function uploadedEvent({ documentId, type, extension, bytes, uploadedAt, receipt, entry }: UploadReceipt) {
  return {
    type: 'uploaded',
    id: `uploaded:${documentId}`,
    ...(uploadedAt !== undefined && { at: uploadedAt }),
    documentId,
    documentType: type,
    extension,
    bytes,
    receipt: receipt ?? '',
    ...(entry && { requestKey: entry.key, side: entry.side }),
  } as const
}
