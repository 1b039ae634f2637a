/*
 * What was chosen and pressed before the page was live, as `early.ts` has noted it.
 */

/** Chooses it again. React-hook-form takes over nothing that stands in the page, but what it is told of. */
export function takeEarlyChoice(): void {
  document.getElementById(take('chosen') ?? '')?.click()
}

/** Sends the form off for who has pressed Continue: by an event, because Safari before 16 has no `requestSubmit`. */
export function takeEarlyPress(): void {
  if (take('pressed') === undefined) return
  document.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
}

function take(name: 'chosen' | 'pressed'): string | undefined {
  const { dataset } = document.documentElement
  const noted = dataset[name]
  delete dataset[name]
  return noted
}
