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

/** A name as it will be sent: without what nobody sees, in it and around it. Empty where nobody would see any of it. */
export function normaliseName(typed: string): string {
  const name = withoutInvisible(typed).trim()
  return visible.test(name) ? name : ''
}

/**
 * A note as it will be sent: typed lines joined by one space, since the contract refuses every line terminator, and
 * without what nobody sees.
 */
export function normaliseNote(typed: string): string {
  const note = withoutInvisible(typed)
    .split(/[\n\r\u2028\u2029]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')
  return visible.test(note) ? note : ''
}

/** An address as it will be sent. Copied ones come with invisible marks, none of which an address can hold. */
export function normaliseEmail(typed: string): string {
  return withoutInvisible(typed)
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .trim()
}

/**
 * Takes out what shows nothing and does harm: controls, halves of characters, zero-width spaces, and whatever turns
 * the direction of writing, that of the words behind the text too. Joiners, marks and selectors stay: Persian, Hindi
 * and emoji are written with them.
 */
function withoutInvisible(text: string): string {
  return text.replaceAll(
    /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\u00AD\u180E\u200B\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\p{Cs}]/gu,
    '',
  )
}

/** The blank pattern of Braille and the null note head are drawn as nothing, though Unicode counts them as signs. */
const visible = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\u{1D159}]/u
