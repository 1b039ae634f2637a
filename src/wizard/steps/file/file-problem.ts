import { loadInTime } from '../../../browser/load-in-time.ts'
import { type PrepareProblem } from '../../../image/prepared-file.ts'
import { type Words } from '../../words/en.ts'
import { type FileState } from './file-state.ts'
import { type rejectionText } from './rejection-text.ts'
import { type FileRules } from './use-file-preparation.ts'

let rejections: { readonly rejectionText: typeof rejectionText } | undefined

/** Loads the words for a problem. Answers the problem that can be told then: where they don't come, that. */
export async function tellable(problem: PrepareProblem): Promise<PrepareProblem> {
  try {
    rejections ??= await loadInTime(import('./rejection-text.ts'))
    return problem
  } catch {
    return { kind: 'notLoaded' }
  }
}

/** What is wrong with what was given, or with turning it, and a way on; undefined where nothing is. */
export function problemText(words: Words, rules: FileRules, state: FileState): string | undefined {
  if (state.kind === 'rejected')
    return rejections?.rejectionText(words, rules, state.problem) ?? words.file.notLoaded
  if (!state.problem) return undefined
  return state.problem === 'unturnable' ? words.file.unturnable : words.file.notOneFile[state.problem]
}
