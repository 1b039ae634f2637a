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
  /** Something loads, is made ready, or has not been sent to its end. */
  readonly isBusy: boolean
  /** What was sent off waits for an answer. */
  readonly isAtWork: boolean
  readonly text: string
  /** What the tab has kept. */
  readonly kept: string
}

/** A press by its name, and the picture that is given with it, in Base64. */
export interface Press {
  readonly press?: string
  readonly picture?: string | undefined
  /** Answers are on hold, so what was sent off may wait for ever. */
  readonly isHeld: boolean
}

/** What a page showed when it was pressed, and once it had settled. */
export interface Seen {
  readonly before: Shown
  readonly after: Shown
}

/**
 * Runs in the page, so it can use nothing from outside of itself. Reads the page, presses as a person would, without a
 * pointer, and reads again what has come of it. The first reading and the press are one: nothing can change between what
 * was seen and what was pressed. It gives up waiting after a while, because only the network knows whether more will come.
 */
export async function readAndPress({ press, picture = '', isHeld }: Press): Promise<Seen> {
  const find = (selector: string) => document.querySelector<HTMLElement>(selector)
  const findInput = (selector: string) => document.querySelector<HTMLInputElement>(selector)
  const before = read()
  if (press !== undefined && before.presses.includes(press)) doPress(press)
  let after = before
  for (let tries = 0; tries < 10; tries += 1) {
    // It comes after everything that the page has to do by now.
    await scheduler.postTask(() => {}, { priority: 'background' })
    after = read()
    if (after.presses.length > 0 && !after.isBusy && (isHeld || !after.isAtWork)) break
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
  return { before, after }

  function read(): Shown {
    const form = document.querySelector('form')
    const findProgress = () => document.querySelector<HTMLProgressElement>('.delivery progress')
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
      ...(find('#file') ? ['give 0', 'give 1'] : []),
    ]
    // Not by FormData, which leaves out what is disabled for a while.
    const valueOf = (name: string) => {
      const field = form?.elements.namedItem(name)
      return field instanceof RadioNodeList || field instanceof HTMLInputElement ? field.value : ''
    }
    const answers = Object.fromEntries(
      ['workflow', 'type', 'name', 'extension']
        .map((name) => [name, valueOf(name)] as const)
        .filter(([, value]) => value !== ''),
    )
    return {
      step: form?.dataset['step'],
      presses: [...new Set(presses)],
      answers,
      documentId: findInput('#document-id')?.value ?? find('.document-id code')?.textContent ?? undefined,
      sha256: Array.from(document.querySelectorAll('dd code')).at(-1)?.textContent ?? undefined,
      isForEarlierFile: find('form .notice-warning') !== null,
      isBusy: find('main [aria-busy="true"]') !== null || (findProgress()?.value ?? 1) < 1,
      isAtWork: find(':is([type="submit"], [name="addOtherSide"])[aria-disabled="true"]') !== null,
      text: find('main')?.textContent ?? '',
      kept: JSON.stringify(Object.values(sessionStorage)),
    }
  }

  function doPress(wanted: string): void {
    const [verb = '', ...rest] = wanted.split(' ')
    const what = rest.join(' ')
    switch (verb) {
      case 'press':
        ;(find(`button[name="${what}"]`) ?? find('main > .notice button'))?.click()
        break
      case 'submit':
        find('button[type="submit"]')?.click()
        break
      case 'choose':
        find(`input[type="radio"][value="${what}"]`)?.click()
        break
      case 'type': {
        const field = findInput('input[name="name"]')
        if (!field) break
        // React only hears of a value that the prototype's setter sets (React 19.3).
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, what)
        field.dispatchEvent(new Event('input', { bubbles: true }))
        break
      }
      case 'give': {
        const input = findInput('#file')
        if (!input) break
        const bytes = Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0))
        const given = new DataTransfer()
        given.items.add(new File([bytes], `picture ${what}.jpg`, { type: 'image/jpeg' }))
        input.files = given.files
        input.dispatchEvent(new Event('change', { bubbles: true }))
        break
      }
      default:
    }
  }
}
