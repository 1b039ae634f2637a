import { describe, expect, it } from 'vitest'
import {
  codePointLength,
  documentIdSchema,
  emailSchema,
  nameSchema,
  noteSchema,
  type TextProblem,
} from './document.ts'

const reasons = (schema: typeof nameSchema, text: string) =>
  schema.safeParse(text).error?.issues.map(({ message }) => message) ?? []

describe('why a text is refused', () => {
  const names: [string, TextProblem[]][] = [
    ['', ['blank']],
    [' \u3000\n', ['blank']],
    ['a<b', ['angleBracket']],
    ['a\u2028b', ['lineBreak']],
    ['a'.repeat(51), ['tooLong']],
    [`<\n${'a'.repeat(50)}`, ['angleBracket', 'lineBreak', 'tooLong']],
    ['license', []],
  ]
  it.each(names)('names what is wrong with the name %j', (name, expected) => {
    expect(reasons(nameSchema, name)).toEqual(expected)
  })

  const notes: [string, TextProblem[]][] = [
    ['', []],
    ['   ', []],
    ['a\r\nb', ['lineBreak']],
    ['a'.repeat(501), ['tooLong']],
  ]
  it.each(notes)('names what is wrong with the note %j', (note, expected) => {
    expect(reasons(noteSchema, note)).toEqual(expected)
  })

  it('says of an address only that it is none', () => {
    expect(reasons(emailSchema, 'ann at example')).toEqual(['emailInvalid'])
  })
})

it('judges a giant hostile address without hanging', () => {
  const hostile = ['a.'.repeat(100_000) + '@', `a@${'b-'.repeat(100_000)}`, `a@${'b.'.repeat(100_000)}!`]
  expect(hostile.map((address) => emailSchema.safeParse(address).success)).toEqual([false, false, false])
})

it.each([
  ['', 0],
  ['abc', 3],
  ['\u{1F600}', 1],
  ['e\u0301', 2],
  ['\uD83D', 1],
  ['\uDE00\uD83D', 2],
])('counts the code points of %j', (text, length) => {
  expect(codePointLength(text)).toBe(length)
})

it.each([
  ['doc_71YxuRUnKqLhOWriDJFMI2', true],
  ['a', true],
  ['0-1_z', true],
  ['a'.repeat(128), true],
  ['', false],
  ['.', false],
  ['..', false],
  ['-a', false],
  ['a/b', false],
  ['a%2Fb', false],
  ['a\nb', false],
  ['a\n', false],
  ['a'.repeat(129), false],
])('says whether the document ID %j is safe in a path: %s', (id, isSafe) => {
  expect(documentIdSchema.safeParse(id).success).toBe(isSafe)
})
