import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { requestInvalid } from './answers.ts'
import { type GenerateRequest } from '../document.ts'
import generateRequestJsonSchema from './generate.request.schema.json' with { type: 'json' }
import getTokenRequestJsonSchema from './get-token.request.schema.json' with { type: 'json' }

/**
 * AJV stops at the first error, because `allErrors` is off. The vendor's example has one error object for one missing
 * property, and nothing suggests that the vendor collects more.
 */
const ajv = new Ajv({ strict: true, allErrors: false })
addFormats(ajv, { mode: 'full', formats: ['email'] })
ajv.addKeyword({
  keyword: 'isNotOnlyWhitespace',
  type: 'string',
  schemaType: 'boolean',
  validate: (isDemanded: boolean, text: string) => !isDemanded || text.trim() !== '',
})

export interface GetTokenRequest {
  readonly user: { readonly login: string; readonly password: string }
  readonly requestId?: string
}

/** Both return the body itself, unchanged, or throw a `Refusal` (`requestValidateError`) with AJV's error. */
export const parseGenerateRequest = parserOf(ajv.compile<GenerateRequest>(generateRequestJsonSchema))
export const parseGetTokenRequest = parserOf(ajv.compile<GetTokenRequest>(getTokenRequestJsonSchema))

function parserOf<Body>(isValid: ValidateFunction<Body>): (body: unknown) => Body {
  return (body) => {
    if (!isValid(body)) throw requestInvalid(isValid.errors ?? [])
    return body
  }
}
