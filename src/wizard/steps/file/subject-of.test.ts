import { expect, it } from 'vitest'
import { documentTypes } from '../../../contract/document.ts'
import { hasOtherSide } from '../../visit/answers.ts'
import { subjectOf } from './subject-of.ts'

it('what has another side is photographed as a card, and nothing else is', () => {
  const cards = documentTypes.filter((type) => subjectOf(type) === 'card')
  expect(cards).toEqual(documentTypes.filter(hasOtherSide))
})

it.each([
  ['passport', 'booklet'],
  ['utility', 'letter'],
  ['w2', 'form'],
  ['1120', 'page'],
  ['other', 'page'],
] as const)('a picture of the type %s shows a %s', (type, subject) => {
  expect(subjectOf(type)).toBe(subject)
})
