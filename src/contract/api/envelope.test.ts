import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { documentAnswerSchema, failureEnvelopeSchema, successEnvelopeSchema } from './envelope.ts'

const personal = {
  code: '0',
  data: {
    id: 'doc_71YxuRUnKqLhOWriDJFMI2',
    aggregatorId: 'CLIENTID',
    uploadStatus: false,
    workflow: 'PERSONAL',
    name: 'license',
    extension: 'jpg',
    type: 'license',
    dtsCreatedAt: '2023-11-01T16:44:19.473Z',
  },
  requestId: 'e70a679078d511eeb5658f28ab5fe311',
}
const business = {
  code: '0',
  data: {
    id: 'doc_30DWsUZtnyV6gCw7aRtkfU',
    aggregatorId: 'CLIENTID',
    uploadStatus: false,
    workflow: 'BUSINESS',
    name: 'license',
    extension: 'jpg',
    type: 'license',
    dtsCreatedAt: '2023-11-01T17:30:44.268Z',
  },
  requestId: '62e7f11078dc11eeb5658f28ab5fe311',
}
const withData = (changes: object) => ({ ...personal, data: { ...personal.data, ...changes } })
const withoutData = (name: string) => ({
  ...personal,
  data: Object.fromEntries(Object.entries(personal.data).filter(([key]) => key !== name)),
})

describe('the answer of generate and upload', () => {
  it.each([
    ['the vendor’s own example for a person', personal],
    ['the vendor’s own example for a business', business],
    ['an uploaded document', withData({ uploadStatus: true, extension: 'png' })],
    ['an answer without a request ID', { code: '0', data: personal.data }],
    ['an answer without the client’s ID', withoutData('aggregatorId')],
    ['an answer without the time', withoutData('dtsCreatedAt')],
  ])('is read from %s, property for property', (_title, answer) => {
    expect(documentAnswerSchema.parse(answer)).toEqual(answer)
  })

  it('loses what the vendor may add later', () => {
    expect(documentAnswerSchema.parse(withData({ dtsUpdatedAt: 'now' }))).toEqual(personal)
    expect(documentAnswerSchema.parse({ ...personal, warning: 'soon' })).toEqual(personal)
  })

  it.each([
    ['a failure', { requestId: 'a', code: 'requestValidateError', context: [] }],
    ['a code that is a number', { ...personal, code: 0 }],
    ['nothing', null],
    ['a page', '<!doctype html>'],
    ['a list', [personal]],
    ['no data', { code: '0', requestId: 'a' }],
    ['an ID that leaves its path', withData({ id: '../auth/get-token' })],
    ['no ID', withoutData('id')],
    ['no upload status', withoutData('uploadStatus')],
    ['an upload status in words', withData({ uploadStatus: 'true' })],
    ['an unknown workflow', withData({ workflow: 'personal' })],
    ['a format we never asked for', withData({ extension: 'pdf' })],
    ['an empty request ID', { ...personal, requestId: '' }],
    ['a giant request ID', { ...personal, requestId: 'a'.repeat(129) }],
  ])('is not read from %s', (_title, answer) => {
    expect(documentAnswerSchema.safeParse(answer).success).toBe(false)
  })
})

describe('a failure', () => {
  const validation = {
    requestId: 'a',
    code: 'requestValidateError',
    context: [{ instancePath: '', schemaPath: '#/required', keyword: 'required', params: {}, message: 'm' }],
  }
  it.each([
    ['code alone', { code: 'unauthorized' }],
    ['a message', { requestId: 'a', code: 'fileNotFound', message: 'File not found.' }],
    ['AJV’s errors', validation],
    ['a context of one object', { code: 'documentNotFound', context: { documentId: 'doc_1' } }],
  ])('is read with %s', (_title, answer) => {
    expect(failureEnvelopeSchema.parse(answer)).toEqual(answer)
  })

  it.each([
    ['without a code', { requestId: 'a', message: 'm' }],
    ['with an empty code', { code: '' }],
    ['with a code that is a number', { code: 500 }],
    ['with a giant code', { code: 'a'.repeat(101) }],
    ['with a message that is no text', { code: 'a', message: {} }],
  ])('is not read %s', (_title, answer) => {
    expect(failureEnvelopeSchema.safeParse(answer).success).toBe(false)
  })
})

it('puts any data into the envelope of success', () => {
  const schema = successEnvelopeSchema(z.object({ ready: z.boolean() }))
  expect(schema.parse({ code: '0', data: { ready: true } })).toEqual({ code: '0', data: { ready: true } })
  expect(schema.safeParse({ code: '0', data: { ready: 1 } }).success).toBe(false)
})
