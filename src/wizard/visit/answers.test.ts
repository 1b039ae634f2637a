import { describe, expect, it } from 'vitest'
import { codePointLength, documentTypes, nameMaxLength } from '../../contract/document/document.ts'
import {
  answersForAnother,
  answersForOtherSide,
  firstAnswers,
  hasOtherSide,
  isSameRequest,
  nameOfOtherSide,
} from './answers.ts'
import { guestRules, type VisitRules } from './visit-rules.ts'

const request = { workflow: 'PERSONAL', name: 'Licence', extension: 'jpg', type: 'license' } as const
const words = { front: 'front', back: 'back' }
const answers = {
  ...firstAnswers(guestRules),
  workflow: 'PERSONAL',
  type: 'license',
  name: 'Licence',
} as const
const front = { documentId: 'doc_front', type: 'license', name: 'Licence' } as const

describe('the answers for the next document', () => {
  it('keep what stays the same, and nothing of the last one', () => {
    expect(answersForAnother(answers, guestRules)).toMatchObject({
      workflow: 'PERSONAL',
      extension: 'jpg',
      name: '',
    })
    expect(answersForAnother(answers, guestRules)).not.toHaveProperty('type')
  })

  it('are those of the other side of what was uploaded, whatever was begun meanwhile', () => {
    const begun = { ...answers, type: 'passport', name: 'Passport' } as const
    expect(answersForOtherSide(begun, front, guestRules, words)).toEqual({
      ...answers,
      name: 'Licence (back)',
      otherSideOf: front.documentId,
    })
  })

  it('leave a locked name alone, on the other side too', () => {
    const locked: VisitRules = { ...guestRules, prefill: { name: 'Lease' }, locked: ['name'] }
    expect(answersForOtherSide(firstAnswers(locked), front, locked, words).name).toBe('Lease')
  })
})

it.each(documentTypes)('a %s has another side if it is a card', (type) => {
  const cards = [
    'license',
    'identification_card',
    'residence_permit',
    'canada_provincial_id',
    'indigenous_card',
  ]
  expect(hasOtherSide(type)).toBe(cards.includes(type))
})

describe('the name of the other side', () => {
  it.each([
    ['Licence', 'Licence (back)'],
    ['  Licence ', 'Licence (back)'],
    ['Licence (back)', 'Licence (front)'],
    ['Licence (front)', 'Licence (back)'],
    [`${'x'.repeat(42)} (front)`, `${'x'.repeat(42)} (back)`],
    ['🪪'.repeat(50), `${'🪪'.repeat(43)} (back)`],
    ['x'.repeat(50), `${'x'.repeat(43)} (back)`],
  ])('of %s is %s and fits the contract', (name, expected) => {
    expect(nameOfOtherSide(name, words)).toBe(expected)
    expect(codePointLength(nameOfOtherSide(name, words))).toBeLessThanOrEqual(nameMaxLength)
  })
})

describe('a repeat of generate', () => {
  it.each([
    [{ ...request }, true],
    [{ ...request, note: '' }, false],
    [{ ...request, name: 'Licence ' }, false],
    [{ type: 'license', extension: 'jpg', name: 'Licence', workflow: 'PERSONAL' } as const, true],
  ])('uses its key again only with the very same answers', (other, isSame) => {
    expect(isSameRequest(request, other)).toBe(isSame)
  })
})
