import * as z from 'zod'
import { Failure } from '../answer/failure.ts'
import { issueInWords } from '../answer/issue-in-words.ts'

/** What a caller sent, or `requestValidateError`. */
export function parseOrRefuse<Output>(schema: z.core.$ZodType<Output>, input: unknown): Output {
  const parsed = z.safeParse(schema, input, { reportInput: true })
  if (parsed.success) return parsed.data
  throw invalid(parsed.error.issues.map((issue) => ({ path: issue.path, message: issueInWords(issue) })))
}

/** Its context has two properties of the vendor's error objects: where the mistake is, and what it is. */
export function invalid(problems: readonly { path: readonly PropertyKey[]; message: string }[]): Failure {
  const context = problems.map(({ path, message }) => ({
    instancePath: path.map((key) => `/${String(key)}`).join(''),
    message,
  }))
  return new Failure('requestValidateError', { context })
}
