import { type PrepareProblem } from './prepared-file.ts'

/** A chosen file can't be made ready. `problem` says why, in as much detail as makes a difference to the person. */
export class PrepareError extends Error {
  readonly code = 'fileNotPrepared'
  readonly problem: PrepareProblem

  constructor(problem: PrepareProblem, options?: ErrorOptions) {
    super(`The file can't be made ready: ${problem.kind}`, options)
    this.name = 'PrepareError'
    this.problem = problem
  }
}

/** Whatever was thrown, as one of these. A RangeError is an allocation that the browser refused. */
export function asPrepareError(error: unknown): PrepareError {
  if (error instanceof PrepareError) return error
  return new PrepareError({ kind: error instanceof RangeError ? 'outOfMemory' : 'stopped' }, { cause: error })
}
