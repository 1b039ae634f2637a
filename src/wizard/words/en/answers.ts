/** What the page of the answers says, once they are registered. */
export const enAnswers = {
  title: 'Your answers',
  registeredAs: 'The document is registered. Its document ID:',
  readOnly: 'If you change an answer, we register the document again. It gets another document ID.',
  changeAnswers: 'Change and register again',
  continue: 'Continue to the file',
  noNote: 'None',
  labels: {
    workflow: 'For',
    type: 'Document',
    name: 'Name',
    note: 'Note',
    extension: 'Format',
    email: 'Filled in by',
  },
}

export type AnswersWords = typeof enAnswers
