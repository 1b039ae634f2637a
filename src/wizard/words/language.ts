import { en, type Words } from './en.ts'

/**
 * The languages there are; English comes with the wizard, the others are loaded when somebody reads them. A new one is
 * a file beside `en.ts` and a line here; one that lacks a word does not compile.
 */
const others = new Map<string, () => Promise<Words>>([['fr', async () => (await import('./fr.ts')).fr]])

/** A language with the locale to write its dates and numbers in: French words, say, as they are written in Canada. */
export interface Language {
  readonly words: Words
  readonly locale: string
}

export const english: Language = { words: en, locale: 'en' }

/**
 * The first of the wished locales (BCP 47) whose language there is; English where there is none, or where it can't be loaded: a form in another language is of more use than none.
 */
export async function findLanguage(wished: readonly string[]): Promise<Language> {
  for (const locale of wished) {
    const language = locale.split('-')[0]?.toLowerCase() ?? ''
    if (language === en.language) return { words: en, locale }
    const load = others.get(language)
    if (load) {
      try {
        return { words: await load(), locale }
      } catch {
        return english
      }
    }
  }
  return english
}
