import { type DocumentUploadCallbacks } from '../../../embed/options.ts'
import { element, find } from '../element.ts'

type Callbacks = Required<DocumentUploadCallbacks>
type UploadEvent = Parameters<NonNullable<Callbacks[keyof Callbacks]>>[0]

const timeFormat = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
})

export interface EventLog {
  /** Marks the beginning of a new mount. Events that come once for each mount can come again after it. */
  readonly begin: () => void
  readonly add: (event: UploadEvent) => void
}

/** Shows every event as it comes, with its time, type and ID, and as JSON. */
export function openEventLog(): EventLog {
  const list = find('#events', HTMLOListElement)
  const viewport = list.parentElement
  let mounts = 0

  function append(item: HTMLLIElement) {
    const isAtEnd =
      viewport !== null && viewport.scrollHeight - viewport.scrollTop - viewport.clientHeight < 40
    list.append(item)
    // A person who has scrolled back to read stays there.
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

function timeOf(time: Date): HTMLTimeElement {
  return element('time', { dateTime: time.toISOString() }, timeFormat.format(time))
}
