import { sessionAnswerSchema, type SessionDescription } from '../../contract/api/session.ts'
import { call } from '../api/call.ts'
import { RequestError } from '../api/request-error.ts'

/** The session that the wizard's calls carry: a guest's, a link's, or the host page's. Rejects with `RequestError`. */
export interface SessionSource {
  /** The session in hand. Where there is none, the first one is fetched. */
  current(): Promise<string>
  /** The next session, fetched unless another call has got it already, now that the proxy refuses `refused`. */
  renew(refused: string): Promise<string>
  /** What a session may do, if it came with it. */
  readonly described?: (session: string) => Promise<SessionDescription> | undefined
  /** Lets go of a session. The next one is fetched when somebody asks for one. */
  forget(session: string): void
}

/**
 * However many callers wait, one request is in flight. A caller whose session has been replaced meanwhile gets the new
 * one without another request.
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
    forget: (session) => {
      if (held === session) held = undefined
    },
  }
}

/** Asks the proxy for a guest session; with the old one, the new session goes on for the same subject. */
export async function fetchGuestSession(old: string | undefined): ReturnType<typeof requestSession> {
  return await requestSession('/api/sessions/guest', {
    headers: old === undefined ? {} : { Authorization: `Bearer ${old}` },
  })
}

/** Makes a call that is answered with a session, and perhaps with what it may do. */
export async function requestSession(
  path: string,
  init: RequestInit,
): Promise<{ readonly session: string; readonly description?: SessionDescription | undefined }> {
  const { body } = await call(path, { ...init, method: 'POST' })
  const answer = sessionAnswerSchema.safeParse(body)
  if (!answer.success) throw new RequestError('answerUnreadable', { cause: answer.error })
  return answer.data.data
}
