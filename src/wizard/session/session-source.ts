import { sessionAnswerSchema } from '../../contract/session.ts'
import { call } from '../api/call.ts'
import { asRequestError, RequestError } from '../api/request-error.ts'

/** Where the wizard's bearer session comes from: the guest endpoint, a link's code, or the host page. */
export interface SessionSource {
  /** The session in hand, or the first one. Rejects with `RequestError`. */
  current(): Promise<string>
  /** A new session for the same subject, after `refused` was refused as expired or unknown. */
  renew(refused: string): Promise<string>
}

/**
 * Keeps one request in flight however many callers wait, and gives a caller whose session was replaced in the
 * meantime the new one instead of asking again.
 */
export function createSessionSource(
  fetchSession: (old: string | undefined) => Promise<string>,
  initial?: string,
): SessionSource {
  let held = initial
  let pending: Promise<string> | undefined
  const fetchOnce = (old: string | undefined) => {
    pending ??= fetchSession(old)
      .then((session) => (held = session))
      .finally(() => (pending = undefined))
    return pending
  }
  return {
    current: () => (held === undefined ? fetchOnce(undefined) : Promise.resolve(held)),
    renew: (refused) => (held !== undefined && held !== refused ? Promise.resolve(held) : fetchOnce(refused)),
  }
}

/** Asks the proxy for a guest session; with the old one, the new session goes on for the same subject. */
export async function fetchGuestSession(old: string | undefined): Promise<string> {
  return await requestSession('/api/sessions/guest', {
    headers: old === undefined ? {} : { Authorization: `Bearer ${old}` },
  })
}

/** The session behind a link's one-time code; the second time, the code is refused. */
export async function redeemLink(code: string): Promise<string> {
  try {
    return await requestSession('/api/sessions/redeem', {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ code }),
    })
  } catch (error) {
    const { code: found, requestId } = asRequestError(error)
    // The request holds nothing but the code: what else these say, of answers, would be about nothing.
    const isCodeRefused = found === 'requestValidateError' || found === 'requestTooLarge'
    throw isCodeRefused ? new RequestError('linkInvalid', { requestId, cause: error }) : error
  }
}

async function requestSession(path: string, init: RequestInit): Promise<string> {
  const { body } = await call(path, { ...init, method: 'POST' })
  const answer = sessionAnswerSchema.safeParse(body)
  if (!answer.success) throw new RequestError('answerUnreadable', { cause: answer.error })
  return answer.data.data.session
}
