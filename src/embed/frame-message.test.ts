import { describe, expect, expectTypeOf, it } from 'vitest'
import { type FrameMessage } from '../contract/frame/bridge.ts'
import { listedOnly, parseFrameMessage, parseWindowMessage } from './frame-message.ts'

const fact = { id: 'uploaded:doc_1', at: '2026-01-02T03:04:05.678Z' }
const document = { documentId: 'doc_1', documentType: 'license', extension: 'jpg' }

const messages: readonly FrameMessage[] = [
  { type: 'ready', ...fact },
  { type: 'step', ...fact, step: 'workflow' },
  { type: 'step', ...fact, step: 'file', documentId: 'doc_1' },
  { type: 'generated', ...fact, ...document },
  { type: 'generated', ...fact, ...document, reference: 'customer 7' },
  { type: 'uploaded', ...fact, ...document, bytes: 0, receipt: 'a.b.c', reference: 'customer 7' },
  { type: 'completed', ...fact, documentIds: ['doc_1', 'doc_2'], reference: 'customer 7' },
  { type: 'uploaded', ...fact, ...document, bytes: 7, receipt: 'a.b.c', requestKey: 'identity', side: 2 },
  { type: 'completed', ...fact, documentIds: [], requested: [{ key: 'lease', state: 'skipped' }] },
  { type: 'busy', ...fact, busy: false },
  { type: 'error', ...fact, code: 'upstreamBusy', requestId: 'r1', documentId: 'doc_1' },
  { type: 'sessionExpired', ...fact },
  { type: 'resize', heightPx: 612 },
  { type: 'sessionRequest' },
]

describe('what the page takes from the frame', () => {
  it.each(messages)('takes $type as it was sent', (message) => {
    expect(parseFrameMessage({ version: 1, ...message })).toEqual(message)
  })

  it.each(messages)('drops $type of another version, or of none', (message) => {
    expect(parseFrameMessage(message)).toBeUndefined()
    for (const version of [0, 2, '1', null])
      expect(parseFrameMessage({ version, ...message })).toBeUndefined()
  })

  const optional = ['reference', 'requestId', 'requestKey', 'side', 'requested', 'type']
  const required = messages.flatMap((message) =>
    Object.keys(message)
      .filter((property) => !optional.includes(property))
      .filter((property) => property !== 'documentId' || !['step', 'error'].includes(message.type))
      .map((property) => ({ type: message.type, property, message })),
  )
  it.each(required)('drops $type without its $property', ({ property, message }) => {
    const { [property]: _missing, ...rest } = { version: 1, ...message } as Record<string, unknown>
    expect(parseFrameMessage(rest)).toBeUndefined()
  })

  const properties = messages.flatMap((message) =>
    Object.entries<unknown>({ ...message }).map(([property, value]) => ({
      type: message.type,
      property,
      value,
      message,
    })),
  )
  it.each(properties)('drops $type with something else as its $property', ({ property, value, message }) => {
    const others = ['text', 7, true, null, {}, ['text'], [7], Number.NaN].filter(
      (other) => typeof other !== typeof value || Number.isNaN(other),
    )
    const wrongList = ['text', [7], [undefined], {}, [{ key: 'identity' }], [{ key: 7, state: 'done' }]]
    const wrong = Array.isArray(value) ? wrongList : others
    for (const other of wrong)
      expect(parseFrameMessage({ version: 1, ...message, [property]: other })).toBeUndefined()
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', '{"version":1,"type":"ready"}'],
    ['a number', 1],
    ['a list', [{ version: 1, type: 'sessionRequest' }]],
    ['an unknown type', { version: 1, type: 'verified', ...fact }],
    ['no type', { version: 1, ...fact }],
    ['a type that every object inherits', { version: 1, type: 'constructor', ...fact }],
    ["the type of an object's parent", { version: 1, type: '__proto__', ...fact }],
  ])('drops %s', (_name, data) => {
    expect(parseFrameMessage(data)).toBeUndefined()
  })
})

describe('what leaves the frame', () => {
  it('is what the event lists, and nothing that came along with it', () => {
    const person = { name: 'Passport of Ada Lovelace', note: 'call me', email: 'ada@example.org' }
    for (const message of messages) expect(listedOnly({ ...message, ...person })).toEqual(message)
    const listed = {
      type: 'completed',
      ...fact,
      documentIds: [],
      requested: [{ key: 'lease', state: 'done' }],
    }
    const requested = [{ key: 'lease', state: 'done', ...person }]
    expect(listedOnly({ ...listed, requested })).toEqual(listed)
  })

  it('leaves out an optional property that holds nothing', () => {
    const event = { type: 'completed', ...fact, documentIds: [] }
    expect(listedOnly({ ...event, reference: undefined })).toStrictEqual(event)
  })
})

describe('what the page takes from the frame’s window', () => {
  it.each([{ type: 'announce' }, { type: 'error', ...fact, code: 'partNotLoaded', requestId: 'r1' }])(
    'takes $type',
    (message) => {
      expect(parseWindowMessage({ version: 1, ...message, more: 'x' })).toEqual(message)
    },
  )

  it.each([
    ['an announcement of another version', { version: 2, type: 'announce' }],
    ['an announcement of no version', { type: 'announce' }],
    ['an error without its code', { version: 1, type: 'error', ...fact }],
    ['an error whose code is no text', { version: 1, type: 'error', ...fact, code: { text: 'x' } }],
    ['a message of the channel', { version: 1, type: 'ready', ...fact }],
    ['text', 'announce'],
    ['null', null],
  ])('drops %s', (_name, data) => {
    expect(parseWindowMessage(data)).toBeUndefined()
  })
})

it('knows every message of the contract', () => {
  expectTypeOf<(typeof messages)[number]['type']>().toEqualTypeOf<FrameMessage['type']>()
  expect(new Set(messages.map((message) => message.type)).size).toBe(10)
})
