import { useCallback, useEffect, useState } from 'react'

export type DocumentLock = 'checking' | 'held' | 'elsewhere' | 'lost'

const elsewhereAfterMs = 500

/**
 * One tab at a time works on a document. A duplicated tab has a copy of everything that the first has kept, even the
 * document ID and the right to upload. Without a lock, the two would send over one another. A tab that waits goes on
 * by itself when the other is closed, and `takeOver` gives it the document at once.
 *
 * Where the browser has no Web Locks (no secure context) or denies them, every tab goes on.
 */
export function useDocumentLock(documentId: string): { lock: DocumentLock; takeOver: () => void } {
  const [lock, setLock] = useState<DocumentLock>(hasLocks() ? 'checking' : 'held')
  const [takeOvers, setTakeOvers] = useState(0)

  useEffect(() => {
    if (!hasLocks()) return undefined
    const ended = new AbortController()
    const timer = setTimeout(() => setLock('elsewhere'), elsewhereAfterMs)
    const hold = () => {
      clearTimeout(timer)
      if (ended.signal.aborted) return undefined
      setLock('held')
      return new Promise<void>((release) =>
        ended.signal.addEventListener('abort', () => release(), { once: true }),
      )
    }
    // A signal can't go with `steal` (Web Locks, 5.2).
    const options = takeOvers > 0 ? { steal: true } : { signal: ended.signal }
    navigator.locks.request(`akepa-document:${documentId}`, options, hold).catch((error: unknown) => {
      clearTimeout(timer)
      if (ended.signal.aborted) return
      // AbortError: another tab took the document over. Anything else (an opaque origin): locks are denied here.
      setLock(error instanceof DOMException && error.name === 'AbortError' ? 'lost' : 'held')
    })
    return () => {
      clearTimeout(timer)
      ended.abort()
    }
  }, [documentId, takeOvers])

  const takeOver = useCallback(() => {
    setLock('checking')
    setTakeOvers((count) => count + 1)
  }, [])
  return { lock, takeOver }
}

function hasLocks(): boolean {
  return 'locks' in navigator
}
