import { codePointLength, nameMaxLength, noteMaxLength } from '../../../contract/document/document.ts'
import { type Words } from '../../words/en.ts'
import { type DetailProblemWords, enDetailProblems } from '../../words/en/detail-problems.ts'
import { frDetailProblems } from '../../words/fr/detail-problems.ts'
import { type TypedDetails } from './details-form.ts'

/** They come with the first answer that can't be sent, because most people never see one. */
const problemWords: Readonly<Record<string, DetailProblemWords>> = {
  en: enDetailProblems,
  fr: frDetailProblems,
}

/**
 * The words for a zod issue of the details form. `message` is the problem's name, as the contract's schemas set it;
 * `sent` is what they judged, as `asSentDetails` gives it.
 */
export function detailsErrorText(
  { language }: Pick<Words, 'language'>,
  field: string,
  message: string,
  sent: TypedDetails,
): string {
  const { name, note, email, extension } = problemWords[language] ?? enDetailProblems
  switch (field) {
    case 'name':
      switch (message) {
        case 'tooLong':
          return name.tooLong(nameMaxLength, codePointLength(sent.name))
        case 'angleBracket':
          return name.angleBracket
        case 'lineBreak':
          return name.lineBreak
        default:
          return name.blank
      }
    case 'note':
      switch (message) {
        case 'tooLong':
          return note.tooLong(noteMaxLength, codePointLength(sent.note))
        case 'angleBracket':
          return note.angleBracket
        default:
          return note.lineBreak
      }
    case 'note_author_agent_email':
      return sent.note_author_agent_email === '' ? email.missing : email.invalid(sent.note_author_agent_email)
    default:
      return extension
  }
}
