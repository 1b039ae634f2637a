import { useEffect, useEffectEvent, useState } from 'react'
import { isDropTaken } from '../../use-drop-guard.ts'
import { type NotOneFile } from '../file-state.ts'

/**
 * Takes files that are dropped anywhere on the page or pasted into it. Beside the zone counts too: a file could be
 * meant for nothing else. What is no file is refused in words: a picture dragged from another page is often a mere
 * link.
 */
export function useDropAndPaste(
  onFiles: (files: FileList) => void,
  onRefused: (found: NotOneFile) => void,
): { readonly isDraggedOver: boolean } {
  const [isDraggedOver, setIsDraggedOver] = useState(false)
  const take = useEffectEvent((data: DataTransfer | null) => {
    if (!data || data.types.length === 0) return
    if (data.files.length === 0) onRefused('none')
    else if (data.files.length === 1 && isFolder(data)) onRefused('folder')
    else onFiles(data.files)
  })

  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!isDropTaken(event)) return
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
      if (!isDropTaken(event)) return
      event.preventDefault()
      take(event.dataTransfer)
    }
    const paste = (event: ClipboardEvent) => take(event.clipboardData)
    // Entering counts too. The zone changes what lies under the pointer as soon as it shows that something is dragged
    // over it. A drop before the next `dragover` would go to the browser, which opens the file (Chromium 156).
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

/** A folder is handed over like a file, and can't be read. */
function isFolder({ items }: DataTransfer): boolean {
  return Array.from(items).some((item) => item.webkitGetAsEntry()?.isDirectory)
}
