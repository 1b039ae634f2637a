import { useEffect } from 'react'
import { useWizard } from '../../wizard-context.ts'

/** While something on the page is unsent, and only then, leaving it asks first; a host page is told of it. */
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
