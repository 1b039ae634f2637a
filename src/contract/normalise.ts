/**
 * Where the form is kinder than the contract: steps taken on what was typed before the contract judges it. The
 * schemas themselves stay as strict as the vendor's.
 */

/** A name as it will be sent: without the space around it, which nobody sees. */
export function normaliseName(typed: string): string {
  return typed.trim()
}

/** A note as it will be sent: typed lines joined by one space, since the contract refuses every line terminator. */
export function normaliseNote(typed: string): string {
  return typed
    .split(/[\n\r\u2028\u2029]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')
}

export function normaliseEmail(typed: string): string {
  return typed.trim()
}
