import { createContext, useContext } from 'react'
import { type Words } from './en.ts'
import { enPage, type PageWords } from './en/page.ts'

/** The language that is spoken, as far as its words have come. */
export interface Spoken {
  /** Whose wish it fulfils: what `LanguageProvider` was given when it was found. */
  readonly wished: string
  readonly locale: string
  readonly page: PageWords
  /** Of the later steps too; undefined while they are on their way. */
  readonly all: Words | undefined
  /** They could not be loaded. */
  readonly hasFailed: boolean
}

export const LanguageContext = createContext<Spoken>({
  wished: '',
  locale: 'en',
  page: enPage,
  all: undefined,
  hasFailed: false,
})

/** The words that are there from the first view on. */
export function usePageWords(): PageWords {
  return useContext(LanguageContext).page
}

/** All words, in a step that is shown once they are there. */
export function useWords(): Words {
  const { all } = useContext(LanguageContext)
  if (!all) throw new Error('A step is shown before its words are there.')
  return all
}

/** The locale to write dates and numbers in. */
export function useLocale(): string {
  return useContext(LanguageContext).locale
}
