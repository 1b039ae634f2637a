import { type ErrorCode } from '../../../contract/errors.ts'
import { type ClientErrorCode } from '../../api/request-error.ts'
import { type ErrorWords, type PageErrorCode } from './page.ts'

const tryAgain = 'Nothing you entered is lost. Wait a moment and try again.'
const tellUs = 'If it happens again, contact us and give the request ID below.'

/** What the proxy can answer, and what the page finds by itself. These words are loaded when the first such error is shown. */
export const enErrors = {
  requestValidateError: {
    title: 'The document service didn’t take your answers',
    advice: 'Look for < or > in the name, the note and the e-mail address. Remove it, then try again.',
  },
  documentNotFound: {
    title: 'The document service doesn’t know this document',
    advice: 'Register it again. Your answers are still there.',
  },
  fileNotFound: { title: 'The document service found no file', advice: 'Nothing is lost. Try again.' },
  extAkepa: { title: 'The document service has a problem', advice: `${tryAgain} ${tellUs}` },
  notFound: {
    title: 'This page asked for something that doesn’t exist',
    advice: `Reload the page. ${tellUs}`,
  },
  methodNotAllowed: {
    title: 'This page asked in the wrong way',
    advice: `Reload the page. ${tellUs}`,
  },
  requestMalformed: {
    title: 'What you sent didn’t arrive as it should',
    advice: `Reload the page and try again. ${tellUs}`,
  },
  requestTooLarge: {
    title: 'Your answers are too long to be sent',
    advice: `Make the note shorter. ${tellUs}`,
  },
  mediaTypeRefused: {
    title: 'What you sent didn’t arrive as it should',
    advice: `Reload the page and try again. ${tellUs}`,
  },
  tooManyRequests: {
    title: 'There are too many requests right now',
    advice: tryAgain,
  },
  internalError: { title: 'Something went wrong on our side', advice: `${tryAgain} ${tellUs}` },
  originForbidden: {
    title: 'This page isn’t allowed to upload documents',
    advice: `Open the form from its own address. ${tellUs}`,
  },
  guestSessionsOff: {
    title: 'You need a link to open this form',
    advice: 'Use the link that you were sent, or ask for a new one.',
  },
  sessionMissing: { title: 'You aren’t signed in to this form', advice: `Reload the page. ${tellUs}` },
  sessionInvalid: { title: 'This page isn’t valid any more', advice: `Reload the page. ${tellUs}` },
  sessionExpired: {
    title: 'This page has been open for too long',
    advice: 'Reload the page to go on where you were.',
  },
  sessionEnded: {
    title: 'The form was closed for you',
    advice:
      'What you uploaded has arrived. To go on, open the form again from where you were asked for documents.',
  },
  linkOpenedElsewhere: {
    title: 'This link was opened on another device',
    advice: 'To go on here instead, try again. Nothing that you uploaded is lost.',
  },
  idempotencyKeyInvalid: {
    title: 'Your answers didn’t arrive as they should',
    advice: `Reload the page and try again. ${tellUs}`,
  },
  idempotencyKeyReused: {
    title: 'These answers differ from those sent before',
    advice: `Press “Continue” again. ${tellUs}`,
  },
  ticketMissing: {
    title: 'This page can’t upload the picture',
    advice: `Register the document again. ${tellUs}`,
  },
  ticketInvalid: {
    title: 'This page can’t upload the picture any more',
    advice: 'Register the document again. Your answers are still there.',
  },
  ticketExpired: {
    title: 'The document was registered too long ago',
    advice: 'Register it again. Your answers are still there.',
  },
  ticketForeign: {
    title: 'This document isn’t yours',
    advice: `Register your own document. ${tellUs}`,
  },
  uploadInProgress: {
    title: 'This document is on its way already',
    advice: 'Wait a moment, or look for it in another tab.',
  },
  documentAlreadyUploaded: {
    title: 'There is a picture for this document already',
    advice: 'To send this picture too, register the document again.',
  },
  lengthRequired: {
    title: 'The file didn’t arrive as it should',
    advice: `Try another browser or network. ${tellUs}`,
  },
  multipartInvalid: {
    title: 'The file didn’t arrive as it should',
    advice: `Choose it again and try once more. ${tellUs}`,
  },
  fileHashInvalid: {
    title: 'The file didn’t arrive as it should',
    advice: `Choose it again and try once more. ${tellUs}`,
  },
  fileHashMismatch: {
    title: 'The picture was changed on its way to us',
    advice: 'Try again. If it happens again, use another network.',
  },
  fileTooLarge: {
    title: 'The picture is too large',
    advice: 'Take it again at a lower resolution, or take a screenshot of it.',
  },
  fileTypeRefused: {
    title: 'The file isn’t a JPG or PNG picture',
    advice: 'Take a photo or a screenshot of the document.',
  },
  fileFormatMismatch: {
    title: 'The picture isn’t in the format of the document',
    advice: 'Choose it again. We convert it for you.',
  },
  fileDamaged: {
    title: 'The picture is damaged or not complete',
    advice: 'Choose it again, or take a new photo.',
  },
  fileTooManyPixels: {
    title: 'The picture has far too many pixels',
    advice: 'Take it again at a lower resolution, or take a screenshot of it.',
  },
  fileInfected: {
    title: 'Something harmful was found in this file',
    advice: 'Take a new photo of the document. Your device may need a virus check.',
  },
  scannerUnavailable: {
    title: 'We couldn’t check the file for viruses',
    advice: `${tryAgain} ${tellUs}`,
  },
  uploadStalled: {
    title: 'The connection was too slow',
    advice: 'Nothing is lost. Try again where the reception is better.',
  },
  upstreamUnreachable: {
    title: 'The document service can’t be reached',
    advice: `${tryAgain} ${tellUs}`,
  },
  upstreamTimeout: {
    title: 'The document service takes too long to answer',
    advice: `${tryAgain} ${tellUs}`,
  },
  upstreamConnectionLost: {
    title: 'The connection to the document service was cut',
    advice: `${tryAgain} ${tellUs}`,
  },
  upstreamAnswerInvalid: {
    title: 'We can’t read the document service’s answer',
    advice: `${tryAgain} ${tellUs}`,
  },
  upstreamFailed: { title: 'The document service isn’t working right now', advice: `${tryAgain} ${tellUs}` },
  upstreamRefused: { title: 'The document service refused the request', advice: tellUs },
  upstreamBusy: { title: 'The document service is very busy', advice: tryAgain },
  upstreamTokenRenewed: {
    title: 'We had to sign in to the document service again',
    advice: 'Nothing is lost. Try again.',
  },
  upstreamLoginFailed: {
    title: 'The document service didn’t let us in',
    advice: `It isn’t your fault. ${tellUs}`,
  },
  partnerKeyMissing: {
    title: 'The page around this form isn’t known to us',
    advice: `Tell whoever runs it. ${tellUs}`,
  },
  partnerKeyInvalid: {
    title: 'The page around this form isn’t known to us',
    advice: `Tell whoever runs it. ${tellUs}`,
  },
  returnUrlForbidden: {
    title: 'The way back from this form isn’t allowed',
    advice: `Tell whoever sent you the link. ${tellUs}`,
  },
  linkInvalid: {
    title: 'This link isn’t complete',
    advice: 'Open it again as you received it, or ask for a new one.',
  },
  linkExpired: { title: 'This link has expired', advice: 'Ask whoever sent it for a new one.' },
  linkUsed: {
    title: 'This link was already opened',
    advice: 'It works once. Go on in the tab where you opened it, or ask for a new one.',
  },
  linkCompleted: {
    title: 'Everything that was asked for has arrived',
    advice:
      'There is nothing more to do. If another document is needed, whoever sent the link will tell you.',
  },
  handoffNotAllowed: {
    title: 'Your computer hasn’t allowed this',
    advice: 'Press “Yes” there first.',
  },
  handoffEnded: { title: 'Your phone isn’t needed any more', advice: 'Use your computer to go on.' },
  fieldLocked: {
    title: 'An answer that was filled in for you was changed',
    advice: `Reload the page. ${tellUs}`,
  },
  typeNotAllowed: {
    title: 'This kind of document isn’t asked for here',
    advice: 'Go back and choose one of the documents that are offered.',
  },
  registrationInProgress: {
    title: 'Your last document is still being registered',
    advice: tryAgain,
  },
  tooManyDocuments: {
    title: 'Too many documents were started in a short time',
    advice: 'Try again in an hour, or tomorrow if that doesn’t help.',
  },
  requestedKeyInvalid: {
    title: 'This document isn’t asked for any more',
    advice: `Reload the page to see what is. ${tellUs}`,
  },
  entryNotOptional: {
    title: 'This document can’t be skipped',
    advice: `Reload the page to see what is needed. ${tellUs}`,
  },
  notFramed: {
    title: 'This form is part of another page',
    advice: 'Open it from the page where you were asked for a document.',
  },
  sessionUnavailable: {
    title: 'The page around this form could not open it for you',
    advice: 'Perhaps you have been signed out. Sign in again, then try again.',
  },
  customerChanged: {
    title: 'Somebody else has signed in',
    advice: 'This page starts again for them.',
  },
  linkSessionExpired: {
    title: 'The time for this link is over',
    advice: 'Ask whoever sent it for a new one. What you uploaded has arrived.',
  },
  insecureContext: {
    title: 'This page isn’t secure',
    advice: 'Its address must begin with https://. If it doesn’t, pictures can’t be sent.',
  },
} satisfies Record<Exclude<ErrorCode | ClientErrorCode, PageErrorCode>, ErrorWords>

export type LaterErrorWords = typeof enErrors
