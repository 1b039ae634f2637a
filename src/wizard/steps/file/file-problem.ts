import { loadInTime } from '../../../browser/load-in-time.ts'
import { type PreparedFile, type PrepareProblem } from '../../../image/prepared-file.ts'
import { type Words } from '../../words/en.ts'
import { type FileState } from './file-state.ts'
import { type changeTexts, type rejectionText } from './rejection-text.ts'
import { type FileRules } from './use-file-preparation.ts'

let findings:
  | { readonly rejectionText: typeof rejectionText; readonly changeTexts: typeof changeTexts }
  | undefined

/** Loads the words for what is found in a file. Answers whether they have come. */
export async function loadFindings(): Promise<boolean> {
  try {
    findings ??= await loadInTime(import('./rejection-text.ts'))
    return true
  } catch {
    return false
  }
}

/** Loads the words for a problem. Answers the problem that can be told then: where they don't come, that. */
export async function tellable(problem: PrepareProblem): Promise<PrepareProblem> {
  return (await loadFindings()) ? problem : { kind: 'notLoaded' }
}

/** What was chosen, and what was done to it. Nothing where the words for it haven't come. */
export function changesOf(words: Words, prepared: PreparedFile): readonly string[] {
  return findings?.changeTexts(words, prepared) ?? []
}

/** What is wrong with what was given, or with turning it, and a way on; undefined where nothing is. */
export function problemText(words: Words, rules: FileRules, state: FileState): string | undefined {
  if (state.kind === 'rejected')
    return findings?.rejectionText(words, rules, state.problem) ?? words.file.notLoaded
  if (!state.problem) return undefined
  return state.problem === 'unturnable' ? words.file.unturnable : words.file.notOneFile[state.problem]
}
