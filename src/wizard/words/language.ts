import { loadInTime } from '../../browser/load-in-time.ts'
import { type Words } from './en.ts'
import { type LaterErrorWords } from './en/errors.ts'
import { enPage, type PageWords } from './en/page.ts'

/** A language's words in the parts in which they are loaded: with the first view, soon after it, and with an error. */
interface Catalogue {
  readonly loadPage: () => Promise<PageWords>
  readonly loadAll: () => Promise<Words>
  readonly loadErrors: () => Promise<LaterErrorWords>
}

const english: Catalogue = {
  loadPage: async () => await Promise.resolve(enPage),
  loadAll: async () => ({ ...enPage, ...(await import('./en/steps.ts')).enSteps }),
  loadErrors: async () => (await import('./en/errors.ts')).enErrors,
}

/**
 * The languages there are. The first view of English comes with the wizard; the others are loaded when somebody reads
 * them. A new language is a file beside `en.ts`, with its parts, and a line here. One that lacks a word does not
 * compile.
 */
const catalogues = new Map<string, Catalogue>([
  ['en', english],
  [
    'fr',
    {
      loadPage: async () => (await import('./fr/page.ts')).frPage,
      loadAll: async () => (await import('./fr.ts')).fr,
      loadErrors: async () => (await import('./fr/errors.ts')).frErrors,
    },
  ],
])

/** A language with the locale to write its dates and numbers in, such as French words with Canada's dates. */
interface Language extends Omit<Catalogue, 'loadPage'> {
  readonly locale: string
  readonly page: PageWords
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
      const { loadPage, ...later } = catalogue
      return { locale, page: await loadInTime(loadPage()), ...later }
    } catch {
      break
    }
  }
  return { locale: 'en', page: enPage, ...english }
}
