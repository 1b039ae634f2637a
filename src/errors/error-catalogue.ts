import { type ErrorCode, errorCodes, type ErrorRule, errorRule } from '../contract/errors.ts'
import { Failure } from '../proxy/http/answer/failure.ts'
import { enErrors } from '../wizard/words/en/errors.ts'
import { enPage, type ErrorWords } from '../wizard/words/en/page.ts'
import { frErrors } from '../wizard/words/fr/errors.ts'
import { frPage } from '../wizard/words/fr/page.ts'

export { type ErrorCode } from '../contract/errors.ts'

/** All that is known of an error of the API. */
export interface ErrorFacts {
  /** The HTTP status that the code travels with. */
  readonly status: number
  /** Whether the very same request, sent again, can succeed. */
  readonly retryable: boolean
  /** Whether ConnectFi may have done the work although no usable answer came back. A repeat is safe. */
  readonly unconfirmed: boolean
  /** Who can do something about it. */
  readonly actor: ErrorRule['actor']
  /** The API's own words, for an engineer. */
  readonly message: string
  /** What the wizard tells the person, by language: what happened, and what to do. */
  readonly words: Readonly<Record<'en' | 'fr', ErrorWords>>
}

/** Every error of the API by its code, in the order in which a document goes its way. A later version may have more. */
export const errorCatalogue: Readonly<Record<ErrorCode, ErrorFacts>> = Object.fromEntries(
  errorCodes.map((code) => [code, factsOf(code)]),
) as Record<ErrorCode, ErrorFacts>

function factsOf(code: ErrorCode): ErrorFacts {
  const { status, retryable = false, unconfirmed = false, actor } = errorRule(code)
  const { message } = new Failure(code)
  const words = {
    en: { ...enErrors, ...enPage.errors }[code],
    fr: { ...frErrors, ...frPage.errors }[code],
  }
  return { status, retryable, unconfirmed, actor, message, words }
}
