import {
  type ReactNode,
  type SetStateAction,
  startTransition,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { loadInTime } from '../../browser/load-in-time.ts'
import { RequestError } from '../api/request-error.ts'
import { findLanguage } from './language.ts'
import { LanguageContext, type Spoken } from './use-words.ts'

const firstRetryMs = 1000
const longestRetryMs = 30_000

/** Speaks the first language of `wished` that there is, and another one as soon as that changes. */
export function LanguageProvider({
  wished,
  initial,
  children,
}: {
  /** Locales (BCP 47), the most wished one first, with spaces between them. */
  readonly wished: string
  /** What is spoken from the first moment on, if it has been loaded already. */
  readonly initial?: Spoken | undefined
  readonly children: ReactNode
}) {
  const [spoken, setSpoken] = useState(initial)
  const hasAll = useRef(false)
  // It is another function once somebody has edited a word in development, and then the words are loaded anew.
  const find = findLanguage
  useEffect(() => {
    const replaced = new AbortController()
    let retry = 0
    let tryAgain = () => {}
    let problem: Spoken['problem']
    // In no haste: a part of the page that is yet to be hydrated would be at once, in one long task.
    const speak = (next: SetStateAction<Spoken | undefined>) =>
      startTransition(() => {
        if (!replaced.signal.aborted) setSpoken(next)
      })
    const load = async () => {
      const { loadAll, ...language } = await find(wished.split(' '))
      // Beyond the first view, people read on in the language before, until the whole of this one is there.
      const first = { wished, ...language, all: undefined }
      if (!hasAll.current) speak((before) => (before?.wished === wished ? before : first))
      for (
        let delayMs = firstRetryMs;
        !replaced.signal.aborted;
        delayMs = Math.min(longestRetryMs, delayMs * 2)
      ) {
        try {
          const all = await loadInTime(loadAll())
          if (!replaced.signal.aborted) hasAll.current = true
          return speak({ wished, ...language, all })
        } catch (cause) {
          problem ??= { error: new RequestError('partNotLoaded', { cause }), tryAgain: () => tryAgain() }
          if (!hasAll.current) speak({ wished, ...language, all: undefined, problem })
          // The language before goes on meanwhile: all of its words are there.
          else if (!replaced.signal.aborted) setSpoken((before) => before && { ...before, wished })
          await new Promise<void>((resolve) => {
            tryAgain = resolve
            retry = window.setTimeout(resolve, delayMs)
          })
        }
      }
    }
    void load()
    return () => {
      replaced.abort()
      window.clearTimeout(retry)
    }
  }, [wished, find])
  const locale = spoken?.locale
  useEffect(() => {
    if (locale !== undefined) document.documentElement.lang = locale
  }, [locale])
  // The page's own words stand until these do: this is the first thing that the wizard shows.
  const isSpoken = spoken !== undefined
  useLayoutEffect(() => {
    if (!isSpoken) return
    document.getElementById('shell')?.remove()
    delete document.documentElement.dataset['covered']
  }, [isSpoken])
  // Shows nothing rather than a flash of another language. It waits for a file of 4 kB, and only the first time.
  return spoken && <LanguageContext value={spoken}>{children}</LanguageContext>
}

/**
 * The first language of `wished` that there is, to begin with. It stands here, because in development an edited word is
 * taken over by this file: any other that imported the languages would load the page anew.
 */
LanguageProvider.find = async (wished: readonly string[]): Promise<Spoken> => {
  const { loadAll: _loadAll, ...language } = await findLanguage(wished)
  return { wished: wished.join(' '), ...language, all: undefined }
}
