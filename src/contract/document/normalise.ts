import { type GenerateRequest } from './document.ts'

/**
 * An answer as the form sends it. The form is kinder than the contract: it takes these steps on what was typed, before
 * the contract judges it. The schemas themselves stay as strict as the vendor's.
 */
export function asSent(property: keyof GenerateRequest, typed: string): string {
  switch (property) {
    case 'name':
      return normaliseName(typed)
    case 'note':
      return normaliseNote(typed)
    case 'note_author_agent_email':
      return normaliseEmail(typed)
    case 'workflow':
    case 'type':
    case 'extension':
      return typed
    default:
      return property satisfies never
  }
}

/** A name as it will be sent: without invisible characters or space around it. Empty where none of it shows. */
export function normaliseName(typed: string): string {
  const name = withoutInvisible(typed).trim()
  return visible.test(name) ? name : ''
}

/**
 * A note as it will be sent: without invisible characters, and with its lines joined by one space, because the
 * contract refuses every line terminator. Empty where none of it shows.
 */
export function normaliseNote(typed: string): string {
  const note = withoutInvisible(typed)
    .split(/[\n\r\u2028\u2029]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')
  return visible.test(note) ? note : ''
}

/** An address as it will be sent. Copied addresses come with invisible marks, and no address can hold one. */
export function normaliseEmail(typed: string): string {
  return withoutInvisible(typed)
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .trim()
}

/**
 * Takes out what shows nothing and does harm: controls, halves of characters, zero-width spaces, and marks that turn
 * the direction of writing, even of the words behind the text. Joiners, marks and selectors stay: Persian, Hindi and
 * emoji are written with them.
 */
function withoutInvisible(text: string): string {
  return text.replaceAll(
    /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\u00AD\u180E\u200B\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\p{Cs}]/gu,
    '',
  )
}

/** The blank pattern of Braille and the null note head are drawn as nothing, though Unicode counts them as signs. */
const visible = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\u{1D159}]/u
