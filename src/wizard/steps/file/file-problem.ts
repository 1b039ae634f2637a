import { formatOfExtension } from '../../../contract/file.ts'
import { type PrepareProblem } from '../../../image/prepared-file.ts'
import { type Words } from '../../words/en.ts'
import { type FileState } from './file-state.ts'
import { type FileRules } from './use-file-preparation.ts'

/** What is wrong with what was given, or with turning it, and a way on; undefined where nothing is. */
export function problemText(words: Words, rules: FileRules, state: FileState): string | undefined {
  if (state.kind === 'rejected') return rejectionText(words, rules, state.problem)
  if (!state.problem) return undefined
  return state.problem === 'unturnable' ? words.file.unturnable : words.file.notOneFile[state.problem]
}

function rejectionText({ file }: Words, rules: FileRules, problem: PrepareProblem): string {
  switch (problem.kind) {
    case 'typeRefused':
      return file.refused[problem.found]
    case 'damaged':
      return file.problems.damaged(file.formats[problem.found])
    case 'tooManyPixels':
      return file.problems.tooManyPixels(problem.width, problem.height)
    case 'tooLarge':
      return file.problems.tooLarge(problem.bytes)
    case 'drawingBlocked':
    case 'failed':
      return file.problems[problem.kind](file.formats[formatOfExtension[rules.extension]], rules.maxFileBytes)
    case 'unreadable':
    case 'outOfMemory':
    case 'notLoaded':
    case 'stopped':
      return file.problems[problem.kind]
    default:
      return problem satisfies never
  }
}
