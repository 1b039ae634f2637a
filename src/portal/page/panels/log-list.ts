import { element, find } from '../element.ts'

const timeFormat = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
})

interface Entry {
  readonly type: string
  readonly id: string
  readonly at: string
  /** What is shown without opening the rest. */
  readonly gist: string
  readonly json: string
}

export interface LogList {
  /** Writes a line between entries. */
  readonly mark: (text: string) => void
  readonly add: (entry: Entry) => void
}

/** Shows entries as they come, each with its time, type and ID, and as JSON. */
export function openLogList(selector: string): LogList {
  const list = find(selector, HTMLOListElement)
  const viewport = list.parentElement

  function append(item: HTMLLIElement) {
    const isAtEnd =
      viewport !== null && viewport.scrollHeight - viewport.scrollTop - viewport.clientHeight < 40
    list.append(item)
    // A person who has scrolled back to read stays there.
    if (isAtEnd) viewport.scrollTop = viewport.scrollHeight
  }

  return {
    mark: (text) => append(element('li', { className: 'event-mount' }, text, ' ', timeOf(new Date()))),
    add({ type, id, at, gist, json }) {
      const summary = element(
        'summary',
        {},
        timeOf(new Date(at)),
        element('strong', {}, type),
        element('span', {}, gist),
        element('code', {}, id),
      )
      const item = element('li', { className: `event event-${type}` })
      item.dataset['eventId'] = id
      item.append(element('details', {}, summary, element('pre', {}, json)))
      append(item)
    },
  }
}

function timeOf(time: Date): HTMLTimeElement {
  return element('time', { dateTime: time.toISOString() }, timeFormat.format(time))
}
