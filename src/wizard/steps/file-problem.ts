import { type PrepareProblem } from '../../image/prepared-file.ts'
import { type Words } from '../words/en.ts'
import { type FileState } from './use-file-preparation.ts'

/** What is wrong with the file that was chosen, or with turning it, and a way on; undefined where nothing is. */
export function problemText(words: Words, state: FileState): string | undefined {
  switch (state.kind) {
    case 'several':
      return words.file.several
    case 'rejected':
      return rejectionText(words, state.problem)
    case 'ready':
      return state.turnProblem && rejectionText(words, state.turnProblem)
    case 'empty':
    case 'preparing':
      return undefined
    default:
      return state satisfies never
  }
}

function rejectionText({ file }: Words, problem: PrepareProblem): string {
  switch (problem.kind) {
    case 'typeRefused':
      return file.refused[problem.found]
    case 'damaged':
      return file.problems.damaged(file.formats[problem.found])
    case 'tooManyPixels':
      return file.problems.tooManyPixels(problem.width, problem.height)
    case 'tooLarge':
      return file.problems.tooLarge(problem.bytes)
    case 'unreadable':
    case 'outOfMemory':
    case 'failed':
      return file.problems[problem.kind]
    default:
      return problem satisfies never
  }
}
