import { useEffect } from 'react'

/** Keeps the browser from opening a file or link that is dropped where nothing takes it. */
export function useDropGuard(): void {
  useEffect(() => {
    const guard = (event: DragEvent) => {
      // The file step has taken it already.
      if (event.defaultPrevented || !event.dataTransfer || !isDropTaken(event)) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'none'
    }
    window.addEventListener('dragover', guard)
    window.addEventListener('drop', guard)
    return () => {
      window.removeEventListener('dragover', guard)
      window.removeEventListener('drop', guard)
    }
  }, [])
}

/** Whether a browser would open what is dropped: a file, or a link anywhere but in a field for text. */
export function isDropTaken({ dataTransfer, target }: DragEvent): boolean {
  if (dataTransfer?.types.includes('Files')) return true
  const isField = target instanceof Element && target.matches('input, textarea')
  return !isField && (dataTransfer?.types.includes('text/uri-list') ?? false)
}
