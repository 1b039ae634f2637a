import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hostMessageSchema } from '../contract/frame/bridge.ts'
import { hostileRuns } from '../testing/property-runs.ts'
import { parseFrameMessage, parseWindowMessage } from './frame-message.ts'

type Message = Readonly<Record<string, unknown>>

const fact = { version: 1, id: 'uploaded:doc_1', at: '2026-01-02T03:04:05.678Z' }
const document = { documentId: 'doc_1', documentType: 'license', extension: 'jpg', reference: 'customer 7' }
const fromFrame: readonly Message[] = [
  { version: 1, type: 'announce' },
  { ...fact, type: 'step', step: 'file', documentId: 'doc_1' },
  { ...fact, ...document, type: 'uploaded', bytes: 7, receipt: 'a.b.c', requestKey: 'identity', side: 2 },
  { ...fact, type: 'completed', documentIds: ['doc_1'], requested: [{ key: 'lease', state: 'skipped' }] },
  { ...fact, type: 'busy', busy: false },
  { ...fact, type: 'error', code: 'upstreamBusy', requestId: 'r1', documentId: 'doc_1' },
  { version: 1, type: 'resize', heightPx: 612 },
  { version: 1, type: 'sessionRequest' },
]
const theme = { colorScheme: 'dark', '--akepa-accent': 'light-dark(#036, #9cf)', '--akepa-radius': '0' }
const fromHost: readonly Message[] = [
  { version: 1, type: 'welcome', instance: 'a:1', instances: ['a:1', ':2'], locale: 'fr-CA', theme },
  { version: 1, type: 'update', locale: 'ar', theme },
  { version: 1, type: 'session', session: 'a.b.c' },
  { version: 1, type: 'sessionUnavailable' },
]

/** Whatever `postMessage` can carry. */
const anything = fc
  .oneof(
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true,
      withObjectString: true,
      withBoxedValues: true,
    }),
    fc.array(fc.oneof(fc.string(), fc.anything()), { maxLength: 3 }),
    fc.array(fc.record({ key: fc.oneof(fc.string(), fc.anything()), state: fc.string() }), { maxLength: 2 }),
    fc.record({ '--akepa-accent': fc.anything(), colorScheme: fc.anything(), more: fc.string() }),
    fc.constantFrom<unknown>([null], [undefined], [7], [{}], { '--akepa-accent': [], colorScheme: {} }),
    fc.constantFrom<unknown>(
      new Error('x'),
      /x/,
      new ArrayBuffer(9),
      Array.from({ length: 2000 }),
      'x'.repeat(70_000),
      { toString: null, length: -1, type: 'ready' },
      JSON.parse('{"__proto__":{"type":"resize"},"constructor":1}'),
      Number.NaN,
      -0,
      Infinity,
    ),
  )
  .map((value) => structuredClone(value))

/** It leads back to itself, as no JSON does. */
function inCircle(message: Message): Message {
  const circle: Record<string, unknown> = { ...message }
  for (const name of Object.keys(message).slice(2)) circle[name] = circle
  return circle
}

/** A message that is right but for one or two properties, or no message at all. */
function hostile(messages: readonly Message[]): fc.Arbitrary<unknown> {
  const good = fc.constantFrom(...messages)
  const wrong = good.chain((message) => {
    const name = fc.constantFrom(...Object.keys(message), '__proto__', 'constructor', 'more')
    const change = fc.dictionary(name, anything, { minKeys: 1, maxKeys: 2 })
    return change.map((changed) => ({ ...message, ...changed }))
  })
  return fc.oneof(
    { arbitrary: wrong, weight: 5 },
    { arbitrary: fc.tuple(good, good).map(([one, other]) => ({ ...one, type: other['type'] })), weight: 1 },
    { arbitrary: good.map(inCircle), weight: 1 },
    { arbitrary: anything, weight: 1 },
  )
}

/** The names and kinds of a message's properties, those of things in lists among them. */
function kindsOf(message: object): string[] {
  return Object.entries(message).map(([name, value]: [string, unknown]) => {
    if (!Array.isArray(value)) return `${name}: ${typeof value}`
    const inner = value.map((item: unknown) => typeof item)
    return `${name}: ${[...new Set(inner)].join()}[]`
  })
}
const kindsFromFrame = new Set([...fromFrame.flatMap(kindsOf), 'documentIds: []', 'requested: []'])

const runs = { numRuns: hostileRuns * 4 }

describe('of a hostile page or frame', { timeout: 30_000 + hostileRuns * 20 }, () => {
  it('the page takes nothing but listed properties of their kind', () => {
    const once = fc.property(hostile(fromFrame), (data) => {
      for (const message of [parseFrameMessage(data), parseWindowMessage(data)]) {
        if (!message) continue
        expect(kindsOf(message).filter((kind) => !kindsFromFrame.has(kind))).toEqual([])
        expect(Object.getPrototypeOf(message)).toBe(Object.prototype)
      }
    })
    expect(fc.check(once, runs)).toMatchObject({ failed: false, errorInstance: null })
  })

  it('the frame takes the text that it can use, and nothing else', () => {
    const once = fc.property(hostile(fromHost), (data) => {
      const message = hostMessageSchema.safeParse(data).data
      const { version = 1, instances = [], theme: look = {}, ...texts } = { theme: {}, ...message } as Message
      const given = [...Object.values(texts), ...Object.values(look as Message), ...(instances as unknown[])]
      expect(given.filter((value) => value !== undefined && typeof value !== 'string')).toEqual([])
      expect([version, Array.isArray(instances)]).toEqual([1, true])
    })
    expect(fc.check(once, runs)).toMatchObject({ failed: false, errorInstance: null })
  })
})
