import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type GenerateRequest } from '../../../contract/document/document.ts'
import { createRandomId } from '../../../browser/random-id.ts'
import { queryClient } from '../../api/query-client.ts'
import { asRequestError, type RequestError } from '../../api/request-error.ts'
import { type GenerateCall } from '../../visit/visit.ts'
import { useVisit, useWizard } from '../../wizard-context.ts'

/**
 * Calls generate for as long as the visit has a press that waits for its document, after a reload too. The visit
 * decides which call that is. Its key was saved before, so that a repeat gives the same document ID.
 */
export function useRegistration(): {
  readonly register: (request: GenerateRequest) => void
  readonly isRegistering: boolean
  readonly error: RequestError | null
} {
  const { api, reporter } = useWizard()
  const [{ document, givenUp }, dispatch] = useVisit()
  const asked = document.state === 'asked' ? document : undefined
  const wishId = asked?.wish?.isLost ? undefined : asked?.wish?.id
  const { mutate, error } = useMutation(
    {
      networkMode: 'always',
      mutationFn: (call: GenerateCall & { wishId: string }) => api.generate(call, givenUp?.ticket),
      onSuccess: ({ document: { id: documentId }, ticket }, { idempotencyKey }) =>
        dispatch({ type: 'registered', idempotencyKey, documentId, ticket }),
      onError: (thrown, { idempotencyKey, wishId }) => {
        const error = asRequestError(thrown)
        reporter?.failed(error)
        dispatch(
          isVerdict(error)
            ? { type: 'registrationRefused', idempotencyKey }
            : { type: 'registrationFailed', wishId },
        )
      },
    },
    queryClient,
  )
  const idempotencyKey = asked?.call.idempotencyKey
  useEffect(() => {
    if (asked && wishId !== undefined) mutate({ ...asked.call, wishId })
    // Each press and each key once, however often the visit changes meanwhile.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [idempotencyKey, wishId, mutate])
  return {
    register: (request) => dispatch({ type: 'submitted', id: createRandomId(), request }),
    isRegistering: wishId !== undefined,
    error: error && asRequestError(error),
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
  'documentAlreadyUploaded',
  'requestedKeyInvalid',
  'upstreamRefused',
]

function isVerdict({ code }: RequestError): boolean {
  return verdicts.includes(code)
}
