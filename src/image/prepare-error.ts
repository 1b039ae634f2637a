import { type PrepareProblem } from './prepared-file.ts'

/** A chosen file can't be made ready; `problem` says why, as far as the person can be told something different. */
export class PrepareError extends Error {
  readonly code = 'fileNotPrepared'
  readonly problem: PrepareProblem

  constructor(problem: PrepareProblem, options?: ErrorOptions) {
    super(`The file can't be made ready: ${problem.kind}`, options)
    this.name = 'PrepareError'
    this.problem = problem
  }
}

/** What was thrown, where it is one of these. Anything else was foreseen by nobody, but a refused allocation: a RangeError. */
export function asPrepareError(error: unknown): PrepareError {
  if (error instanceof PrepareError) return error
  return new PrepareError({ kind: error instanceof RangeError ? 'outOfMemory' : 'stopped' }, { cause: error })
}
