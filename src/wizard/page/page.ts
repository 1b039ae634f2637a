import { LanguageProvider } from '../words/language-provider.tsx'
import { type Spoken } from '../words/use-words.ts'

/** Whether `early.ts`, or the proxy, has covered the first question: this person may be asked another one. */
export function isCovered(): boolean {
  return document.documentElement.dataset['covered'] !== undefined
}

export function isSandbox(): boolean {
  return document.documentElement.dataset['sandbox'] !== undefined
}

/** The language that the page was asked for in its address, as its own switch does (BCP 47). */
export function askedLocale(): string | undefined {
  return new URLSearchParams(window.location.search).get('lang') ?? undefined
}

/** The languages to speak before anything else is known: the one that the page was asked for, then the browser's. */
export function wishedLocales(): string {
  return [askedLocale() ?? [], navigator.languages].flat().join(' ')
}

/** What is spoken first. */
export async function firstSpoken(): Promise<Spoken> {
  return await LanguageProvider.find(wishedLocales().split(' '))
}
