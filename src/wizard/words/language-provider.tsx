import { type ReactNode, useEffect, useRef, useState } from 'react'
import { findLanguage } from './language.ts'
import { LanguageContext, type Spoken } from './use-words.ts'

/** Speaks the first language of `wished` that there is, and another one as soon as that changes. */
export function LanguageProvider({
  wished,
  children,
}: {
  readonly wished: readonly string[]
  readonly children: ReactNode
}) {
  const key = wished.join(' ')
  const [spoken, setSpoken] = useState<Spoken>()
  const hasAll = useRef(false)
  useEffect(() => {
    let isCurrent = true
    const speak = (next: Spoken) => {
      if (isCurrent) setSpoken(next)
    }
    const load = async () => {
      const { locale, page, loadAll } = await findLanguage(key.split(' '))
      // Whoever is beyond the first view reads on in the language before, until this one is there as a whole.
      if (!hasAll.current) speak({ locale, page, all: undefined, hasFailed: false })
      try {
        const all = await loadAll()
        hasAll.current = true
        speak({ locale, page, all, hasFailed: false })
      } catch {
        if (!hasAll.current) speak({ locale, page, all: undefined, hasFailed: true })
      }
    }
    void load()
    return () => {
      isCurrent = false
    }
  }, [key])
  const locale = spoken?.locale
  useEffect(() => {
    if (locale !== undefined) document.documentElement.lang = locale
  }, [locale])
  // Nothing rather than a flash of another language: what is awaited is a file of 4 kB, and only the first time.
  return spoken && <LanguageContext value={spoken}>{children}</LanguageContext>
}
