import { createContext, useContext } from 'react'
import { type RequestError } from '../api/request-error.ts'
import { type Words } from './en.ts'
import { type LaterErrorWords } from './en/errors.ts'
import { type PageWords } from './en/page.ts'

/** The language that is spoken, as far as its words have come. */
export interface Spoken {
  /** What `LanguageProvider` was given when this language was found. */
  readonly wished: string
  readonly locale: string
  readonly page: PageWords
  readonly loadErrors: () => Promise<LaterErrorWords>
  /** All words, those of the later steps too; undefined while they are on their way. */
  readonly all: Words | undefined
  /** Why they haven't come. They are tried again by themselves, and at once by `tryAgain`. */
  readonly problem?: { readonly error: RequestError; readonly tryAgain: () => void }
}

/** No default words: in development, an edited word comes from `LanguageProvider` to all who read it. */
export const LanguageContext = createContext<Spoken | undefined>(undefined)

/** The language that is spoken here. */
export function useSpoken(): Spoken {
  const spoken = useContext(LanguageContext)
  if (!spoken) throw new Error('Words are asked for outside of a LanguageProvider.')
  return spoken
}

/** The words that are there from the first view on. */
export function usePageWords(): PageWords {
  return useSpoken().page
}

/** All words, in a step that is shown once they are there. */
export function useWords(): Words {
  const { all } = useSpoken()
  if (!all) throw new Error('A step is shown before its words are there.')
  return all
}

/** The locale to write dates and numbers in. */
export function useLocale(): string {
  return useSpoken().locale
}
