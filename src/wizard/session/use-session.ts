import { startTransition, useEffect, useState } from 'react'
import { type SessionDescription } from '../../contract/api/session.ts'
import { type Api } from '../api/api.ts'
import { asRequestError, RequestError } from '../api/request-error.ts'

export type SessionState =
  | { readonly kind: 'opening' }
  | {
      readonly kind: 'open'
      readonly description: SessionDescription
      /** The page has served somebody else before. */
      readonly isOtherCustomer: boolean
    }
  | { readonly kind: 'failed'; readonly error: RequestError }

/**
 * What the session may do, asked once; a session of another customer brings its own answer. A query of react-query's
 * would add 7 kB to the first view, for an answer that is never stale and never asked for again.
 */
export function useSession(api: Api): {
  readonly session: SessionState
  readonly hasTriedAgain: boolean
  readonly tryAgain: () => void
} {
  const [session, setSession] = useState<SessionState>({ kind: 'opening' })
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    let isCurrent = true
    // In no haste, as with the words: the first question is usable without the session.
    const end = (state: SessionState) => {
      startTransition(() => {
        if (isCurrent) setSession(state)
      })
    }
    describe(api).then(
      (description) => end({ kind: 'open', description, isOtherCustomer: false }),
      (error: unknown) => end({ kind: 'failed', error: asRequestError(error) }),
    )
    const stopListening = api.onOtherCustomer((description) =>
      end({ kind: 'open', description, isOtherCustomer: true }),
    )
    return () => {
      stopListening()
      isCurrent = false
    }
  }, [api, attempt])
  const tryAgain = () => {
    setSession({ kind: 'opening' })
    setAttempt(attempt + 1)
  }
  return { session, hasTriedAgain: attempt > 0, tryAgain }
}

async function describe(api: Api): Promise<SessionDescription> {
  if (!window.isSecureContext) throw new RequestError('insecureContext')
  return await api.describeSession()
}
