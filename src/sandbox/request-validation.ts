import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { requestInvalid } from './answers.ts'
import { type GenerateRequest } from './document.ts'
import generateRequestJsonSchema from './generate.request.schema.json' with { type: 'json' }
import getTokenRequestJsonSchema from './get-token.request.schema.json' with { type: 'json' }

/**
 * AJV stops at the first error (`allErrors` is off, its default): the vendor's example answers one missing property
 * with one error object, and nothing suggests that it collects more.
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

/** Both answer with the body itself, nothing coerced or added, or throw `requestValidateError` with AJV's error. */
export const parseGenerateRequest = parserOf(ajv.compile<GenerateRequest>(generateRequestJsonSchema))
export const parseGetTokenRequest = parserOf(ajv.compile<GetTokenRequest>(getTokenRequestJsonSchema))

function parserOf<Body>(isValid: ValidateFunction<Body>): (body: unknown) => Body {
  return (body) => {
    if (!isValid(body)) throw requestInvalid(isValid.errors ?? [])
    return body
  }
}
