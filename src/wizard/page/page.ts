import { LanguageProvider } from '../words/language-provider.tsx'
import { type Spoken } from '../words/use-words.ts'

/** Whether `early.ts`, or the proxy, has covered the first question: this person may be asked another one. */
export function isCovered(): boolean {
  return document.documentElement.dataset['covered'] !== undefined
}

export function isSandbox(): boolean {
  return document.documentElement.dataset['sandbox'] !== undefined
}

/** What is spoken first: the language that the page was asked for, else the browser's. */
export async function firstSpoken(): Promise<Spoken> {
  const asked = new URLSearchParams(window.location.search).get('lang')
  const wished = [...(asked === null ? [] : [asked]), ...navigator.languages]
  return await LanguageProvider.find(wished)
}
