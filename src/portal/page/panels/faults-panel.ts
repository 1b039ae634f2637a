import { type Fault, generateFaults, uploadFaults } from '../../portal-messages.ts'
import { BankError, endSessions, fetchFaults, setFaults } from '../bank-client.ts'
import { element, find, say } from '../element.ts'

export interface FaultsPanel {
  /** What is set, such as `upload-500:once`. */
  readonly faults: () => readonly string[]
}

/** Switches what goes wrong in the sandbox, for every document, and ends the customer's sessions. */
export function openFaultsPanel(onChange: () => void): FaultsPanel {
  const form = find('#faults', HTMLFormElement)
  const state = find('#faults-state', HTMLElement)
  const once = find('#faults [name=once]', HTMLInputElement)
  const selects = [offer('generate', generateFaults), offer('upload', uploadFaults)]
  const faults = () =>
    selects.flatMap(({ value }) => (value === '' ? [] : [once.checked ? `${value}:once` : value]))

  form.addEventListener('change', () => {
    onChange()
    void tell(setFaults(faults()), faults().length === 0 ? 'All goes well.' : `Set: ${faults().join(', ')}.`)
  })
  find('#end-session', HTMLButtonElement).addEventListener('click', () => {
    void tell(endSessions(), 'Ended: the next step asks your page for another session.')
  })
  void fetchFaults().then(show, () => undefined)

  function show(set: readonly string[]) {
    for (const select of selects) {
      const [found] = set.filter((fault) => fault.startsWith(`${select.name}-`))
      select.value = found?.replace(':once', '') ?? ''
      if (found !== undefined) once.checked = found.endsWith(':once')
    }
    onChange()
  }

  async function tell(work: Promise<void>, done: string) {
    try {
      await work
      say(state, done)
    } catch (error) {
      if (!(error instanceof BankError)) throw error
      say(state, error.message)
    }
  }

  return { faults }
}

function offer(call: 'generate' | 'upload', faults: readonly Fault[]): HTMLSelectElement {
  const select = find(`#faults [name=${call}]`, HTMLSelectElement)
  select.append(...faults.map(({ name, says }) => element('option', { value: name }, says)))
  return select
}
