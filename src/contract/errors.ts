export interface ErrorRule {
  /** The HTTP status that the code travels with. */
  readonly status: number
  /** Whether the very same request, sent again, can succeed. */
  readonly retryable?: true
  /** Who can do something about it. The wizard shows the request ID where that is not the person. */
  readonly actor: 'person' | 'partner' | 'operator'
  /** The upstream may have done the work although no usable answer came back. Repeating is safe. */
  readonly unconfirmed?: true
}

/** Where nobody is named, the person can do something. */
type ErrorEntry = Omit<ErrorRule, 'actor'> & { readonly actor?: 'partner' | 'operator' }

/**
 * Every error code that can reach a browser or a partner, the vendor's and the proxy's own, in one place.
 *
 * The vendor's `unauthorized` is missing on purpose. It speaks of the proxy's own token, which the proxy renews, or
 * reports as `upstreamLoginFailed`; it says nothing to anyone in front of the proxy.
 */
export const errorCatalogue = {
  // The vendor's.
  requestValidateError: { status: 400 },
  documentNotFound: { status: 400 },
  fileNotFound: { status: 400, retryable: true },
  extAkepa: { status: 400, retryable: true, actor: 'operator' },

  // The request itself.
  notFound: { status: 404, actor: 'partner' },
  methodNotAllowed: { status: 405, actor: 'partner' },
  requestMalformed: { status: 400, actor: 'partner' },
  requestTooLarge: { status: 413, actor: 'partner' },
  mediaTypeRefused: { status: 415, actor: 'partner' },
  tooManyRequests: { status: 429, retryable: true },
  overloaded: { status: 503, retryable: true },
  shuttingDown: { status: 503, retryable: true },
  internalError: { status: 500, retryable: true, actor: 'operator' },

  // Who is asking.
  originForbidden: { status: 403, actor: 'partner' },
  guestSessionsOff: { status: 403, actor: 'operator' },
  sessionMissing: { status: 401, actor: 'partner' },
  sessionInvalid: { status: 401, actor: 'partner' },
  sessionExpired: { status: 401 },
  sessionEnded: { status: 401 },
  linkOpenedElsewhere: { status: 401 },

  partnerKeyMissing: { status: 401, actor: 'partner' },
  partnerKeyInvalid: { status: 401, actor: 'partner' },
  returnUrlForbidden: { status: 403, actor: 'partner' },
  linkInvalid: { status: 403 },
  linkExpired: { status: 403 },
  linkUsed: { status: 403 },
  linkCompleted: { status: 403 },
  handoffNotAllowed: { status: 403 },
  handoffEnded: { status: 403 },

  // What a partner allows.
  fieldLocked: { status: 403, actor: 'partner' },
  typeNotAllowed: { status: 403 },
  documentLimitReached: { status: 403 },
  registrationInProgress: { status: 409, retryable: true },
  tooManyDocuments: { status: 429, retryable: true },
  requestedKeyInvalid: { status: 400, actor: 'partner' },
  entryNotOptional: { status: 403, actor: 'partner' },

  // Generate, repeated.
  idempotencyKeyInvalid: { status: 400, actor: 'partner' },
  idempotencyKeyReused: { status: 409, actor: 'partner' },

  // The right to upload.
  ticketMissing: { status: 403, actor: 'partner' },
  ticketInvalid: { status: 403 },
  ticketExpired: { status: 403 },
  ticketForeign: { status: 403, actor: 'partner' },
  uploadInProgress: { status: 409, retryable: true },
  documentAlreadyUploaded: { status: 409 },

  // The body of an upload.
  lengthRequired: { status: 411, actor: 'partner' },
  multipartInvalid: { status: 400, actor: 'partner' },
  fileHashInvalid: { status: 400, actor: 'partner' },
  fileHashMismatch: { status: 422, retryable: true },
  fileTooLarge: { status: 413 },
  fileTypeRefused: { status: 415 },
  fileFormatMismatch: { status: 415 },
  fileDamaged: { status: 422 },
  fileTooManyPixels: { status: 422 },
  fileInfected: { status: 422 },
  scannerUnavailable: { status: 503, retryable: true, actor: 'operator' },
  uploadStalled: { status: 408, retryable: true },

  // The upstream.
  upstreamUnreachable: { status: 502, retryable: true, actor: 'operator' },
  upstreamTimeout: { status: 504, retryable: true, actor: 'operator', unconfirmed: true },
  upstreamConnectionLost: { status: 502, retryable: true, actor: 'operator', unconfirmed: true },
  upstreamAnswerInvalid: { status: 502, retryable: true, actor: 'operator', unconfirmed: true },
  upstreamFailed: { status: 502, retryable: true, actor: 'operator' },
  upstreamRefused: { status: 502, actor: 'operator' },
  upstreamBusy: { status: 503, retryable: true },
  upstreamTokenRenewed: { status: 503, retryable: true },
  upstreamLoginFailed: { status: 502, retryable: true, actor: 'operator' },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errorCatalogue
export const errorCodes = Object.keys(errorCatalogue) as ErrorCode[]

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code)
}

export function errorRule(code: ErrorCode): ErrorRule {
  return { actor: 'person', ...errorCatalogue[code] }
}

/** The most of a `Retry-After`, whoever it comes from: nobody is told to wait for longer, and nobody does. */
export const longestRetryAfterSeconds = 3600
