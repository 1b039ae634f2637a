import { STATUS_CODES } from 'node:http'
import { describe, expect, it } from 'vitest'
import { errorCatalogue, errorCodes, errorRule, isErrorCode } from './errors.ts'

describe('every code of the catalogue', () => {
  const rules = errorCodes.map((code) => ({ code, ...errorRule(code) }))
  const codesWhere = (isWrong: (rule: (typeof rules)[number]) => boolean) =>
    rules.filter(isWrong).map(({ code }) => code)

  it('is spelt as the vendor spells, and has a status that HTTP knows', () => {
    expect(codesWhere(({ code }) => !/^[a-z][a-zA-Z]*$/.test(code))).toEqual([])
    expect(codesWhere(({ status }) => status < 400 || !STATUS_CODES[status])).toEqual([])
  })

  it('says the same by its status as by what it says of trying again', () => {
    // RFC 9110, 15.5 and 15.6: 408, 429, 500, 503 and 504 may pass; 401, 404, 411 and 413 do not by themselves.
    expect(
      codesWhere(({ status, retryable }) => [408, 429, 500, 503, 504].includes(status) && !retryable),
    ).toEqual([])
    expect(
      codesWhere(({ status, retryable }) => [401, 404, 411, 413].includes(status) && retryable === true),
    ).toEqual([])
  })

  it('speaks of the upstream by a status of a gateway, and of nothing else by one', () => {
    const isGateways = (status: number) => [502, 504].includes(status)
    expect(codesWhere(({ code, status }) => isGateways(status) && !code.startsWith('upstream'))).toEqual([])
    expect(codesWhere(({ code, status }) => code.startsWith('upstream') && status < 502)).toEqual([])
  })

  it('leaves open what happened only where the upstream was asked and a repeat can help', () => {
    expect(
      codesWhere(
        ({ code, retryable, unconfirmed }) => unconfirmed === true && !(retryable && code.startsWith('up')),
      ),
    ).toEqual([])
  })
})

it.each([
  ['requestValidateError', 400],
  ['documentNotFound', 400],
  ['fileNotFound', 400],
  ['extAkepa', 400],
  ['sessionMissing', 401],
  ['sessionInvalid', 401],
  ['sessionExpired', 401],
  ['ticketMissing', 403],
  ['ticketInvalid', 403],
  ['ticketExpired', 403],
  ['ticketForeign', 403],
  ['idempotencyKeyReused', 409],
  ['documentAlreadyUploaded', 409],
  ['lengthRequired', 411],
] as const)('keeps the published status of %s, %i', (code, status) => {
  expect(errorCatalogue[code].status).toBe(status)
})

it.each(['unauthorized', '0', '', 'toString', 'constructor', '__proto__', 'RequestValidateError'])(
  'does not take "%s" for a code of ours',
  (code) => {
    expect(isErrorCode(code)).toBe(false)
  },
)

it('knows every code it lists', () => {
  expect(errorCodes.every(isErrorCode)).toBe(true)
})
