import { type DocumentType } from '../../../contract/document.ts'

/** What has to be in the picture: a side, a certain page, all boxes, or a page, of one or several. */
export type Subject = 'card' | 'booklet' | 'letter' | 'form' | 'page'

const subjects: Partial<Record<DocumentType, Subject>> = {
  passport: 'booklet',
  license: 'card',
  identification_card: 'card',
  residence_permit: 'card',
  canada_provincial_id: 'card',
  indigenous_card: 'card',
  utility: 'letter',
  bank_statement: 'letter',
  paystub: 'form',
  w2: 'form',
  '1099': 'form',
  t4: 'form',
}

export function subjectOf(type: DocumentType): Subject {
  return subjects[type] ?? 'page'
}
