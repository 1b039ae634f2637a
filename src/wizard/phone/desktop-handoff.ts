import { type HandoffErrand, type HandoffView } from '../../contract/api/handoff.ts'
import { asRequestError, type RequestError } from '../api/request-error.ts'
import {
  allowPhone,
  askHandoff,
  beginHandoff,
  endHandoff,
  followHandoff,
  isOver,
  type WithSession,
} from './handoff-api.ts'

export type DesktopState =
  | { readonly kind: 'beginning' }
  | {
      readonly kind: 'begun'
      /** What the phone has to open, as long as nobody has. */
      readonly link: string
      readonly view: HandoffView
      readonly isOffline: boolean
    }
  | { readonly kind: 'failed'; readonly error: RequestError }

export interface DesktopHandoff {
  readonly allow: () => void
  readonly end: () => void
  /** Ends the hand-off if it goes on, and tells nothing any more. */
  readonly leave: () => void
}

/**
 * Hands a document or a list to a phone, and tells each state that this comes to. The hand-off with the given ID is gone
 * on with, where a phone has come already: the page was loaded anew.
 */
export function openHandoff(
  withSession: WithSession,
  errand: HandoffErrand,
  id: string,
  onState: (state: DesktopState) => void,
): DesktopHandoff {
  const left = new AbortController()
  const { signal } = left
  /** The last that was told of it. A failure doesn't end it. */
  let begun: Extract<DesktopState, { kind: 'begun' }> | undefined

  function tell(next: DesktopState) {
    if (signal.aborted) return
    if (next.kind === 'begun') begun = next
    onState(next)
  }
  const fail = (thrown: unknown) => tell({ kind: 'failed', error: asRequestError(thrown) })
  const onView = (view: HandoffView) => {
    // The answer to a press and the one to a poll may come in either order. After the end nothing is asked any more.
    if (begun && !isOver(begun.view) && view.version >= begun.view.version) tell({ ...begun, view })
  }
  const onOffline = (isOffline: boolean) => {
    if (begun && begun.isOffline !== isOffline) tell({ ...begun, isOffline })
  }
  // Nobody tells any more of a picture that was on its way. An answer to a press may be newer than the last poll's.
  const onForgotten = (last: HandoffView) => {
    if (begun) tell({ ...begun, isOffline: false, view: { ...last, percent: undefined } })
  }
  // Nobody waits for the answer. A phone that isn't told learns of it from the next hand-off, or when its time is over.
  const endUnheard = (id: string) => void endHandoff(withSession, id).catch(() => {})
  const press = (change: typeof allowPhone) => {
    if (!begun) return
    change(withSession, begun.view.id).then(onView, (thrown: unknown) => {
      // It may have been done all the same. The next poll tells.
      if (asRequestError(thrown).isRetryable) onOffline(true)
      else fail(thrown)
    })
  }

  /** Nobody knows the code any more of one that a phone hasn't joined. */
  async function known() {
    const handoff = id === '' ? undefined : await askHandoff(withSession, id)
    return handoff && handoff.state !== 'waiting' ? { link: '', handoff } : undefined
  }

  async function run() {
    const { link = '', handoff } = (await known()) ?? (await beginHandoff(withSession, errand))
    if (signal.aborted) {
      if (!isOver(handoff)) endUnheard(handoff.id)
      return
    }
    tell({ kind: 'begun', link, view: handoff, isOffline: false })
    await followHandoff(withSession, handoff, { onView, onOffline, onForgotten, onFailed: fail }, signal)
  }
  run().catch(fail)

  return {
    allow: () => press(allowPhone),
    end: () => press(endHandoff),
    leave: () => {
      left.abort()
      if (begun && !isOver(begun.view)) endUnheard(begun.view.id)
    },
  }
}
