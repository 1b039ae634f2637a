import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { type HandoffErrand, type HandoffView } from '../../../contract/api/handoff.ts'
import { type DesktopHandoff, type DesktopState, openHandoff } from '../../phone/desktop-handoff.ts'
import { isOver, type WithSession } from '../../phone/handoff-api.ts'
import { useWizard } from '../../wizard-context.ts'

/**
 * Hands a document or a list to a phone, and follows what becomes of it. `hear` is told each time how it stands. To leave
 * the page ends the hand-off; to reload it doesn't, and follows it again where the tab may keep its ID.
 */
export function useHandoff(
  errand: HandoffErrand,
  hear: (view: HandoffView) => void,
): { readonly state: DesktopState; readonly allow: () => void; readonly goOnHere: () => void } {
  const { api, store, reporter } = useWizard()
  const [state, setState] = useState<DesktopState>({ kind: 'beginning' })
  const running = useRef<DesktopHandoff>(null)
  const { dispatch } = store
  const goOn = () => dispatch({ type: 'handedOver', handoffId: undefined })
  const documentId = 'documentId' in errand ? errand.documentId : undefined

  const onState = useEffectEvent((next: DesktopState) => {
    setState(next)
    if (next.kind === 'failed') reporter?.failed(next.error, documentId)
    if (next.kind !== 'begun') return
    const { view } = next
    if (store.get().handoffId !== view.id) dispatch({ type: 'handedOver', handoffId: view.id })
    hear(view)
    if (isOver(view) && view.reason === 'takenBack') goOn()
  })
  // The list's news bring other rules, and they another `api`. The hand-off goes on.
  const withSession = useEffectEvent<WithSession>((call) => api.withSession(call))
  useEffect(() => {
    const handed: HandoffErrand = documentId === undefined ? { list: true } : { documentId }
    const handoff = openHandoff(withSession, handed, store.get().handoffId ?? '', onState)
    running.current = handoff
    return () => handoff.leave()
  }, [store, documentId])

  return {
    state,
    allow: () => running.current?.allow(),
    goOnHere: () => {
      // A picture that is on its way arrives first.
      if (state.kind === 'begun' && state.view.percent !== undefined) running.current?.end()
      else goOn()
    },
  }
}
