import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { type GenerateRequest } from '../../../contract/document.ts'
import { asRequestError, type RequestError } from '../../api/request-error.ts'
import { createRandomId } from '../../../browser/random-id.ts'
import { isSameRequest, type PendingRegistration } from '../../visit/visit.ts'
import { queryClient } from '../../api/query-client.ts'
import { useWizard } from '../../wizard-context.ts'

/**
 * Registers the document. The key is saved before the call. So whatever happens to the answer, a repeat with the same
 * answers gives the same document ID; other answers get another key.
 */
export function useRegistration(): {
  readonly register: (request: GenerateRequest) => void
  readonly isRegistering: boolean
  readonly error: RequestError | null
} {
  const { api, store, reporter } = useWizard()
  // The mutation's own flag is one rendering late: a double click would get past it.
  const isInFlight = useRef(false)
  const mutation = useMutation(
    {
      networkMode: 'always',
      mutationFn: ({ request, idempotencyKey }: PendingRegistration) =>
        api.generate(request, idempotencyKey, store.get().replacedTicket),
      onSuccess: ({ document, ticket }, { idempotencyKey }) =>
        store.dispatch({ type: 'registered', idempotencyKey, documentId: document.id, ticket }),
      onError: (thrown, { idempotencyKey }) => {
        const error = asRequestError(thrown)
        reporter?.failed(error)
        // The next request will be another one, with a key of its own. After any other error, a repeat goes on with
        // this key.
        if (isVerdict(error)) store.dispatch({ type: 'registrationRefused', idempotencyKey })
      },
      onSettled: () => {
        isInFlight.current = false
      },
    },
    queryClient,
  )
  const register = (request: GenerateRequest) => {
    if (isInFlight.current || store.get().registration) return
    const { pending } = store.get()
    const isRepeat = pending !== undefined && isSameRequest(pending.request, request)
    const started = isRepeat ? pending : { idempotencyKey: createRandomId(), request }
    store.dispatch({ type: 'registrationStarted', pending: started })
    isInFlight.current = true
    mutation.mutate(started)
  }
  return {
    register,
    isRegistering: mutation.isPending,
    error: mutation.error && asRequestError(mutation.error),
  }
}

/** These refuse the request itself for good. The others mean that nobody answered, or refuse its sender. */
const verdicts: readonly RequestError['code'][] = [
  'requestValidateError',
  'requestMalformed',
  'requestTooLarge',
  'idempotencyKeyInvalid',
  'idempotencyKeyReused',
  'fieldLocked',
  'typeNotAllowed',
  'documentLimitReached',
  'upstreamRefused',
]

function isVerdict({ code }: RequestError): boolean {
  return verdicts.includes(code)
}
