import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { type DesktopHandoff, type DesktopState, openHandoff } from '../../phone/desktop-handoff.ts'
import { isOver } from '../../phone/handoff-api.ts'
import { type Registration } from '../../visit/visit.ts'
import { useWizard } from '../../wizard-context.ts'

/**
 * Hands a registered document to a phone, and follows what becomes of it. A file that arrives there ends the step, as if
 * it had been sent from here. To leave the step ends the hand-off; to reload the page doesn't.
 */
export function useHandoff(
  { documentId, request, mayHaveArrived }: Registration,
  onEnd: () => void,
): { readonly state: DesktopState; readonly allow: () => void; readonly goOnHere: () => void } {
  const { api, store, reporter } = useWizard()
  const { withSession } = api
  const [state, setState] = useState<DesktopState>({ kind: 'beginning' })
  const running = useRef<DesktopHandoff>(null)

  const hear = useEffectEvent((next: DesktopState) => {
    setState(next)
    if (next.kind === 'failed') reporter?.failed(next.error, documentId)
    if (next.kind !== 'begun') return
    const { view } = next
    // All bytes have come, and nobody has said yet what became of them.
    if (view.percent === 100) store.dispatch({ type: 'uploadRisked', documentId, mayHaveArrived: true })
    const file = view.arrived.find((one) => one.documentId === documentId)?.file
    if (file) {
      const { name, type, extension } = request
      // What had arrived before the phone came in need not be what was sent last from here, if anything was.
      const isForEarlierFile = state.kind === 'beginning' && mayHaveArrived
      const receipt = { documentId, name, type, extension, ...file, isForEarlierFile }
      store.dispatch({ type: 'uploaded', receipt })
    } else if (isOver(view) && view.reason === 'takenBack') onEnd()
  })
  useEffect(() => {
    const handoff = openHandoff(withSession, documentId, hear)
    running.current = handoff
    return () => handoff.leave()
  }, [withSession, documentId])

  return {
    state,
    allow: () => running.current?.allow(),
    goOnHere: () => {
      // A picture that is on its way arrives first.
      if (state.kind === 'begun' && state.view.percent !== undefined) running.current?.end()
      else onEnd()
    },
  }
}
