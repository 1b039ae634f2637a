import {
  codePointLength,
  nameMaxLength,
  noteMaxLength,
  type TextProblem,
} from '../../../contract/document/document.ts'
import { longestEmail } from '../../../contract/api/partner-api.ts'

const longest: Readonly<Record<string, number>> = {
  name: nameMaxLength,
  note: noteMaxLength,
  note_author_agent_email: longestEmail,
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly input?: unknown
}

/** What is wrong, and what was found. The contract has codes for texts, because the wizard words them in each language. */
export function issueInWords({ path, message, input }: Issue): string {
  const problem = message as TextProblem | 'emailInvalid'
  switch (problem) {
    case 'blank':
      return 'shows nothing'
    case 'tooLong': {
      const most = longest[String(path.at(-1))]
      return `must have at most ${most} characters, and has ${codePointLength(String(input))}`
    }
    case 'angleBracket':
      return 'must not have < or >'
    case 'lineBreak':
      return 'must not have a line break'
    case 'emailInvalid':
      return 'must be an e-mail address'
    default:
      problem satisfies never
      return message
  }
}
