import { type HandoffEndReason } from '../../../contract/api/handoff.ts'

/** What the desktop says while a document is handed to the person’s phone. */
export const enUsePhone = {
  scan: {
    title: 'Scan this with your phone',
    lead: 'Open your phone’s camera and point it at this code. It works for five minutes and for one phone.',
    code: 'Code to scan with your phone',
    link: 'Or open this link on your phone',
    copy: 'Copy the link',
    copyResults: {
      copied: 'Copied',
      byHand:
        'Your browser doesn’t allow copying here. The link is selected: copy it with the keyboard or by a long press.',
    },
  },
  compare: {
    title: 'Is this your phone?',
    lead: 'A phone has opened the code. Look at its screen: does it show these three digits?',
    yes: (digits: string) => `Yes, ${digits} is my phone`,
    no: 'No, it isn’t',
  },
  follow: {
    title: 'Go on with your phone',
    choosing: 'Your phone is ready for the picture. This page goes on by itself once it has arrived.',
    sending: (percent: number) => `Your phone is sending the picture: ${percent} %`,
    finishing: 'The picture was already on its way. That finishes first.',
    progressLabel: 'Progress of your phone’s upload',
    away: 'We haven’t heard from your phone for a minute. Its screen may be off, or it has no reception. It can still go on.',
  },
  offline: 'This page can’t reach us right now. It keeps trying.',
  goOnHere: 'Go on here instead',
  over: {
    title: 'Your phone can’t go on',
    /** It could, and gave the document back. */
    titleLeft: 'Your phone has stopped',
    reasons: {
      done: 'The picture has arrived.',
      refused: 'You said that this isn’t your phone. It sent nothing.',
      takenBack: 'This document was taken back from your phone.',
      left: 'No picture has arrived from it. Go on here, or show a new code.',
      replaced: 'Another code was shown in another tab or on another device. This one no longer works.',
      expired:
        'Nobody finished in time, or we lost touch with your phone. Show a new code: if the picture has arrived already, this page goes on at once.',
    } satisfies Record<HandoffEndReason, string>,
    again: 'Show a new code',
  },
}

export type UsePhoneWords = typeof enUsePhone
