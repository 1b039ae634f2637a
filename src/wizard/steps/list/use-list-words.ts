import { enList, type ListWords } from '../../words/en/list.ts'
import { frList } from '../../words/fr/list.ts'
import { usePageWords } from '../../words/use-words.ts'

/** They come with the list's pages, because most people never see them. */
const listWords: Readonly<Record<string, ListWords>> = { en: enList, fr: frList }

export function useListWords(): ListWords {
  return listWords[usePageWords().language] ?? enList
}
