import { useEffect } from 'react'
import { useWizard } from '../../wizard-context.ts'

/** Leaving the page asks first while something on it is unsent, and only then. The host page is told of it. */
export function useLeaveQuestion(isNeeded: boolean): void {
  const { reporter } = useWizard()
  useEffect(() => {
    reporter?.busy(isNeeded)
    return () => reporter?.busy(false)
  }, [reporter, isNeeded])
  useEffect(() => {
    if (!isNeeded) return undefined
    const ask = (event: BeforeUnloadEvent) => {
      event.preventDefault()
      // Chrome and Edge before 119 ask only where this is set.
      event.returnValue = true
    }
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isNeeded])
}
