import { type Shown } from './page-driver.ts'
import { says } from './way-truths.ts'

/**
 * The press that the page asks for, after `last`: what its questions want, and what its words advise. `give` is the press
 * that gives a picture. Undefined if the page asks for nothing.
 */
export function wayOn(shown: Shown, last: string | undefined, give: string): string | undefined {
  const isPossible = (press: string) => shown.presses.includes(press)
  switch (shown.step) {
    case 'workflow':
      return last === 'choose PERSONAL' ? 'submit' : 'choose PERSONAL'
    case 'type':
      return last === 'choose license' ? 'submit' : 'choose license'
    case 'details':
      return ['name' in shown.answers ? 'submit' : 'type secret one', 'submit'].find(isPossible)
    case 'file': {
      if (isPossible('press registerAnew')) return 'press registerAnew'
      const isReady = last?.startsWith('give ') === true || isToldToRepeat(shown)
      return [...(isReady ? ['submit'] : []), give, 'submit', 'press goOnHere'].find(isPossible)
    }
    default:
      return [
        'press goOn',
        'press addOtherSide',
        'submit',
        'press goOnHere',
        'press tryAgain',
        'press reload',
      ].find(isPossible)
  }
}

/** Whether the page says that uploading the picture once more is safe, and helps. */
function isToldToRepeat(shown: Shown): boolean {
  return says(shown, ({ file }) => file.unconfirmedAdvice)
}
