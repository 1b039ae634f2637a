import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { abortReason } from '../../browser/abort.ts'
import { type PreparedFile } from '../../image/prepared-file.ts'
import { asRequestError } from '../api/request-error.ts'
import { sendFile } from './send-file.ts'
import { browserNetwork } from './browser-network.ts'
import { deliver, type DeliveryEnd, type DeliveryState } from './deliver.ts'
import { type Registration } from '../visit/visit.ts'
import { queryClient } from '../api/query-client.ts'
import { useWizard } from '../wizard-context.ts'

/** The upload of one prepared file under its document ID, from pressing Upload to one of its ends. */
export function useDelivery({ documentId, ticket, request, mayHaveArrived = false }: Registration): {
  readonly send: (file: PreparedFile) => void
  readonly cancel: () => void
  readonly forget: () => void
  /** What is going on; undefined while nothing is. */
  readonly state: DeliveryState | undefined
  readonly end: Exclude<DeliveryEnd, { kind: 'uploaded' }> | undefined
} {
  const { api, store, reporter } = useWizard()
  const [state, setState] = useState<DeliveryState>()
  const running = useRef<AbortController>(null)
  // Nobody would see it go on: the person has left the step, or another tab has taken the document over.
  useEffect(() => () => running.current?.abort(), [])

  const mutation = useMutation(
    {
      networkMode: 'always',
      mutationFn: (file: PreparedFile) => {
        const { signal } = (running.current = new AbortController())
        const { blob, sha256 } = file
        return deliver({
          upload: (onProgress, attemptSignal) =>
            unlessAborted(
              attemptSignal,
              api.withSession((session) =>
                sendFile(
                  { documentId, ticket, extension: request.extension, blob, sha256 },
                  session,
                  onProgress,
                  attemptSignal,
                ),
              ),
            ),
          onState: setState,
          network: browserNetwork,
          signal,
          mayHaveArrived,
        })
      },
      onSuccess: (end, file) => {
        if (end.kind === 'notUploaded' || end.kind === 'unconfirmed') reporter?.failed(end.error, documentId)
        if (end.kind === 'unconfirmed' || (end.kind === 'cancelled' && end.mayHaveArrived))
          store.dispatch({ type: 'uploadUnconfirmed', documentId })
        if (end.kind !== 'uploaded') return
        const { name, type, extension } = request
        const { receipt, uploadedAt } = end.uploaded
        store.dispatch({
          type: 'uploaded',
          receipt: {
            documentId,
            name,
            type,
            extension,
            bytes: file.blob.size,
            sha256: file.sha256,
            ...(uploadedAt !== undefined && { uploadedAt }),
            ...(receipt !== undefined && { receipt }),
          },
        })
      },
      onError: (error) => reporter?.failed(asRequestError(error), documentId),
      onSettled: () => {
        running.current = null
        setState(undefined)
      },
    },
    queryClient,
  )

  const { data, error } = mutation
  // Broken off after the last that `deliver` could tell of: nobody knows what had been done by then.
  const end = error ? ({ kind: 'unconfirmed', error: asRequestError(error) } as const) : data
  return {
    send: (file) => {
      if (!running.current) mutation.mutate(file)
    },
    cancel: () => running.current?.abort(),
    forget: () => {
      running.current?.abort()
      mutation.reset()
    },
    state: mutation.isPending ? state : undefined,
    end: end && end.kind !== 'uploaded' ? end : undefined,
  }
}

/** A cancel is heard at once, though it is a session that is waited for, and not the network's taking of bytes. */
function unlessAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortReason(signal))
    signal.addEventListener('abort', abort, { once: true })
    work.finally(() => signal.removeEventListener('abort', abort)).then(resolve, reject)
  })
}
