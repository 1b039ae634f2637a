import { type ErrorCode } from '../../../contract/errors.ts'

interface FailureDetails {
  /** Sent to the caller as the envelope's `context`, so it holds nothing personal and nothing secret. */
  readonly context?: unknown
  readonly retryAfterSeconds?: number | undefined
  readonly cause?: unknown
}

/** A refusal or failure that the caller is told about. `contract/errors.ts` lists the codes. */
export class Failure extends Error {
  readonly code: ErrorCode
  readonly context: unknown
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, { context, retryAfterSeconds, cause }: FailureDetails = {}) {
    super(failureMessages[code], { cause })
    this.name = 'Failure'
    this.code = code
    this.context = context
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** The caller left in the middle of a request, so there is nobody to answer. */
export class CallerGone extends Error {
  readonly code = 'callerGone'

  constructor(cause?: unknown) {
    super('The caller closed the connection.', { cause })
    this.name = 'CallerGone'
  }
}

/** For the engineer who reads the answer. The wizard has its own words for the person. */
const failureMessages: Record<ErrorCode, string> = {
  requestValidateError: 'The request does not obey the contract.',
  documentNotFound: 'Document not found.',
  fileNotFound: 'File not found.',
  extAkepa: 'The back office behind ConnectFi failed.',

  notFound: 'There is nothing at this address.',
  methodNotAllowed: 'This address does not take this method.',
  requestMalformed: 'The request could not be read.',
  requestTooLarge: 'The request is larger than this endpoint takes.',
  mediaTypeRefused: 'This endpoint does not take a body of this media type.',
  tooManyRequests: 'Too many requests in a short time.',
  overloaded: 'The service is at its limit.',
  shuttingDown: 'The service is about to stop.',
  internalError: 'The service failed.',

  originForbidden: 'This endpoint answers its own page alone.',
  guestSessionsOff: 'Guest sessions are switched off.',
  sessionMissing: 'The Authorization header holds no session.',
  sessionInvalid: 'The session is not one of this service.',
  sessionExpired: 'The session has expired.',
  sessionEnded: "The customer's sessions have been ended.",
  linkOpenedElsewhere: "The session's link has been opened again since.",

  partnerKeyMissing: 'The Authorization header holds no API key.',
  partnerKeyInvalid: 'The API key is not one of a partner.',
  returnUrlForbidden: 'The return URL is not one the partner has registered.',
  linkInvalid: "The link's code is not one of this service.",
  linkExpired: 'The link has expired.',
  linkUsed: 'The link has been opened before.',
  linkCompleted: 'Everything that the link was for has been uploaded.',
  handoffNotAllowed: 'The phone may do no more than its errand, and that once the desktop allows it.',
  handoffEnded: 'The hand-off to a phone has ended, or there is none by this ID.',
  fieldLocked: 'The session fixes this property to another value.',
  typeNotAllowed: 'The session does not allow documents of this type.',
  documentLimitReached: 'The session allows no more documents.',
  registrationInProgress: 'The last document that the session allows is just being registered.',
  tooManyDocuments: 'Too many documents were registered for the customer in a short time.',
  requestedKeyInvalid: 'The session asks for no document of this key or side.',
  entryNotOptional: 'The session asks for this document, so it cannot be skipped.',

  idempotencyKeyInvalid: 'An Idempotency-Key has 1 to 128 visible ASCII characters.',
  idempotencyKeyReused: 'This Idempotency-Key was used with another body.',

  ticketMissing: 'The Upload-Ticket header is missing.',
  ticketInvalid: 'The upload ticket is not one of this service.',
  ticketExpired: 'The upload ticket has expired.',
  ticketForeign: 'The upload ticket belongs to another document or another session.',
  uploadInProgress: 'Another upload to this document is in progress.',
  documentAlreadyUploaded: 'This document has its file already.',

  lengthRequired: 'An upload needs a Content-Length.',
  multipartInvalid: 'The body is not the one multipart form this endpoint takes.',
  fileHashInvalid: 'X-File-Sha256 has 64 lower-case hexadecimal digits.',
  fileHashMismatch: 'The file that arrived has another SHA-256 than X-File-Sha256.',
  fileTooLarge: 'The file is larger than allowed.',
  fileTypeRefused: 'The file is neither a JPEG nor a PNG.',
  fileFormatMismatch: 'The file has another format than the one registered.',
  fileDamaged: 'The file is not whole.',
  fileTooManyPixels: 'The file claims more pixels than allowed.',
  fileInfected: 'The virus scanner found something in the file.',
  scannerUnavailable: 'The virus scanner did not look at the file.',
  uploadStalled: 'The body stopped arriving.',

  upstreamUnreachable: 'ConnectFi could not be reached.',
  upstreamTimeout: 'ConnectFi did not answer in time.',
  upstreamConnectionLost: 'The connection to ConnectFi was lost before its answer.',
  upstreamAnswerInvalid: 'ConnectFi answered with something that could not be understood.',
  upstreamFailed: 'ConnectFi failed.',
  upstreamRefused: 'ConnectFi refused the request.',
  upstreamBusy: 'ConnectFi is busy.',
  upstreamTokenRenewed: "The service's own token had ended and was renewed.",
  upstreamLoginFailed: 'The service could not log in to ConnectFi.',
}
