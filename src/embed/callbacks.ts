import { type DocumentUploadEvent, type UploadErrorEvent } from '../contract/embed.ts'
import { type DocumentUploadCallbacks, type DocumentUploadFailure } from './options.ts'

export type HostEvent = Exclude<DocumentUploadEvent, UploadErrorEvent> | DocumentUploadFailure

type CallbackOf<Type extends string> = `on${Capitalize<Type>}`

/** Hands each event to its callback, once by its id. */
export function deliverOnce(callbacks: DocumentUploadCallbacks): (event: HostEvent) => void {
  const delivered = new Set<string>()
  return (event) => {
    if (delivered.has(event.id)) return
    delivered.add(event.id)
    // By its name, because a table of the eight would weigh more than all of this.
    const name = `on${event.type.charAt(0).toUpperCase()}${event.type.slice(1)}`
    const callback = callbacks[name as CallbackOf<HostEvent['type']>] as
      | ((given: HostEvent) => void)
      | undefined
    callback?.call(callbacks, event)
  }
}
