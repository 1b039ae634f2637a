/** What the list of requested documents says. */
export const enList = {
  title: 'Your documents',
  progress: (done: number, total: number) => `${done} of ${total} done`,
  allDone: 'Everything that was asked for is here. Nothing more is needed.',
  accepted: 'Accepted:',
  front: 'Front',
  back: 'Back',
  needed: 'Still needed',
  notNeeded: 'Only if you have it',
  pictureMissing: 'Registered. Its picture is still missing.',
  unconfirmed: 'A picture was sent, and we don’t know whether it arrived. Sending it again is safe.',
  arrived: 'Arrived',
  arrivedOn: (day: string) => `Arrived on ${day}`,
  skipped: 'Skipped',
  add: 'Add',
  addPicture: 'Add the picture',
  sendAgain: 'Send the picture again',
  skip: 'Skip',
  takeBack: 'Take back',
  done: 'Done',
  later: 'Finish for now',
  stillMissing: (count: number) =>
    `${count === 1 ? 'One document is still missing' : `${count} documents are still missing`}. What you sent stays. Come back the same way to go on.`,
  laterHint: 'You can come back and go on where you were.',
  asksOtherwise: 'What is asked for has changed. Please check your answers.',
  /** While the person’s phone works the list off. */
  phone: {
    choosing: 'Your phone shows this list. What it sends appears here by itself.',
    left: 'What it sent stays. Go on here, or show a new code.',
    replaced:
      'Another code was shown in another tab or on another device. This one no longer works. What your phone sent stays.',
    expired:
      'Nobody finished in time, or we lost touch with your phone. What it sent stays. Go on here, or show a new code.',
  },
  changed: 'This list has changed elsewhere. Here is how it stands now.',
}

export type ListWords = typeof enList
