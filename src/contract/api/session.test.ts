import { describe, expect, it } from 'vitest'
import { generateRequestSchema } from '../document/document.ts'
import {
  prefillFields,
  prefillSchema,
  sessionAnswerSchema,
  sessionDescriptionAnswerSchema,
} from './session.ts'

const guest = {
  partner: null,
  subject: 'guest-7',
  dtsExpireAt: '2026-01-02T03:04:05.678Z',
  prefill: {},
  locked: [],
  agent: false,
  limits: { maxFileBytes: 10_485_760 },
  sandbox: true,
}
const partnered = {
  ...guest,
  partner: { id: 'acme', displayName: 'Acme Bank' },
  reference: 'customer 42',
  locale: 'fr-CA',
  prefill: { workflow: 'BUSINESS', type: '1099', name: 'Form', note_author_agent_email: 'ann@example.com' },
  locked: ['workflow', 'type'],
  types: ['1099', 'w2'],
  agent: true,
  maxDocuments: 2,
  returnUrl: 'https://portal.example/done',
}
const answer = (data: object) => ({ code: '0', data, requestId: 'a' })

describe('what a session may do', () => {
  it.each([
    ['a guest', guest],
    ['a partner’s customer', partnered],
  ])('is read for %s', (_title, description) => {
    expect(sessionDescriptionAnswerSchema.parse(answer(description))).toEqual(answer(description))
  })

  it.each([
    ['without a subject', { ...guest, subject: '' }],
    ['with an end that is no time', { ...guest, dtsExpireAt: 'tomorrow' }],
    ['with a locked property that does not exist', { ...guest, locked: ['id'] }],
    ['with no type left to choose', { ...guest, types: [] }],
    ['with a type that does not exist', { ...guest, types: ['visa'] }],
    ['with room for no document', { ...guest, maxDocuments: 0 }],
    ['with room for half a document', { ...guest, maxDocuments: 0.5 }],
    ['with room for no byte', { ...guest, limits: { maxFileBytes: 0 } }],
    ['with a way back that is no address', { ...guest, returnUrl: 'done' }],
  ])('is not read %s', (_title, description) => {
    expect(sessionDescriptionAnswerSchema.safeParse(answer(description)).success).toBe(false)
  })
})

describe('an answer given in advance', () => {
  it('may be given for each property of generate, and for no other', () => {
    expect(prefillFields.toSorted()).toEqual(Object.keys(generateRequestSchema.shape).toSorted())
    expect(Object.keys(prefillSchema.shape).toSorted()).toEqual(prefillFields.toSorted())
    expect(prefillSchema.safeParse({ id: 'doc_1' }).success).toBe(false)
    expect(prefillSchema.safeParse(JSON.parse('{"__proto__": "a"}')).success).toBe(false)
  })

  it.each([
    ['workflow', 'PRIVATE'],
    ['type', 'visa'],
    ['name', 'a<b'],
    ['name', ' '],
    ['note', 'two\nlines'],
    ['extension', 'gif'],
    ['note_author_agent_email', 'ann'],
  ])('obeys the rule it has in generate: %s is not %j', (property, value) => {
    expect(prefillSchema.safeParse({ [property]: value }).success).toBe(false)
  })
})

it.each([
  [{ session: 'a.b.c', dtsExpireAt: '2026-01-02T03:04:05.678Z' }, true],
  [{ session: '', dtsExpireAt: '2026-01-02T03:04:05.678Z' }, false],
  [{ session: 'a.b.c' }, false],
  [{ session: 'a.b.c', dtsExpireAt: 1_767_323_045 }, false],
])('takes %j for a new session: %s', (data, isOne) => {
  expect(sessionAnswerSchema.safeParse(answer(data)).success).toBe(isOne)
})
