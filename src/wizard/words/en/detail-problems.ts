/** What is wrong with an answer, and a way on. */
export const enDetailProblems = {
  name: {
    blank: 'Enter a name for the document',
    tooLong: (limit: number, length: number) =>
      `The name can have ${limit} characters at most. It has ${length}.`,
    angleBracket: 'The name can’t contain < or >. Remove them.',
    lineBreak: 'The name must be on one line. Remove the line breaks.',
  },
  note: {
    tooLong: (limit: number, length: number) =>
      `The note can have ${limit} characters at most. It has ${length}.`,
    angleBracket: 'The note can’t contain < or >. Remove them.',
    lineBreak: 'The note must be on one line. Remove the line breaks.',
  },
  email: {
    missing: 'Enter your e-mail address',
    invalid: (typed: string) => `“${typed}” isn’t an e-mail address. Enter one like name@example.com.`,
  },
  extension: 'Choose JPG or PNG',
}

export type DetailProblemWords = typeof enDetailProblems
