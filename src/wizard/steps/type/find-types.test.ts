import { describe, expect, it } from 'vitest'
import { documentTypes } from '../../../contract/document/document.ts'
import { en, type Words } from '../../words/en.ts'
import { enSearch } from '../../words/en/search.ts'
import { fr } from '../../words/fr.ts'
import { findTypes } from './find-types.ts'

const found = (typed: string, words: Words = en) => findTypes(typed, documentTypes, words).types.toSorted()

it.each([
  ['passp', ['passport']],
  ['1099-NEC', ['1099']],
  ['1099nec', ['1099']],
  ['K-1', ['1065']],
  ['schedule k1', ['1065']],
  ['T4A', ['t4']],
  ['NOA', ['t1']],
  ['notice of assessment', ['t1']],
  ['my rent', ['contract']],
  ['invoice', ['other', 'utility']],
  ['hydro', ['utility']],
  ['Paycheck', ['paystub']],
  ['pay cheque', ['paystub']],
  ['paystub', ['paystub']],
  ['green card', ['residence_permit']],
  ['greencard', ['residence_permit']],
  ['tribal', ['indigenous_card']],
  ['state id', ['identification_card']],
  ['drivers license', ['license']],
  ['driver’s licence', ['license']],
  ['DRIVER’S LICENSE', ['license']],
  ['credit card', ['bank_statement']],
  ['w2', ['w2']],
  ['articles of incorporation', ['contract']],
  ['avis de cotisation', ['t1']],
  ['fiche de paie', ['paystub']],
  ['permis de conduire', ['license']],
  ['loyer', ['contract']],
  ['facture d’hydro', ['utility']],
  ['passeport', ['passport']],
  [
    'identite',
    [
      'canada_provincial_id',
      'identification_card',
      'indigenous_card',
      'license',
      'passport',
      'residence_permit',
    ],
  ],
])('“%s” finds %j, in either language', (typed, types) => {
  expect(found(typed)).toEqual(types)
  expect(found(typed, fr)).toEqual(types)
})

it.each([
  ['pasport', ['passport']],
  ['drivers lisense', ['license']],
  ['utilty', ['utility']],
  ['bank statemant', ['bank_statement']],
  ['xyz', []],
  ['1066', []],
])('“%s”, which is misspelt, finds %j', (typed, types) => {
  expect(found(typed)).toEqual(types)
})

it('every type is found by its value in the contract', () => {
  expect(documentTypes.filter((type) => !found(type).includes(type))).toEqual([])
})

describe('what nobody takes is refused kindly, with what can be sent instead', () => {
  it.each([
    ['birth cert', 'birthCertificate'],
    ['acte de naissance', 'birthCertificate'],
    ['health card', 'healthCard'],
    ['carte soleil', 'healthCard'],
    ['SIN', 'socialNumber'],
    ['social security card', 'socialNumber'],
    ['NAS', 'socialNumber'],
    ['student id', 'studentCard'],
    ['debit card', 'bankCard'],
  ] as const)('“%s”', (typed, what) => {
    const { types, refusal } = findTypes(typed, documentTypes, en)
    expect(types.length).toBeGreaterThan(0)
    expect(refusal).toBe(enSearch.refusal(enSearch.what[what], types.length))
  })

  it('and among what the session allows alone', () => {
    const { types, refusal } = findTypes('birth certificate', ['passport', 'utility'], en)
    expect(types).toEqual(['passport'])
    expect(refusal).toBe('We can’t take a birth certificate. This works instead:')
    expect(findTypes('birth certificate', ['utility'], en)).toEqual({
      types: [],
      refusal: 'We can’t take a birth certificate.',
    })
  })

  it('but not what another document is called too', () => {
    expect(findTypes('statement', documentTypes, en).refusal).toBeUndefined()
    expect(findTypes('si', documentTypes, en).refusal).toBeUndefined()
  })
})
