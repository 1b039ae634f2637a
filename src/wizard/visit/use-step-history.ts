import { useEffect, useRef } from 'react'
import * as z from 'zod/mini'
import { wholeNumberSchema } from '../../contract/scalars.ts'
import { stepNames } from './visit.ts'
import { type VisitStore } from './visit-store.ts'

const entrySchema = z.object({ akepaStep: z.enum(stepNames), index: wholeNumberSchema })

/**
 * One history entry a step, so that the browser's Back goes one step back. The address never changes: nothing in it is
 * worth sharing, and no answer belongs there. This is for the standalone form alone: in a frame, an entry would be the
 * host page's.
 */
export function useStepHistory(
  store: VisitStore,
  isEnabled: boolean,
): { readonly goBack: (() => boolean) | undefined } {
  const index = useRef(0)

  useEffect(() => {
    if (!isEnabled) return undefined
    const current = entrySchema.safeParse(window.history.state)
    index.current = current.data?.index ?? 0
    window.history.replaceState({ akepaStep: store.get().step, index: index.current }, '')

    let shownStep = store.get().step
    const stopListening = store.subscribe(() => {
      const { step } = store.get()
      if (step === shownStep) return
      shownStep = step
      index.current += 1
      window.history.pushState({ akepaStep: step, index: index.current }, '')
    })
    const follow = (event: PopStateEvent) => {
      const entry = entrySchema.safeParse(event.state)
      if (!entry.success) return
      index.current = entry.data.index
      // Set first: the browser has gone there already, and the step must not be pushed again.
      shownStep = entry.data.akepaStep
      store.dispatch({ type: 'navigated', step: entry.data.akepaStep })
      shownStep = store.get().step
    }
    window.addEventListener('popstate', follow)
    return () => {
      stopListening()
      window.removeEventListener('popstate', follow)
    }
  }, [store, isEnabled])

  if (!isEnabled) return { goBack: undefined }
  return {
    goBack: () => {
      if (index.current === 0) return false
      window.history.back()
      return true
    },
  }
}
