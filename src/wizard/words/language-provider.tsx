import { type ReactNode, useEffect, useState } from 'react'
import { findLanguage, type Language } from './language.ts'
import { LanguageContext } from './use-words.ts'

/** Speaks the first language of `wished` that there is, and another one as soon as that changes. */
export function LanguageProvider({
  wished,
  children,
}: {
  readonly wished: readonly string[]
  readonly children: ReactNode
}) {
  const key = wished.join(' ')
  const [language, setLanguage] = useState<Language>()
  useEffect(() => {
    let isCurrent = true
    void findLanguage(key.split(' ')).then((found) => {
      if (isCurrent) setLanguage(found)
    })
    return () => {
      isCurrent = false
    }
  }, [key])
  useEffect(() => {
    if (language) document.documentElement.lang = language.locale
  }, [language])
  // Nothing rather than a flash of another language: what is awaited is a file of 6 kB, and only the first time.
  return language && <LanguageContext value={language}>{children}</LanguageContext>
}
