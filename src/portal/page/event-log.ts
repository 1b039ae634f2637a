import { type DocumentUploadCallbacks } from '../../embed/options.ts'
import { element, find } from './element.ts'

type Callbacks = Required<DocumentUploadCallbacks>
type UploadEvent = Parameters<NonNullable<Callbacks[keyof Callbacks]>>[0]

const timeFormat = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
})

export interface EventLog {
  /** Begins a new mount: from here on, what the wizard tells once for each mount can come again. */
  readonly begin: () => void
  readonly add: (event: UploadEvent) => void
}

/** Shows every event as it comes: when, what, its id, and all of it as JSON. */
export function openEventLog(): EventLog {
  const list = find('#events', HTMLOListElement)
  const viewport = list.parentElement
  let mounts = 0

  function append(item: HTMLLIElement) {
    const isAtEnd =
      viewport !== null && viewport.scrollHeight - viewport.scrollTop - viewport.clientHeight < 40
    list.append(item)
    // Whoever has scrolled back to read is left there.
    if (isAtEnd) viewport.scrollTop = viewport.scrollHeight
  }

  return {
    begin() {
      mounts += 1
      append(element('li', { className: 'event-mount' }, `Mount ${mounts}`, ' ', timeOf(new Date())))
    },
    add(event) {
      const { type, id, at } = event
      const summary = element(
        'summary',
        {},
        timeOf(new Date(at)),
        element('strong', {}, type),
        element('span', {}, gistOf(event)),
        element('code', {}, id),
      )
      const item = element('li', { className: `event event-${type}` })
      item.dataset['eventId'] = id
      item.append(element('details', {}, summary, element('pre', {}, JSON.stringify(event, withoutCause, 2))))
      append(item)
    },
  }
}

/** What is worth seeing without opening the JSON. */
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

/** What our own `session` function threw is for the session's panel: it may name what was given in advance. */
function withoutCause(name: string, value: unknown): unknown {
  return name === 'cause' ? undefined : value
}

function timeOf(time: Date): HTMLTimeElement {
  return element('time', { dateTime: time.toISOString() }, timeFormat.format(time))
}
