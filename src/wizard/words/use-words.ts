import { createContext, useContext } from 'react'
import { type Words } from './en.ts'
import { english, type Language } from './language.ts'

export const LanguageContext = createContext<Language>(english)

export function useWords(): Words {
  return useContext(LanguageContext).words
}

/** The locale to write dates and numbers in. */
export function useLocale(): string {
  return useContext(LanguageContext).locale
}
