import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codePointLength, nameSchema, noteSchema } from './document.ts'
import { normaliseEmail, normaliseName, normaliseNote } from './normalise.ts'

const typed = fc
  .array(
    fc.oneof(
      fc.constantFrom('\n', '\r', '\r\n', '\u2028', '\u2029', ' ', '\t', '\u00A0', '\uFEFF', '\v', '\u0085'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }),
      fc.constantFrom('\uD83D', '\uDE00', '<'),
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

  it('loses and changes nothing but white space', () => {
    fc.assert(
      fc.property(typed, (note) => {
        expect(normaliseNote(note).replaceAll(/\s/g, '')).toBe(note.replaceAll(/\s/g, ''))
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
