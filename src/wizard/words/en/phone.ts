import { type HandoffEndReason } from '../../../contract/api/handoff.ts'

/** What the phone says to which a document was handed. */
export const enPhone = {
  open: {
    title: 'Go on with your phone',
    warning: 'Only go on if this code is on your own screen.',
    advice:
      'If somebody sent it to you or shows it to you, close this page: your document would become theirs.',
    goOn: 'Go on',
  },
  compare: {
    title: 'Compare these digits',
    asker: (partner: string) => `${partner} asks for this document.`,
    lead: 'Your computer shows three digits too. If they are the same, press “Yes” there. This page then goes on by itself.',
    waiting: 'Waiting for your computer…',
  },
  stop: 'Stop and go on with the computer',
  offline: 'This page can’t reach us right now. It keeps trying.',
  away: 'We haven’t heard from your computer for a minute. You can go on here all the same.',
  awayBefore:
    'We haven’t heard from your computer for a minute. Open its page again: this phone can go on once you press “Yes” there.',
  done: {
    title: 'Your picture has arrived',
    lead: 'You can put your phone away. Your computer goes on by itself. If it still asks for the picture, press “Use your phone” there once more.',
  },
  /** Of a list, in place of the words for one document. */
  list: {
    asker: (partner: string) => `${partner} asks for these documents.`,
    done: {
      title: 'Everything has arrived',
      lead: 'You can put your phone away. Your computer goes on by itself.',
    },
    reasons: {
      takenBack: 'You went on with your computer. This page sent nothing more. What it had sent stays.',
      left: 'What you sent stays. You can close this page and go on with your computer.',
      replaced: 'Your computer shows a new code. Scan that one. What you sent stays.',
      expired: 'The time is over. What you sent stays. Have your computer show a new code to send the rest.',
    },
  },
  over: {
    title: 'Your phone isn’t needed any more',
    reasons: {
      done: 'The picture has arrived.',
      refused: 'Your computer said that this isn’t your phone. Nothing was sent.',
      takenBack: 'You went on with your computer. This page sent nothing more.',
      left: 'You can close this page and go on with your computer.',
      replaced: 'Your computer shows a new code. Scan that one.',
      expired: 'The time is over. Have your computer show a new code.',
    } satisfies Record<HandoffEndReason, string>,
  },
  codes: {
    linkUsed: { title: 'Another phone has opened this code', advice: 'Have your computer show a new one.' },
    linkExpired: { title: 'This code no longer works', advice: 'Have your computer show a new one.' },
    linkInvalid: { title: 'This code isn’t complete', advice: 'Scan it again from your computer’s screen.' },
  },
}

export type PhoneWords = typeof enPhone
