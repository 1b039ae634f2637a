import { type DocumentType } from '../../../../contract/document/document.ts'
import { hasOtherSide } from '../../../visit/answers.ts'

/** What has to be in the picture: a side, a certain page, all boxes, or a page, of one or several. */
export type Subject = 'card' | 'booklet' | 'letter' | 'form' | 'page'

const subjects: Partial<Record<DocumentType, Subject>> = {
  passport: 'booklet',
  utility: 'letter',
  bank_statement: 'letter',
  paystub: 'form',
  w2: 'form',
  '1099': 'form',
  t4: 'form',
}

export function subjectOf(type: DocumentType): Subject {
  return hasOtherSide(type) ? 'card' : (subjects[type] ?? 'page')
}
