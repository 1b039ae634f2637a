import { useEffect } from 'react'
import { type UploadReceipt, uploadReceiptSchema } from '../visit/visit.ts'
import { useVisit } from '../wizard-context.ts'

const nameOf = (documentId: string) => `akepa-uploaded:${documentId}`

/** Tells the other tabs that have this document. A duplicated one waits for its turn, which is not needed any more. */
export function tellUploaded(receipt: UploadReceipt): void {
  if (!hasChannels()) return
  const channel = new BroadcastChannel(nameOf(receipt.documentId))
  channel.postMessage(receipt)
  channel.close()
}

/** Ends the document here when another tab has uploaded its file. */
export function useUploadedElsewhere(documentId: string): void {
  const [, dispatch] = useVisit()
  useEffect(() => {
    if (!hasChannels()) return undefined
    const channel = new BroadcastChannel(nameOf(documentId))
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const receipt = uploadReceiptSchema.safeParse(data).data
      if (receipt) dispatch({ type: 'uploaded', receipt })
    })
    return () => channel.close()
  }, [documentId, dispatch])
}

/** Safari has had them since 15.4. */
function hasChannels(): boolean {
  return 'BroadcastChannel' in window
}
