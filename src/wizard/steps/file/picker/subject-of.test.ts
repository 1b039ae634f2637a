import { expect, it } from 'vitest'
import { subjectOf } from './subject-of.ts'

it.each([
  ['license', 'card'],
  ['passport', 'booklet'],
  ['utility', 'letter'],
  ['w2', 'form'],
  ['1120', 'page'],
  ['other', 'page'],
] as const)('a picture of the type %s shows a %s', (type, subject) => {
  expect(subjectOf(type)).toBe(subject)
})
