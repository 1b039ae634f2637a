import { useEffect, useEffectEvent, useState } from 'react'

/**
 * Files dropped anywhere on the page or pasted into it: beside the zone counts too, since there is nothing else a
 * file could be meant for.
 */
export function useDropAndPaste(onFiles: (files: FileList) => void): { readonly isDraggedOver: boolean } {
  const [isDraggedOver, setIsDraggedOver] = useState(false)
  const takeFiles = useEffectEvent((files: FileList | undefined) => {
    if (files && files.length > 0) onFiles(files)
  })

  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
      setIsDraggedOver(true)
    }
    const leave = (event: DragEvent) => {
      // Without a related target the pointer has left the window, not just an element in it.
      if (event.relatedTarget === null) setIsDraggedOver(false)
    }
    const drop = (event: DragEvent) => {
      setIsDraggedOver(false)
      if (!hasFiles(event)) return
      event.preventDefault()
      takeFiles(event.dataTransfer?.files)
    }
    const paste = (event: ClipboardEvent) => takeFiles(event.clipboardData?.files)
    // Entering counts as well: what lies under the pointer changes as soon as the zone shows that it is dragged over,
    // and a drop before the next `dragover` would be the browser's, which opens the file (Chromium 156).
    window.addEventListener('dragenter', over)
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    window.addEventListener('paste', paste)
    return () => {
      window.removeEventListener('dragenter', over)
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
      window.removeEventListener('paste', paste)
    }
  }, [])

  return { isDraggedOver }
}
