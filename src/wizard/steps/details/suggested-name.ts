import { codePointLength, type DocumentType, nameMaxLength } from '../../../contract/document/document.ts'
import { hasOtherSide, marked } from '../../visit/answers.ts'
import { firstSideOf, type Visit } from '../../visit/visit.ts'
import { type Words } from '../../words/en.ts'

/**
 * What a document may be called, so that nobody has to think of a name: by its type, the day, and its side where it has
 * two. None of the visit's documents is called so already.
 */
export function suggestedName(
  { type: { names }, receipt: sides }: Pick<Words, 'type' | 'receipt'>,
  locale: string,
  type: DocumentType,
  visit: Pick<Visit, 'answers' | 'entry' | 'receipts'>,
  now = new Date(),
): string {
  // What stands in brackets explains the type, and is too long for a name.
  const label = names[type].replace(/ \(.*\)$/, '')
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(now)
  const isBack = visit.entry ? visit.entry.side === 2 : firstSideOf(visit) !== undefined
  const side = hasOtherSide(type) ? ` (${isBack ? sides.back : sides.front})` : ''
  for (let count = 1; ; count += 1) {
    const what = count === 1 ? label : `${label} ${count}`
    const whole = `${what}, ${day}${side}`
    const name = codePointLength(whole) > nameMaxLength ? marked(what, side) : whole
    if (visit.receipts.every((receipt) => receipt.name !== name)) return name
  }
}
