import { type HandoffView } from '../../contract/handoff.ts'
import { asRequestError, type RequestError } from '../api/request-error.ts'
import {
  allowPhone,
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

/** Hands a document to a phone, and tells each state that this comes to. */
export function openHandoff(
  withSession: WithSession,
  documentId: string,
  onState: (state: DesktopState) => void,
): DesktopHandoff {
  const left = new AbortController()
  const { signal } = left
  let state: DesktopState = { kind: 'beginning' }

  function tell(next: DesktopState) {
    if (signal.aborted) return
    state = next
    onState(next)
  }
  const fail = (thrown: unknown) => tell({ kind: 'failed', error: asRequestError(thrown) })
  const onView = (view: HandoffView) => {
    // The answer to a press and the one to a poll may come in either order.
    if (state.kind === 'begun' && view.version >= state.view.version) tell({ ...state, view })
  }
  const onOffline = (isOffline: boolean) => {
    if (state.kind === 'begun' && state.isOffline !== isOffline) tell({ ...state, isOffline })
  }
  // Nobody waits for the answer. A phone that isn't told learns of it from the next hand-off, or when its time is over.
  const endUnheard = (id: string) => void endHandoff(withSession, id).catch(() => {})
  const press = (change: typeof allowPhone) => {
    if (state.kind === 'begun') change(withSession, state.view.id).then(onView, fail)
  }

  async function run() {
    const { link = '', handoff } = await beginHandoff(withSession, documentId)
    if (signal.aborted) {
      if (!isOver(handoff)) endUnheard(handoff.id)
      return
    }
    tell({ kind: 'begun', link, view: handoff, isOffline: false })
    await followHandoff(withSession, handoff, { onView, onOffline, onFailed: fail }, signal)
  }
  run().catch(fail)

  return {
    allow: () => press(allowPhone),
    end: () => press(endHandoff),
    leave: () => {
      left.abort()
      if (state.kind === 'begun' && !isOver(state.view)) endUnheard(state.view.id)
    },
  }
}
