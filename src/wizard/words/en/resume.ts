/** What the page says that offers to go on with a document. */
export const enResume = {
  title: 'A picture is still missing',
  titleUnconfirmed: 'We don’t know whether your picture arrived',
  titleSeveral: 'Some pictures are still missing',
  missing: (type: string, day: string) => `${type}: registered on ${day}. Its picture is still missing.`,
  unconfirmed: (type: string, day: string) =>
    `${type}: registered on ${day}. A picture was sent, and we don’t know whether it arrived. Sending it again is safe: it won’t arrive twice.`,
  otherTerms: 'It was registered when other answers were filled in for you.',
  documentId: 'Document ID',
  which: 'Which document do you want to go on with?',
  registeredOn: (day: string, documentId: string) => `Registered on ${day}. Document ID: ${documentId}`,
  sentOn: (day: string, documentId: string) =>
    `Registered on ${day}. A picture was sent, and we don’t know whether it arrived. Document ID: ${documentId}`,
  addPicture: 'Add the picture',
  sendAgain: 'Send the picture again',
  startOver: 'Start over',
  givesUp: '“Start over” drops this document and registers another in its place.',
  keeps: '“Start over” registers another document. This one stays as it is.',
  gone: {
    title: 'You can’t go on with this document any more',
    advice:
      'Its picture was added elsewhere, or the document was dropped. Reload the page to see what is still missing.',
  },
}

export type ResumeWords = typeof enResume
