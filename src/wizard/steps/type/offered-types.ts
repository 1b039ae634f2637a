import { type DocumentType, type Workflow } from '../../../contract/document/document.ts'

interface Offer {
  /** Those most people send. */
  readonly first: readonly DocumentType[]
  /** The others, which wait behind a button. */
  readonly more: readonly DocumentType[]
}

/** What is offered unasked. All other types are found by the search. */
const offers: Readonly<Record<Workflow, Offer>> = {
  PERSONAL: {
    first: ['passport', 'license', 'identification_card', 'residence_permit', 'utility', 'bank_statement'],
    more: [
      'canada_provincial_id',
      'indigenous_card',
      'paystub',
      'w2',
      '1099',
      't1',
      't4',
      'contract',
      'other',
    ],
  },
  BUSINESS: {
    first: ['contract', 'bank_statement', 'utility', '1120', '1065', 'license'],
    more: [
      'passport',
      'identification_card',
      'residence_permit',
      'canada_provincial_id',
      'indigenous_card',
      '1099',
      'internal',
      'other',
    ],
  },
}

/** Up to as many types are seen at one glance. They need neither a search nor a second list. */
export const atOneGlance = 6

/** What a session names is all offered, though hardly anybody sends it for this workflow. */
export function offeredTypes(workflow: Workflow, named: readonly DocumentType[] | undefined): Offer {
  const offer = offers[workflow]
  if (!named) return offer
  const first = offer.first.filter((type) => named.includes(type))
  const more = named.filter((type) => !first.includes(type))
  return named.length <= atOneGlance || first.length === 0
    ? { first: [...first, ...more], more: [] }
    : { first, more }
}
