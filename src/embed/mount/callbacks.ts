import { type DocumentUploadEvent, type UploadErrorEvent } from '../../contract/frame/embed.ts'
import { type DocumentUploadCallbacks, type DocumentUploadFailure } from '../options.ts'

export type HostEvent = Exclude<DocumentUploadEvent, UploadErrorEvent> | DocumentUploadFailure

type Callbacks = Partial<Record<string, (event: HostEvent) => void>>

/** Hands each event to its callback, once by its id, and then to those that hear it beside. */
export function deliverOnce(
  callbacks: DocumentUploadCallbacks,
): (event: HostEvent, isLoad?: boolean) => void {
  const delivered = new Set<string>()
  return (event, isLoad) => {
    const { id, type } = event
    if (delivered.has(id)) return
    delivered.add(id)
    // By its name, because a table of all would weigh more than all of this.
    const tell = (name: string) => (callbacks as Callbacks)[`on${name}`]?.(event)
    tell(type.charAt(0).toUpperCase() + type.slice(1))
    if (isLoad) tell('LoadError')
    tell('Event')
  }
}
