import { type ErrorCode, errorRule, isErrorCode } from '../../contract/errors.ts'
import { failureEnvelopeSchema } from '../../contract/envelope.ts'

/**
 * What can go wrong without any answer of the proxy's, beside the codes of its catalogue.
 *
 * - `partNotLoaded`: a script of the wizard's that is loaded later did not come.
 * - `unexpected`: an error that nobody foresaw, which is a fault of ours.
 */
export const clientErrorCodes = [
  'connectionLost',
  'answerUnreadable',
  'partNotLoaded',
  'unexpected',
  'insecureContext',
  'hostUnreachable',
  'notFramed',
  'sessionUnavailable',
  'linkSessionExpired',
] as const
export type ClientErrorCode = (typeof clientErrorCodes)[number]

/** A call to the proxy that did not end well, with all that is known about it. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: ErrorCode | ClientErrorCode
  readonly requestId: string | undefined
  /** From `Retry-After`: how long to leave the server alone. */
  readonly retryAfterMs: number | undefined
  /** The work may have been done although no usable answer came back; repeating is safe. */
  readonly isUnconfirmed: boolean
  readonly isRetryable: boolean

  constructor(
    code: ErrorCode | ClientErrorCode,
    details: {
      requestId?: string | undefined
      retryAfterMs?: number | undefined
      isUnconfirmed?: boolean
      cause?: unknown
    } = {},
  ) {
    super(code, { cause: details.cause })
    this.code = code
    this.requestId = details.requestId
    this.retryAfterMs = details.retryAfterMs
    const rule = isClientErrorCode(code) ? undefined : errorRule(code)
    this.isUnconfirmed = details.isUnconfirmed ?? rule?.unconfirmed ?? false
    this.isRetryable = rule?.retryable ?? (code === 'connectionLost' || code === 'answerUnreadable')
  }

  /** Whether somebody other than the person has to act, who will ask for the request ID. */
  get needsOthers(): boolean {
    return !isClientErrorCode(this.code) && errorRule(this.code).actor !== 'person'
  }
}

export function isClientErrorCode(code: string): code is ClientErrorCode {
  return clientErrorCodes.some((known) => known === code)
}

/** The error that an answer other than a success stands for; one in no known envelope is `answerUnreadable`. */
export function errorOfAnswer(body: unknown, retryAfter: string | null): RequestError {
  const failure = failureEnvelopeSchema.safeParse(body)
  if (!failure.success || !isErrorCode(failure.data.code)) {
    return new RequestError('answerUnreadable', {
      isUnconfirmed: true,
      requestId: failure.data?.requestId,
    })
  }
  const seconds = Number(retryAfter ?? Number.NaN)
  return new RequestError(failure.data.code, {
    requestId: failure.data.requestId,
    retryAfterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined,
  })
}

/** Text of an answer as JSON, or undefined where it is none: a sign-in page of a hotel's network, half an answer. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** An error that is no `RequestError` was foreseen by nobody: whatever it broke off may have been done. */
export function asRequestError(error: unknown): RequestError {
  return error instanceof RequestError
    ? error
    : new RequestError('unexpected', { isUnconfirmed: true, cause: error })
}
