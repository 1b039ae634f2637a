import {
  handoffAnswerSchema,
  handoffBegunAnswerSchema,
  handoffJoinedAnswerSchema,
  type HandoffErrand,
  type HandoffView,
} from '../../contract/api/handoff.ts'
import { idempotencyKeyHeader } from '../../contract/file.ts'
import { type CustomerApi } from '../api/api.ts'
import { call } from '../api/call.ts'
import { pause } from '../api/pause.ts'
import { asRequestError, RequestError } from '../api/request-error.ts'

/** Calls with a session: the desktop's own, or the phone's. */
export type WithSession = CustomerApi['withSession']

const jsonHeaders = { 'Content-Type': 'application/json' }

/** A schema of an answer, as far as it is needed here. */
interface AnswerSchema<Data> {
  safeParse(body: unknown): { data?: { data: Data } | undefined; error?: unknown }
}

function read<Data>(schema: AnswerSchema<Data>, body: unknown): Data {
  const { data, error } = schema.safeParse(body)
  if (!data) throw new RequestError('answerUnreadable', { cause: error })
  return data.data
}

/** Begins the hand-off of a document or a list: the link for the phone, and where it stands. */
export async function beginHandoff(withSession: WithSession, errand: HandoffErrand) {
  const { body } = await withSession((session) =>
    call('/api/handoffs', {
      method: 'POST',
      headers: { ...jsonHeaders, Authorization: `Bearer ${session}` },
      body: JSON.stringify(errand),
    }),
  )
  return read(handoffBegunAnswerSchema, body)
}

/** Opens a code on a phone. With the same key the proxy gives the same answer again. */
export async function redeemPhoneCode(code: string, key: string) {
  const { body } = await call('/api/handoffs/redeem', {
    method: 'POST',
    headers: { ...jsonHeaders, [idempotencyKeyHeader]: key },
    body: JSON.stringify({ code }),
  })
  return read(handoffJoinedAnswerSchema, body)
}

/** Where a hand-off stands. Undefined if the proxy knows none by this ID. */
export async function askHandoff(withSession: WithSession, id: string): Promise<HandoffView | undefined> {
  return await tell(withSession, `/api/handoffs/${id}`, { method: 'GET' }).catch((thrown: unknown) => {
    if (asRequestError(thrown).code === 'handoffEnded') return undefined
    throw thrown
  })
}

export async function allowPhone(withSession: WithSession, id: string): Promise<HandoffView> {
  return await tell(withSession, `/api/handoffs/${id}/allow`, { method: 'POST' })
}

/** Outlives the page that it is called from. */
export async function endHandoff(withSession: WithSession, id: string): Promise<HandoffView> {
  return await tell(withSession, `/api/handoffs/${id}`, { method: 'DELETE', keepalive: true })
}

async function tell(withSession: WithSession, path: string, init: RequestInit): Promise<HandoffView> {
  const { body } = await withSession((session) =>
    call(path, { ...init, headers: { Authorization: `Bearer ${session}` } }),
  )
  return read(handoffAnswerSchema, body)
}

export interface HandoffListener {
  readonly onView: (view: HandoffView) => void
  /** The proxy can't be reached, and is asked again after a while; or it can again. */
  readonly onOffline: (isOffline: boolean) => void
  /** The proxy doesn't know it any more, so it counts as expired. The rest is as it was known last. */
  readonly onForgotten: (last: HandoffView) => void
  /** Asking again can't help. */
  readonly onFailed: (error: RequestError) => void
}

const firstPauseMs = 1000
const longestPauseMs = 10_000

/**
 * Follows a hand-off to its end by one long poll after the other.
 */
export async function followHandoff(
  withSession: WithSession,
  begun: HandoffView,
  { onView, onOffline, onForgotten, onFailed }: HandoffListener,
  signal: AbortSignal,
): Promise<void> {
  let view = begun
  let pauseMs = firstPauseMs
  while (!signal.aborted && !isOver(view)) {
    try {
      const next = await tell(withSession, `/api/handoffs/${view.id}?after=${view.version}`, {
        method: 'GET',
      })
      const isNews = next.version !== view.version
      view = next
      pauseMs = firstPauseMs
      if (signal.aborted) return
      onOffline(false)
      onView(view)
      // The proxy lets one page of each side wait. Two tabs of the same visit must not wake each other without end.
      if (!isNews) await pause(firstPauseMs)
    } catch (thrown) {
      if (signal.aborted) return
      const error = asRequestError(thrown)
      const isForgotten = error.code === 'handoffEnded' || error.code === 'sessionExpired'
      if (isForgotten) return onForgotten({ ...view, state: 'ended', reason: 'expired' })
      if (!error.isRetryable) return onFailed(error)
      onOffline(true)
      await pause(pauseMs)
      pauseMs = Math.min(longestPauseMs, pauseMs * 2)
    }
  }
}

/** Nothing more will come of it. An upload that outlives the hand-off is waited for. */
export function isOver({ state, percent }: HandoffView): boolean {
  return state === 'ended' && percent === undefined
}
