import { loadInTime } from '../../browser/load-in-time.ts'
import { type Words } from './en.ts'
import { enPage, type PageWords } from './en/page.ts'

/** A language's words in the two parts in which they are loaded: one with the first view, one soon after it. */
interface Catalogue {
  readonly loadPage: () => Promise<PageWords>
  readonly loadAll: () => Promise<Words>
}

const english: Catalogue = {
  loadPage: async () => await Promise.resolve(enPage),
  loadAll: async () => ({ ...enPage, ...(await import('./en/steps.ts')).enSteps }),
}

/**
 * The languages there are. The first view of English comes with the wizard; the others are loaded when somebody reads
 * them. A new language is a file beside `en.ts`, with its two parts, and a line here. One that lacks a word does not
 * compile.
 */
const catalogues = new Map<string, Catalogue>([
  ['en', english],
  [
    'fr',
    {
      loadPage: async () => (await import('./fr/page.ts')).frPage,
      loadAll: async () => (await import('./fr.ts')).fr,
    },
  ],
])

/** A language with the locale to write its dates and numbers in, such as French words with Canada's dates. */
interface Language {
  readonly locale: string
  readonly page: PageWords
  readonly loadAll: () => Promise<Words>
}

/**
 * The first of the wished locales (BCP 47) whose language there is. English where there is none, or where it can't be
 * loaded: a form in another language is better than none.
 */
export async function findLanguage(wished: readonly string[]): Promise<Language> {
  for (const locale of wished) {
    const catalogue = catalogues.get(locale.split('-')[0]?.toLowerCase() ?? '')
    if (!catalogue) continue
    try {
      return { locale, page: await loadInTime(catalogue.loadPage()), loadAll: catalogue.loadAll }
    } catch {
      break
    }
  }
  return { locale: 'en', page: enPage, loadAll: english.loadAll }
}
