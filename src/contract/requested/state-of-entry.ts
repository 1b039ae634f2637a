import { type Side } from './side.ts'
import { type RequestedEntry, type RequestedTerms } from './list.ts'

export function sidesOf({ sides }: Pick<RequestedTerms, 'sides'>): readonly Side[] {
  return sides === 2 ? [1, 2] : [1]
}

/** An entry is done when each of its sides has its file. Only an optional one can be skipped. */
export function stateOfEntry(entry: RequestedEntry): 'done' | 'skipped' | 'open' {
  if (sidesOf(entry).every((side) => documentOfSide(entry, side)?.state === 'uploaded')) return 'done'
  return entry.isSkipped ? 'skipped' : 'open'
}

/** The document of a side: the uploaded one, if there is one, and otherwise the one that was registered last. */
export function documentOfSide({ documents }: Pick<RequestedEntry, 'documents'>, side: Side) {
  const own = documents.filter((document) => document.side === side)
  return own.find(({ state }) => state === 'uploaded') ?? own.at(-1)
}
