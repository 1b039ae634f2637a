import { isDeepStrictEqual } from 'node:util'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyCharacter } from '../../testing/any-character.ts'
import vendorSchema from '../../sandbox/vendor/generate.request.schema.json' with { type: 'json' }
import {
  documentTypes,
  extensions,
  generateRequestSchema,
  nameMaxLength,
  noteMaxLength,
  workflows,
} from './document.ts'

const ajv = new Ajv({ strict: true })
addFormats(ajv, { mode: 'full' })
ajv.addKeyword({
  keyword: 'isNotOnlyWhitespace',
  type: 'string',
  schemaType: 'boolean',
  validate: (isOn: boolean, text: string) => !isOn || text.trim() !== '',
})
const vendorAccepts = ajv.compile(vendorSchema)
const refused = Symbol('refused')

/** What becomes of a body by our schema, and by the vendor's. */
function ours(body: unknown): unknown {
  const { success, data } = generateRequestSchema.safeParse(body)
  return success ? data : refused
}
function vendors(body: unknown): unknown {
  return vendorAccepts(body) ? body : refused
}

type Property = readonly [name: string, value: unknown]
const good = { workflow: 'PERSONAL', name: 'license', extension: 'jpg', type: 'license' }

/** A body as it arrives: parsed from JSON, where a property may well be called `__proto__`. */
function bodyOf(properties: readonly Property[]): unknown {
  return JSON.parse(
    `{${properties.map((each) => each.map((part) => JSON.stringify(part)).join(':')).join()}}`,
  )
}

function goodBut(name: string, value: unknown): unknown {
  return bodyOf([...Object.entries(good).filter(([key]) => key !== name), [name, value]])
}

const lineTerminators = ['\n', '\r', '\r\n', '\u2028', '\u2029']
const whiteSpace = Array.from('\t\v\f \u00A0\u1680\u2000\u2003\u2009\u200A\u202F\u205F\u3000\uFEFF')
/** Looks like white space or a line's end, and is neither to ECMAScript. */
const almostWhiteSpace = Array.from('\u0085\u180E\u200B\u200D\u2060\u0000\u001C\u007F')
const wideCharacters = ['\u{1F600}', '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}', '\u{20BB7}', '\u{10FFFF}']
const combined = ['e\u0301', '\u0301', 'n\u0303', '\u1112\u1161\u11AB', '\u05D0\u05B8']
const loneSurrogates = ['\uD800', '\uDBFF', '\uDC00', '\uDFFF']

const plainUnit = fc.constantFrom('a', 'Z', '7', '-', ' ', 'é', '文', ...wideCharacters, ...combined)
const oddUnit = fc.constantFrom('<', '>', '&', '"', '\\', ...lineTerminators, ...almostWhiteSpace)
const unit = fc.oneof(
  { weight: 60, arbitrary: plainUnit },
  { weight: 4, arbitrary: fc.constantFrom(...whiteSpace, ...loneSurrogates) },
  { weight: 1, arbitrary: oddUnit },
)
const concat = (units: string[]) => units.join('')

function textAround(limit: number): fc.Arbitrary<string> {
  const around = (character: string) =>
    fc.integer({ min: limit - 2, max: limit + 2 }).map((length) => character.repeat(length))
  return fc.oneof(
    fc.array(unit, { maxLength: limit + 10, size: 'max' }).map(concat),
    fc.array(fc.constantFrom(...whiteSpace, ...almostWhiteSpace), { maxLength: 5 }).map(concat),
    fc.constantFrom('a', '\u{1F600}', '\uD83D', '\u0301', '\u3000').chain(around),
    fc.string({ unit: anyCharacter, maxLength: limit + 10 }),
  )
}

const emailCharacters = Array.from('aZ09.-_+@ "\'()[]\\,:;<>!#$%&*/=?^`{|}~éſ\u212A\n\u0000')
const email = fc.oneof(
  fc.emailAddress(),
  fc
    .tuple(fc.emailAddress(), fc.nat(), fc.constantFrom(...emailCharacters))
    .map(([address, place, character]) => {
      const at = place % (address.length + 1)
      return address.slice(0, at) + character + address.slice(at)
    }),
  fc.array(fc.constantFrom(...emailCharacters), { maxLength: 12 }).map(concat),
  fc.array(fc.constantFrom('a', 'b1', '.', '-', '@', '@x.', '.co'), { maxLength: 10 }).map(concat),
)

const wrongType = fc.oneof(
  fc.constantFrom(null, true, false, 0, 1, -1.5, 1e21, [], {}, [['a']], { name: 'a' }),
  fc.jsonValue({ maxDepth: 2 }),
)
const withWrongTypes = (likely: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 5, arbitrary: likely }, { weight: 1, arbitrary: wrongType })

const valueOf: Record<string, fc.Arbitrary<unknown>> = {
  workflow: fc.constantFrom(...workflows, 'personal', 'PERSONAL ', ''),
  name: textAround(nameMaxLength),
  extension: fc.constantFrom(...extensions, 'jpeg', 'JPG', '.png'),
  type: fc.constantFrom(...documentTypes, 'License', 'driving_licence', '1099-INT'),
  note: textAround(noteMaxLength),
  note_author_agent_email: email,
}
const strangeNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'Name',
  'name ',
  '',
]

const agreed = { failed: false, counterexample: null, errorInstance: null }

describe('our schema and the vendor’s agree', () => {
  it.each(Object.entries(valueOf))('on every %s', (name, value) => {
    const once = fc.property(withWrongTypes(value), (given) => {
      const body = goodBut(name, given)
      return isDeepStrictEqual(ours(body), vendors(body))
    })
    expect(fc.check(once, { numRuns: 3000 })).toMatchObject(agreed)
  })

  it('on bodies with properties missing, odd, of a wrong type and unknown', () => {
    const known = Object.entries(valueOf).map(([name, value]) =>
      withWrongTypes(value).map((given): Property => [name, given]),
    )
    const unknown = fc.tuple(
      fc.oneof(fc.constantFrom(...strangeNames), fc.string()),
      withWrongTypes(fc.constant('a')),
    )
    const once = fc.property(
      fc.shuffledSubarray(known, { minLength: 3 }).chain((chosen) => fc.tuple(...chosen)),
      fc.array(unknown, { maxLength: 2 }),
      (properties, unknownOnes) => {
        const body = bodyOf([...properties, ...unknownOnes])
        return isDeepStrictEqual(ours(body), vendors(body))
      },
    )
    expect(fc.check(once, { numRuns: 3000 })).toMatchObject(agreed)
  })

  it.each(strangeNames)('to refuse the unknown property "%s"', (name) => {
    for (const value of ['a', null, {}, { name: 'a' }, []]) {
      const body = goodBut(name, value)
      expect([ours(body), vendors(body)]).toEqual([refused, refused])
    }
  })

  it.each(Object.keys(good))('to refuse a body without %s', (name) => {
    const body = bodyOf(Object.entries(good).filter(([key]) => key !== name))
    expect([ours(body), vendors(body)]).toEqual([refused, refused])
  })

  it.each([[null], [[]], [[good]], ['license'], [7], [true], [{}]])('to refuse %j for a body', (body) => {
    expect([ours(body), vendors(body)]).toEqual([refused, refused])
  })

  it.each([
    ['nothing that is optional', {}],
    ['a null note', { note: null }],
    ['an empty note', { note: '' }],
    ['fifty emoji for a name', { name: '\u{1F600}'.repeat(50) }],
    ['five hundred emoji for a note', { note: '\u{1F600}'.repeat(500) }],
    ['everything', { note: 'front', note_author_agent_email: 'ann@example.com' }],
  ])('to take a body with %s', (_title, properties) => {
    const body = { ...good, ...properties }
    expect([ours(body), vendors(body)]).toEqual([body, body])
  })

  const addresses = [
    [
      'ann@example.com',
      'a@b.co',
      'Ann.B-c_d@Sub.Example.COM',
      "o'hara+kyc@example.co.uk",
      '1@2.3',
      'a@b--c.co',
    ],
    ['a@b', 'a@', '@b.co', 'a@b@c.co', 'a@b..co', 'a.@b.co', '.a@b.co', 'a..b@c.co', 'a@-b.co', 'a@b-.co'],
    [
      'a b@c.co',
      ' a@b.co',
      'a@b.co ',
      'a@b.co\n',
      'a@b.co.',
      'a@b_c.co',
      'ann@exämple.com',
      'änn@example.com',
    ],
    ['"a b"@c.co', '"a"@c.co', 'a@[127.0.0.1]', 'Ann <a@b.co>', 'mailto:a@b.co', 'a@xn--p1ai.ru', ''],
    [`${'a'.repeat(65)}@b.co`, `a@${'b'.repeat(64)}.co`, `a@${'b.'.repeat(200)}co`],
  ].flat()
  it.each(addresses)('on the address "%s"', (address) => {
    const body = goodBut('note_author_agent_email', address)
    expect(ours(body)).toEqual(vendors(body))
  })

  it('on what may be chosen, on the properties and on the limits', () => {
    const { workflow, extension, type, name, note } = vendorSchema.properties
    expect(workflows.toSorted()).toEqual(workflow.enum.toSorted())
    expect(extensions.toSorted()).toEqual(extension.enum.toSorted())
    expect(documentTypes.toSorted()).toEqual(type.enum.toSorted())
    expect([nameMaxLength, noteMaxLength]).toEqual([name.maxLength, note.maxLength])
    expect(Object.keys(generateRequestSchema.shape).toSorted()).toEqual(
      Object.keys(vendorSchema.properties).toSorted(),
    )
  })
})
