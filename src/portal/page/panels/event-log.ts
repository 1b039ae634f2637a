import { type DocumentUploadCallbacks } from '../../../embed/options.ts'
import { openLogList } from './log-list.ts'

type Callbacks = Required<DocumentUploadCallbacks>
type UploadEvent = Parameters<NonNullable<Callbacks[keyof Callbacks]>>[0]

export interface EventLog {
  /** Marks the beginning of a new mount. Events that come once for each mount can come again after it. */
  readonly begin: () => void
  readonly add: (event: UploadEvent) => void
}

/** Shows every event as the page is told of it. */
export function openEventLog(): EventLog {
  const list = openLogList('#events')
  let mounts = 0
  return {
    begin() {
      mounts += 1
      list.mark(`Mount ${mounts}`)
    },
    add(event) {
      const { type, id, at } = event
      list.add({ type, id, at, gist: gistOf(event), json: JSON.stringify(event, withoutCause, 2) })
    },
  }
}

/** The part of an event that is shown without opening the JSON. */
function gistOf(event: UploadEvent): string {
  switch (event.type) {
    case 'step':
      return event.step
    case 'generated':
    case 'uploaded':
      return event.documentId
    case 'completed':
      return event.documentIds.join(' ')
    case 'busy':
      return event.busy ? 'yes' : 'no'
    case 'error':
      return event.code
    case 'ready':
    case 'sessionExpired':
      return ''
    default:
      return event satisfies never
  }
}

/** The session panel shows the `cause`, which our own `session` function threw. It may quote prefilled answers. */
function withoutCause(name: string, value: unknown): unknown {
  return name === 'cause' ? undefined : value
}
