import { useEffect } from 'react'
import { usePageWords } from './words/use-words.ts'

/** Names the page in the browser's tab, and to a screen reader first of all; without a title, it keeps the one it has. */
export function usePageTitle(title: string | undefined, isError: boolean): void {
  const { appName, errorTitlePrefix } = usePageWords()
  useEffect(() => {
    if (title !== undefined) document.title = `${isError ? errorTitlePrefix : ''}${title} – ${appName}`
  }, [title, isError, appName, errorTitlePrefix])
}
