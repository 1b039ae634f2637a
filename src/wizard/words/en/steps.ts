import { type DocumentType } from '../../../contract/document/document.ts'
import { type FileWarning } from '../../../image/prepared-file.ts'
import { type NotOneFile } from '../../steps/file/file-state.ts'
import { type Flaw } from '../../steps/file/picker/guidance.tsx'
import { type Subject } from '../../steps/file/picker/subject-of.ts'
import { formatBytes, formatDimensions, formatDuration, formatWait } from '../format.ts'

const uploadAgain = 'Upload again'

export type PictureFacts = Readonly<Record<'bytes' | 'width' | 'height', number>>

/** What the steps after the first one say. */
export const enSteps = {
  type: {
    title: 'Which document is it?',
    search: 'Find a document',
    searchHint: 'Such as “rent”, “pay” or “1099-NEC”.',
    found: (count: number): string =>
      count === 0
        ? 'Nothing matches. Try another word.'
        : count === 1
          ? '1 document matches.'
          : 'Several documents match.',
    clear: 'Clear the search',
    more: 'More documents',
    missing: 'Choose which document you are sending',
    names: {
      passport: 'Passport',
      license: 'Driver’s licence',
      identification_card: 'State ID card',
      residence_permit: 'Permanent resident card (green card)',
      canada_provincial_id: 'Canadian provincial ID card',
      indigenous_card: 'Indigenous status card',
      utility: 'Utility bill',
      paystub: 'Pay stub',
      bank_statement: 'Bank statement',
      w2: 'W-2 wage statement',
      '1099': '1099 income statement',
      '1120': '1120 corporate tax return',
      '1065': '1065 partnership tax return',
      t1: 'T1 tax return',
      t4: 'T4 pay statement',
      contract: 'Contract',
      internal: 'Internal document',
      other: 'Another document',
    } satisfies Record<DocumentType, string>,
    hints: {
      identification_card: 'Or a national identity card',
      indigenous_card: 'Or a tribal ID card',
      utility: 'Power, gas, water, phone or internet',
      t1: 'Or a notice of assessment',
      contract: 'Lease, agreement, articles of incorporation',
      internal: 'Form or memo of your own organisation',
    },
  },

  details: {
    title: 'About the document',
    titleOf: (name: string) => `About “${name}”`,
    name: 'Name of the document',
    nameHint: 'You can keep this name, or change it.',
    more: 'More about the document',
    note: 'Note',
    noteHint: 'Anything we should know about it.',
    extension: 'Format of the picture',
    extensionHint: 'Keep JPG if you aren’t sure. We convert your picture.',
    extensionNames: { jpg: 'JPG', png: 'PNG' },
    someoneElse: 'I am filling this in for someone else',
    email: 'Your e-mail address',
    emailHint: 'Yours, not the customer’s. It is kept with the note.',
    charactersLeft: (left: number) =>
      `You have ${Math.abs(left)} character${Math.abs(left) === 1 ? '' : 's'} ${left < 0 ? 'too many' : 'left'}`,
    wrong: 'This answer can’t be sent. Change it.',
    joined: 'Line breaks will be sent as spaces.',
    registering: 'Registering the document…',
    registerFailed: 'The document isn’t registered yet',
    registerUnconfirmed: 'We don’t know whether the document was registered',
    unconfirmedAdvice: (button: string) => `Press “${button}” again: it won’t be registered twice.`,
  },

  file: {
    title: (name: string) => `Add the picture of “${name}”`,
    otherSide: 'Side 2 of 2: add the other side of the card',
    hint: (limit: number) => `JPG or PNG. We make it smaller if it has more than ${formatBytes(limit)}.`,
    documentId: 'Document ID',
    choose: 'Choose a file',
    chooseAnother: 'Choose another',
    takePhoto: 'Take a photo',
    usePhone: 'Use your phone',
    drop: 'or drop it here, or paste a screenshot',
    dropNow: 'Drop the picture here',
    subjects: {
      card: 'One side, with all four corners. You can add the other side afterwards.',
      booklet: 'The page with your photo, down to the two lines of letters at the bottom.',
      letter: 'The page with your name, your address and the date.',
      form: 'The whole form, with every box easy to read.',
      page: 'The whole page, flat and from above. If there are several, the first one.',
      otherSide: 'The other side, with all four corners.',
    } satisfies Record<Subject | 'otherSide', string>,
    notLikeThis: 'Not like this',
    flaws: { cut: 'Cut off', glare: 'Glare', blurred: 'Blurred' } satisfies Record<Flaw, string>,
    missing: 'Choose a picture of the document first',
    notOneFile: {
      several: 'Choose one file only: each document has its own.',
      folder: 'This is a folder. Open it and choose the picture inside.',
      none: 'That was a link or text, not a file. Save the picture on your device, then choose it here.',
    } satisfies Record<NotOneFile, string>,
    unturnable: 'This picture couldn’t be rotated here. You can upload it as it is.',
    preparing: 'Getting the picture ready…',
    remove: 'Remove',
    rotate: 'Rotate',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    previewAlt: 'Preview of the picture as it will be sent',
    noPreview: 'No preview: this browser can’t open the picture.',
    upload: 'Upload',
    uploading: 'Uploading…',
    unchanged: 'Exactly as you chose it.',
    toBeSent: (format: string, { bytes, width, height }: PictureFacts) =>
      `To be sent: ${format}, ${formatBytes(bytes)}, ${formatDimensions(width, height)}`,
    warnings: {
      endMissing: 'The end of the file was missing. Is the whole picture there?',
      incomplete: 'Part of the picture seems to be missing or damaged. Is the whole document there?',
      notShown: 'This browser can’t open the picture, so it may be damaged. Look at it in another app.',
      small: 'The picture is very small. Can you read everything on it?',
      blurred: 'The picture looks blurred. Can you read the small print?',
      dark: 'The picture is very dark. More light would help.',
      bright: 'The picture is very bright. Some of it may be washed out.',
      blank: 'The picture looks almost empty. Is the document on it?',
    } satisfies Record<FileWarning, string>,
    warningTitle: 'Please check the picture',
    warningAdvice: 'You can send it as it is, or take another one.',
    notLoaded:
      'Part of this page didn’t load. Check your reception or Wi-Fi, then choose the picture again. If that doesn’t help, reload the page.',
    sending: (sent: number, total: number) => `${formatBytes(sent)} of ${formatBytes(total)} sent`,
    timeLeft: (ms: number) => `about ${formatDuration(ms)} left`,
    confirming: 'Everything is sent. Checking that it arrived…',
    confirmingLong: 'This takes longer than usual. You can wait, or cancel and upload again: that is safe.',
    connecting: 'Connecting…',
    waiting: 'Waiting…',
    waitingOffline: 'You seem to be offline. The upload goes on once you are back online.',
    waitingRetry: (seconds: number, attempt: number) =>
      `The upload hasn’t gone through yet. Trying again in ${formatWait(seconds)} (attempt ${attempt}).`,
    cancel: 'Cancel the upload',
    cancelled: 'The upload is cancelled. The picture is still here.',
    cancelledUnconfirmed:
      'The upload is cancelled, but the whole picture was sent by then. It may have arrived. Uploading it again is safe.',
    notUploaded: 'The picture was not uploaded',
    unconfirmed: 'We don’t know whether the picture arrived',
    unconfirmedAdvice: `It may have arrived. Press “${uploadAgain}”: that is safe, it won’t arrive twice.`,
    uploadAgain,
    otherTab: 'This document is open in another tab',
    otherTabAdvice: 'Go on there, or close the other tab and press “Go on here”.',
    goOnHere: 'Go on here',
    unconfirmedForGood:
      'It may have arrived, but we can’t be sure. To be safe, register the document again and upload the picture again.',
    registerAnew: 'Register the document again',
    progressLabel: 'Upload progress',
  },

  receipt: {
    title: 'Uploaded',
    lead: 'Your picture has arrived.',
    bothSides: 'Both sides have arrived.',
    warningAdvice: 'If you can’t read it well, take a better one and send it as a new document.',
    documentId: 'Document ID',
    copy: 'Copy the document ID',
    copyResults: {
      copied: 'Copied',
      byHand:
        'Your browser doesn’t allow copying here. The ID is selected: copy it with the keyboard or by a long press.',
    },
    details: 'Document ID and details',
    name: 'Name',
    when: 'Uploaded on',
    file: 'File',
    sha256: 'SHA-256',
    otherSide: 'Add the other side',
    another: 'Add another document',
    goOn: (name: string) => `Go on with “${name}”`,
    forEarlierFile: 'A picture that you sent before has arrived. It counts, and later ones don’t.',
    done: 'Done',
    toList: 'Back to your documents',
    back: 'back',
    front: 'front',
    earlier: 'Uploaded before',
  },

  finished: {
    title: 'All done',
    documents: 'Your documents',
    lead: (count: number) =>
      count === 1 ? 'You have uploaded 1 document.' : `You have uploaded ${count} documents.`,
    close: 'You can close this page.',
    again: 'Upload another document',
    goBack: (partner: string) => `Go back to ${partner}`,
  },
}

export type StepWords = typeof enSteps
