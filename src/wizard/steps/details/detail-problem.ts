import { loadInTime } from '../../../browser/load-in-time.ts'
import { type Words } from '../../words/en.ts'
import { type detailsErrorText } from './details-errors.ts'
import { type TypedDetails } from './details-form.ts'

let errors: { readonly detailsErrorText: typeof detailsErrorText } | undefined

/** Loads the words for what is wrong with an answer. Where they don't come, `problemText` has more general ones. */
export async function loadProblems(): Promise<void> {
  try {
    errors ??= await loadInTime(import('./details-errors.ts'))
  } catch {
    // The answer is pointed at all the same.
  }
}

/** What is wrong with an answer, once `loadProblems` is through. */
export function problemText(words: Words, field: string, message: string, sent: TypedDetails): string {
  return errors?.detailsErrorText(words, field, message, sent) ?? words.details.wrong
}
