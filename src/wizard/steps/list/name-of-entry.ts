import { type RequestedTerms } from '../../../contract/requested/list.ts'
import { type Side } from '../../../contract/requested/side.ts'
import { type Words } from '../../words/en.ts'

/** What an entry of the list is called, and which side of it is meant, where there are two. */
export function nameOfEntry(words: Words, { title, types, sides }: RequestedTerms, side?: Side): string {
  const name = title ?? types.map((type) => words.type.names[type]).join(' / ')
  if (sides !== 2 || side === undefined) return name
  return `${name} (${side === 1 ? words.receipt.front : words.receipt.back})`
}
