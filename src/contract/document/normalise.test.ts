import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codePointLength, nameSchema, noteSchema } from './document.ts'
import { normaliseEmail, normaliseName, normaliseNote } from './normalise.ts'

const typed = fc
  .array(
    fc.oneof(
      fc.constantFrom('\n', '\r', '\r\n', '\u2028', '\u2029', ' ', '\t', '\u00A0', '\uFEFF', '\v', '\u0085'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }),
      fc.constantFrom('\uD83D', '\uDE00', '<', '\u200B', '\u202E', '\u0000', '\u200D', '\u2800', '\u3164'),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''))

const problems = (schema: typeof nameSchema, text: string) =>
  schema.safeParse(text).error?.issues.map(({ message }) => message) ?? []

describe('a note', () => {
  it.each([
    ['Front side\nof the licence', 'Front side of the licence'],
    ['Front side  \r\n\r\n   of the licence\r', 'Front side of the licence'],
    ['one\u2028two\u2029three', 'one two three'],
    ['  kept   as   it is ', 'kept   as   it is'],
    ['\n \u2028\r\n', ''],
    ['', ''],
  ])('typed as %j is sent as %j', (note, sent) => {
    expect(normaliseNote(note)).toBe(sent)
  })

  it('never breaks the line rule once it is normalised, and never grows', () => {
    fc.assert(
      fc.property(typed, (note) => {
        const sent = normaliseNote(note)
        expect(problems(noteSchema, sent)).not.toContain('lineBreak')
        expect(codePointLength(sent)).toBeLessThanOrEqual(codePointLength(note))
      }),
    )
  })

  it('loses and changes nothing but white space and what nobody sees', () => {
    const seen = (note: string) =>
      Array.from(note)
        .filter((character) => /[^\s\p{Cc}\p{Cs}\p{Cf}]/u.test(character))
        .join('')
    fc.assert(
      fc.property(typed, (note) => {
        const isBlank = /^[\u2800\u3164\p{Default_Ignorable_Code_Point}]*$/u.test(seen(note))
        expect(seen(normaliseNote(note))).toBe(isBlank ? '' : seen(note))
      }),
    )
  })
})

it.each([
  ['name', normaliseName],
  ['note', normaliseNote],
  ['e-mail address', normaliseEmail],
])('normalising a %s twice is normalising it once', (_what, normalise) => {
  fc.assert(
    fc.property(typed, (text) => {
      expect(normalise(normalise(text))).toBe(normalise(text))
    }),
  )
})

it('trims a name and an address, and keeps what is wrong with them in sight', () => {
  expect(normaliseName('\u3000Jane’s licence \n')).toBe('Jane’s licence')
  expect(problems(nameSchema, normaliseName(' two\nlines '))).toEqual(['lineBreak'])
  expect(problems(nameSchema, normaliseName(' \t '))).toEqual(['blank'])
  expect(normaliseEmail(' ann@example.com\n')).toBe('ann@example.com')
  expect(normaliseEmail('ann @example.com')).toBe('ann @example.com')
})

describe('what nobody sees', () => {
  it.each([
    ['a zero-width space', '\u200B'],
    ['a word joiner', '\u2060'],
    ['a byte order mark', '\uFEFF'],
    ['a soft hyphen', '\u00AD'],
    ['an override of the direction', '\u202E'],
    ['an isolate that nothing ends', '\u2067'],
    ['a NUL', '\u0000'],
    ['an escape', '\u001B'],
    ['half of an emoji', '\uD83D'],
    ['the other half', '\uDE00'],
    ['two halves kept apart by nothing', '\uD83D\u200B\uDE00'],
  ])('is left out: %s', (_what, sign) => {
    expect(normaliseName(`${sign}Lic${sign}ence${sign}`)).toBe('Licence')
    expect(normaliseNote(`front${sign}\n${sign}\nback`)).toBe('front back')
    expect(normaliseEmail(`${sign}ann@${sign}example.com`)).toBe('ann@example.com')
    expect(normaliseName(sign)).toBe('')
  })

  it.each([
    ['braille without dots', '\u2800'],
    ['a Hangul filler', '\u3164'],
    ['its narrow twin', '\uFFA0'],
    ['a joiner', '\u200D'],
    ['a mark of direction', '\u200F'],
    ['a variation selector', '\uFE0F'],
    ['a tag', '\u{E0061}'],
    ['a null note head', '\u{1D159}'],
    ['a next-line control', '\u0085'],
  ])('is no name and no note by itself: %s', (_what, sign) => {
    expect(normaliseName(` ${sign}${sign} `)).toBe('')
    expect(normaliseNote(`${sign}\n${sign}`)).toBe('')
    expect(problems(nameSchema, normaliseName(sign))).toEqual(['blank'])
  })

  it.each([
    [
      'emoji joined to a family, and a flag',
      '👨\u200D👩\u200D👧 🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F} ✈\uFE0F',
    ],
    ['Persian', 'نامه\u200Cهای من'],
    ['Hindi', 'क्\u200Dष'],
    ['Hebrew beside Latin, with its mark', 'דרכון\u200F (Passport)'],
    ['Braille', '⠇⠊⠉\u2800⠑⠝⠉⠑'],
    ['accents apart from their letters', 'Re\u0301sume\u0301'],
  ])('stays where it is written with: %s', (_what, name) => {
    expect(normaliseName(name)).toBe(name)
    expect(normaliseNote(name)).toBe(name)
  })
})

it('takes an address out of a text with marks of direction', () => {
  expect(normaliseEmail('\u200Eann@example.com\u200F\u202C ')).toBe('ann@example.com')
})
