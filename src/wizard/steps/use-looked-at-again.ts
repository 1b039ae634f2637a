import { useEffect, useEffectEvent } from 'react'

/** Calls back whenever the person turns to the page again: it may have changed on another device meanwhile. */
export function useLookedAtAgain(callback: () => void): void {
  const look = useEffectEvent(callback)
  useEffect(() => {
    const onShown = () => {
      if (window.document.visibilityState === 'visible') look()
    }
    window.addEventListener('focus', onShown)
    window.document.addEventListener('visibilitychange', onShown)
    return () => {
      window.removeEventListener('focus', onShown)
      window.document.removeEventListener('visibilitychange', onShown)
    }
  }, [])
}
