import { type KnownRequest } from '../../contract/document/document.ts'
import { type Words } from '../words/en.ts'

/** What a document is called: its name, or its type where the tab doesn't know the name. */
export function documentName(words: Words, { name, type }: Pick<KnownRequest, 'name' | 'type'>): string {
  return name ?? words.type.names[type]
}
