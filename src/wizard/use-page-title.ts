import { useEffect } from 'react'
import { usePageWords } from './words/use-words.ts'

/** Names the page in the browser's tab and to screen readers. Without a title, the page keeps the one it has. */
export function usePageTitle(title: string | undefined, isError: boolean): void {
  const { appName, errorTitlePrefix } = usePageWords()
  useEffect(() => {
    if (title !== undefined) document.title = `${isError ? errorTitlePrefix : ''}${title} – ${appName}`
  }, [title, isError, appName, errorTitlePrefix])
}
