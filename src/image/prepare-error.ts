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

/** What went wrong, for whatever was thrown. A RangeError is an allocation the browser refused. */
export function problemOf(error: unknown): PrepareProblem {
  if (error instanceof PrepareError) return error.problem
  return { kind: error instanceof RangeError ? 'outOfMemory' : 'stopped' }
}
