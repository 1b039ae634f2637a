import { describe, expect, it } from 'vitest'
import { documentTypes, nameSchema } from '../../../contract/document/document.ts'
import { asSent } from '../../../contract/document/normalise.ts'
import { firstAnswers, nameOfOtherSide } from '../../visit/answers.ts'
import { type UploadReceipt } from '../../visit/visit.ts'
import { guestRules } from '../../visit/visit-rules.ts'
import { en } from '../../words/en.ts'
import { fr } from '../../words/fr.ts'
import { suggestedName } from './suggested-name.ts'

const day = new Date(2026, 10, 27, 12)
const nothing = { answers: firstAnswers(guestRules), receipts: [] }

function uploaded(...names: readonly string[]) {
  const file = { documentId: 'doc_1', type: 'passport', extension: 'jpg', bytes: 1, sha256: '' } as const
  return { ...nothing, receipts: names.map((name): UploadReceipt => ({ ...file, name })) }
}

describe('the suggested name', () => {
  it.each([
    ['en', 'passport', 'Passport, Nov 27, 2026'],
    ['en', 'license', 'Driver’s licence, Nov 27, 2026 (front)'],
    ['en', 'residence_permit', 'Permanent resident card, Nov 27, 2026 (front)'],
    ['en-GB', 'utility', 'Utility bill, 27 Nov 2026'],
    ['fr-CA', 'license', 'Permis de conduire, 27 nov. 2026 (recto)'],
    ['fr', 'canada_provincial_id', 'Carte d’identité provinciale canadienne (recto)'],
  ] as const)('in %s of a %s is “%s”', (locale, type, name) => {
    expect(suggestedName(locale.startsWith('fr') ? fr : en, locale, type, nothing, day)).toBe(name)
  })

  it('of the second side of an entry says so', () => {
    const side = { ...nothing, entry: { key: 'id', side: 2 as const, terms: { prefill: {}, locked: [] } } }
    expect(suggestedName(en, 'en', 'license', side, day)).toBe('Driver’s licence, Nov 27, 2026 (back)')
  })

  it('of the other side says so, where the name of the first one isn’t known', () => {
    const file = { documentId: 'doc_1', type: 'license', extension: 'jpg', bytes: 1, sha256: '' } as const
    const answers = { ...nothing.answers, type: 'license', otherSideOf: file.documentId } as const
    const back = suggestedName(en, 'en', 'license', { answers, receipts: [file] }, day)
    expect(back).toBe('Driver’s licence, Nov 27, 2026 (back)')
  })

  it('of a second document of a type differs from that of the first, and of a third from both', () => {
    const first = suggestedName(en, 'en', 'passport', nothing, day)
    const second = suggestedName(en, 'en', 'passport', uploaded(first), day)
    expect(second).toBe('Passport 2, Nov 27, 2026')
    expect(suggestedName(en, 'en', 'passport', uploaded(first, second), day)).toBe('Passport 3, Nov 27, 2026')
  })

  const languages = [
    [en, 'en'],
    [fr, 'fr-CA'],
  ] as const
  const all = languages.flatMap(([words, locale]) =>
    documentTypes.map((type) => [locale, type, words] as const),
  )
  it.each(all)(
    'in %s of a %s is sent as it is, up to the ninth, as is that of its other side',
    (locale, type, words) => {
      const names: string[] = []
      while (names.length < 9) names.push(suggestedName(words, locale, type, uploaded(...names), day))
      expect(new Set(names).size).toBe(9)
      const others = names.map((name) => nameOfOtherSide(name, words.receipt))
      for (const name of [...names, ...others]) expect(nameSchema.parse(asSent('name', name))).toBe(name)
    },
  )
})
