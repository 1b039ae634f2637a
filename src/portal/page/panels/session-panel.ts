import {
  documentTypes,
  type PrefillField,
  prefillFields,
  type SessionSettings,
} from '../../portal-messages.ts'
import { requestedDocuments } from '../../requested-documents.ts'
import { element, find, say } from '../element.ts'

type DocumentType = (typeof documentTypes)[number]

const typeNames: Readonly<Record<DocumentType, string>> = {
  passport: 'Passport',
  license: 'Driver’s licence',
  identification_card: 'Identity card',
  residence_permit: 'Residence permit',
  canada_provincial_id: 'Provincial ID (Canada)',
  indigenous_card: 'Indigenous status card',
  utility: 'Utility bill',
  paystub: 'Pay stub',
  bank_statement: 'Bank statement',
  w2: 'W-2',
  '1099': '1099',
  '1120': '1120',
  '1065': '1065',
  t1: 'T1',
  t4: 'T4',
  contract: 'Contract',
  internal: 'Internal document',
  other: 'Another document',
}

/** The bank wants to know who its customer is, so its page asks for these types. */
const firstTypes: readonly DocumentType[] = ['passport', 'license', 'identification_card', 'residence_permit']

export interface SessionPanel {
  readonly settings: () => SessionSettings
  /** Shows why there is no session. */
  readonly showProblem: (text: string) => void
}

/** The settings that a session carries. A change needs a new session: `onApply` is called for it. */
export function openSessionPanel(hasList: boolean, onApply: () => void, onChange: () => void): SessionPanel {
  const form = find('#session', HTMLFormElement)
  const problem = find('#session-problem', HTMLElement)
  const maxDocuments = find('#session [name=maxDocuments]', HTMLInputElement)
  const ttlSeconds = find('#session [name=ttlSeconds]', HTMLInputElement)
  const list = find('#session [name=list]', HTMLInputElement)
  const agent = find('#session [name=agent]', HTMLInputElement)
  find('#prefill-type', HTMLSelectElement).append(
    ...documentTypes.map((type) => element('option', { value: type }, typeNames[type])),
  )
  find('#session .types', HTMLFieldSetElement).append(
    ...documentTypes.map((type) =>
      element(
        'label',
        { className: 'check' },
        element('input', {
          type: 'checkbox',
          name: 'types',
          value: type,
          checked: firstTypes.includes(type),
        }),
        typeNames[type],
      ),
    ),
  )
  list.checked = hasList
  prefillControl('workflow').value = 'PERSONAL'
  lockOf('workflow').checked = true
  holdLocks()

  form.addEventListener('input', () => {
    holdLocks()
    onChange()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    say(problem, '')
    onApply()
  })

  /** Only a prefilled answer can be locked. */
  function holdLocks() {
    for (const field of prefillFields) lockOf(field).disabled = prefillControl(field).value === ''
  }

  return {
    settings() {
      const given = prefillFields
        .map((field) => [field, prefillControl(field).value] as const)
        .filter(([, value]) => value !== '')
      const data = new FormData(form)
      const locked = data.getAll('locked')
      // What the list asks for says which types there are.
      const types = list.checked ? [] : data.getAll('types')
      // The values are as typed. The back end judges them, and says what is wrong.
      return {
        ...(given.length > 0 && { prefill: Object.fromEntries(given) }),
        ...(locked.length > 0 && { locked }),
        ...(types.length > 0 && { types }),
        ...(list.checked && { requested: requestedDocuments }),
        ...(agent.checked && { agent: true }),
        ...(maxDocuments.value !== '' && { maxDocuments: maxDocuments.valueAsNumber }),
        ...(ttlSeconds.value !== '' && { ttlSeconds: ttlSeconds.valueAsNumber }),
      } as SessionSettings
    },
    showProblem(text) {
      say(problem, text)
      const panel = form.closest('details')
      if (panel) panel.open = true
    },
  }
}

function prefillControl(field: PrefillField): HTMLInputElement | HTMLSelectElement {
  const control = document.querySelector(`#session .prefill [name=${field}]`)
  if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) return control
  throw new TypeError(`The page has no control for ${field}`)
}

function lockOf(field: PrefillField): HTMLInputElement {
  return find(`#session [name=locked][value=${field}]`, HTMLInputElement)
}
