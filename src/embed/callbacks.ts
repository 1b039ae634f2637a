import { type DocumentUploadEvent, type UploadErrorEvent } from '../contract/embed.ts'
import { type DocumentUploadCallbacks, type DocumentUploadFailure } from './options.ts'

export type HostEvent = Exclude<DocumentUploadEvent, UploadErrorEvent> | DocumentUploadFailure

/** Hands each event to its callback, once by its id. */
export function deliverOnce(callbacks: DocumentUploadCallbacks): (event: HostEvent) => void {
  const delivered = new Set<string>()
  return (event) => {
    if (delivered.has(event.id)) return
    delivered.add(event.id)
    switch (event.type) {
      case 'ready':
        return callbacks.onReady?.(event)
      case 'step':
        return callbacks.onStep?.(event)
      case 'generated':
        return callbacks.onGenerated?.(event)
      case 'uploaded':
        return callbacks.onUploaded?.(event)
      case 'completed':
        return callbacks.onCompleted?.(event)
      case 'busy':
        return callbacks.onBusy?.(event)
      case 'error':
        return callbacks.onError?.(event)
      case 'sessionExpired':
        return callbacks.onSessionExpired?.(event)
      default:
        return event satisfies never
    }
  }
}
