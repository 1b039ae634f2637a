import { useMutation, type UseMutationResult } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type PreparedFile } from '../../image/prepared-file.ts'
import { queryClient } from '../api/query-client.ts'
import { asRequestError } from '../api/request-error.ts'
import { type Registration, type UploadReceipt } from '../visit/visit.ts'
import { useWizard } from '../wizard-context.ts'
import { browserNetwork } from './browser-network.ts'
import { connecting, deliver, type DeliveryEnd, type DeliveryState } from './deliver.ts'
import { sendFile, type UploadedFile } from './send-file.ts'
import { keepSentPicture } from './sent-picture.ts'

/** Where the upload of a file stands; `idle` again once it has arrived, when another step takes over. */
export type DeliveryStage =
  | { readonly kind: 'idle' }
  | { readonly kind: 'delivering'; readonly state: DeliveryState }
  | Exclude<DeliveryEnd, { kind: 'uploaded' }>

/** The upload of one prepared file under its document ID, from pressing Upload to one of its ends. */
export function useDelivery({ documentId, ticket, request, mayHaveArrived }: Registration): {
  readonly stage: DeliveryStage
  readonly send: (file: PreparedFile) => void
  readonly cancel: () => void
  /** Cancels, and goes back to `idle`. */
  readonly forget: () => void
} {
  const { api, store, reporter } = useWizard()
  const [state, setState] = useState(connecting)
  const running = useRef<AbortController>(null)
  // Nobody would see it go on: the person has left the step, or another tab has taken the document over.
  useEffect(() => () => running.current?.abort(), [])

  const mutation = useMutation(
    {
      networkMode: 'always',
      mutationFn: (file: PreparedFile) => {
        const { signal } = (running.current = new AbortController())
        const { blob, sha256 } = file
        const fileToSend = { documentId, ticket, extension: request.extension, blob, sha256 }
        return deliver({
          upload: (onProgress) => sendFile(api, fileToSend, onProgress, signal),
          onState: setState,
          network: browserNetwork,
          signal,
          mayHaveArrived,
          onRisk: (risked) => store.dispatch({ type: 'uploadRisked', documentId, mayHaveArrived: risked }),
        })
      },
      onSuccess: (end, file) => {
        if (end.kind === 'notUploaded' || end.kind === 'unconfirmed') reporter?.failed(end.error, documentId)
        if (end.kind !== 'uploaded') return
        if (!end.uploaded.isEarlierFile) keepSentPicture(documentId, file)
        const receipt = receiptOf({ documentId, request }, file, end.uploaded)
        store.dispatch({ type: 'uploaded', receipt })
      },
      onError: (error) => reporter?.failed(asRequestError(error), documentId),
      onSettled: () => {
        running.current = null
        setState(connecting)
      },
    },
    queryClient,
  )

  return {
    stage: stageOf(mutation, state),
    send: (file) => {
      if (!running.current) mutation.mutate(file)
    },
    cancel: () => running.current?.abort(),
    forget: () => {
      running.current?.abort()
      mutation.reset()
    },
  }
}

function receiptOf(
  { documentId, request: { name, type, extension } }: Pick<Registration, 'documentId' | 'request'>,
  file: PreparedFile,
  { receipt, claims, isEarlierFile }: UploadedFile,
): UploadReceipt {
  const { bytes, sha256 } = isEarlierFile && claims ? claims : { ...file, bytes: file.blob.size }
  return {
    documentId,
    name,
    type,
    extension,
    bytes,
    sha256,
    ...(claims && { uploadedAt: claims.uploadedAt }),
    ...(receipt !== undefined && { receipt }),
    ...(isEarlierFile && { isForEarlierFile: true }),
  }
}

function stageOf(
  { isPending, error, data: end }: UseMutationResult<DeliveryEnd, Error, PreparedFile>,
  state: DeliveryState,
): DeliveryStage {
  if (isPending) return { kind: 'delivering', state }
  // It broke off beyond what `deliver` can tell of: nobody knows how far it had come.
  if (error) return { kind: 'unconfirmed', error: asRequestError(error) }
  return end && end.kind !== 'uploaded' ? end : { kind: 'idle' }
}
