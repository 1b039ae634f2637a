/** The part of what the page shows that matters to a way through it. */
export interface Shown {
  /** `data-step` of the form. Undefined if a problem or a wait fills the page. */
  readonly step: string | undefined
  /** Names of the presses that are possible. */
  readonly presses: readonly string[]
  /** The answers on the page, settled ones too. */
  readonly answers: Readonly<Record<string, string>>
  readonly documentId: string | undefined
  readonly sha256: string | undefined
  readonly isForEarlierFile: boolean
  readonly isBusy: boolean
  readonly text: string
  /** What the tab has kept. */
  readonly kept: string
}

/** Runs in the page, and can use nothing from outside itself. */
export function readPage(): Shown {
  const form = document.querySelector('form')
  const isOpen = (element: Element) =>
    !element.matches(':disabled, [aria-disabled="true"], [readonly]') && element.getClientRects().length > 0
  const all = <Found extends Element>(selector: string) =>
    Array.from(document.querySelectorAll<Found>(selector)).filter(isOpen)
  const ignored = ['copyDocumentId', 'zoomFile', '']
  const presses = [
    ...all<HTMLButtonElement>('button[name]')
      .filter(({ name }) => !ignored.includes(name))
      .map(({ name }) => `press ${name}`),
    ...all<HTMLButtonElement>('main > .notice button:not([name])')
      .filter((button) => !button.matches('.link'))
      .map(() => 'press tryAgain'),
    ...all('button[type="submit"]').map(() => 'submit'),
    ...all<HTMLInputElement>('input[name="workflow"], input[value="license"], input[value="passport"]')
      .filter(({ type }) => type === 'radio')
      .map(({ value }) => `choose ${value}`),
    ...(all('input[name="name"]').length > 0 ? ['type secret one', 'type secret two'] : []),
    ...(document.querySelector('#file') ? ['give 0', 'give 1'] : []),
  ]
  const values = new FormData(form ?? undefined)
  const answers = Object.fromEntries(
    ['workflow', 'type', 'name', 'extension'].flatMap((name) => {
      const value = values.get(name)
      return typeof value === 'string' && value !== '' ? [[name, value]] : []
    }),
  )
  const code = (selector: string) => document.querySelector(selector)?.textContent ?? undefined
  return {
    step: form?.dataset['step'],
    presses: [...new Set(presses)],
    answers,
    documentId: document.querySelector<HTMLInputElement>('#document-id')?.value ?? code('.document-id code'),
    sha256: Array.from(document.querySelectorAll('dd code')).at(-1)?.textContent ?? undefined,
    isForEarlierFile: document.querySelector('form .notice-warning') !== null,
    isBusy: document.querySelector('main [aria-busy="true"]') !== null,
    text: document.querySelector('main')?.textContent ?? '',
    kept: JSON.stringify(Object.values(sessionStorage)),
  }
}

/** Runs in the page. It presses as a person would without a pointer. */
export function pressInPage([press, files]: readonly [string, readonly string[]]): void {
  const [verb = '', ...rest] = press.split(' ')
  const what = rest.join(' ')
  const find = (selector: string) => document.querySelector<HTMLElement>(selector)
  const findInput = (selector: string) => document.querySelector<HTMLInputElement>(selector)
  switch (verb) {
    case 'press':
      ;(find(`button[name="${what}"]`) ?? find('main > .notice button'))?.click()
      return
    case 'submit':
      find('button[type="submit"]')?.click()
      return
    case 'choose':
      find(`input[type="radio"][value="${what}"]`)?.click()
      return
    case 'type': {
      const field = findInput('input[name="name"]')
      if (!field) return
      // React only hears of a value that the prototype's setter sets (React 19.3).
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, what)
      field.dispatchEvent(new Event('input', { bubbles: true }))
      return
    }
    case 'give': {
      const input = findInput('#file')
      const bytes = Uint8Array.from(atob(files[Number(what)] ?? ''), (sign) => sign.charCodeAt(0))
      const given = new DataTransfer()
      given.items.add(new File([bytes], `picture ${what}.jpg`, { type: 'image/jpeg' }))
      if (!input) return
      input.files = given.files
      input.dispatchEvent(new Event('change', { bubbles: true }))
      return
    }
    default:
  }
}
