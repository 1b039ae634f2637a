import {
  type ErrorCode,
  type ErrorRule,
  errorRule,
  isErrorCode,
  longestRetryAfterSeconds,
} from '../../contract/errors.ts'
import { failureEnvelopeSchema } from '../../contract/api/envelope.ts'

/**
 * What can go wrong without an answer from the proxy, beside the codes of its catalogue, with the same properties.
 *
 * - `partNotLoaded`: a script that the wizard loads later did not come.
 * - `customerChanged`: the session is somebody else's now. The page begins anew, so that nobody sees this one.
 * - `unexpected`: an error that nobody foresaw. It is a fault of ours, and what it broke off may have been done.
 */
const clientErrorRules = {
  connectionLost: { retryable: true, unconfirmed: true },
  answerUnreadable: { retryable: true, unconfirmed: true },
  partNotLoaded: {},
  unexpected: { unconfirmed: true },
  insecureContext: {},
  hostUnreachable: { actor: 'partner' },
  notFramed: { actor: 'partner' },
  sessionUnavailable: {},
  linkSessionExpired: {},
  customerChanged: {},
} as const satisfies Record<string, Partial<ErrorRule>>

export type ClientErrorCode = keyof typeof clientErrorRules
export const clientErrorCodes = Object.keys(clientErrorRules) as ClientErrorCode[]

/** A call to the proxy that did not end well, with all that is known about it. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: ErrorCode | ClientErrorCode
  readonly requestId: string | undefined
  /** From `Retry-After`: how long to leave the server alone. */
  readonly retryAfterMs: number | undefined
  readonly isRetryable: boolean
  /** The work may have been done although no usable answer came back; repeating is safe. */
  readonly isUnconfirmed: boolean
  /** Who can act. If that is not the person, it is somebody who will ask for the request ID. */
  readonly actor: ErrorRule['actor']

  constructor(
    code: ErrorCode | ClientErrorCode,
    details: {
      requestId?: string | undefined
      retryAfterMs?: number | undefined
      cause?: unknown
    } = {},
  ) {
    super(code, { cause: details.cause })
    this.code = code
    this.requestId = details.requestId
    this.retryAfterMs = details.retryAfterMs
    const rule: Partial<ErrorRule> = isErrorCode(code) ? errorRule(code) : clientErrorRules[code]
    this.isRetryable = rule.retryable ?? false
    this.isUnconfirmed = rule.unconfirmed ?? false
    this.actor = rule.actor ?? 'person'
  }
}

/** Whether another session is needed. */
export function isSessionOver(code: string): boolean {
  return /^session(?:Expired|Ended|Invalid)$/.test(code)
}

/** The error that an unsuccessful answer stands for: `answerUnreadable` if it is in no known envelope. */
export function errorOfAnswer(body: unknown, retryAfter: string | null): RequestError {
  const failure = failureEnvelopeSchema.safeParse(body)
  if (!failure.success || !isErrorCode(failure.data.code)) {
    return new RequestError('answerUnreadable', { requestId: failure.data?.requestId })
  }
  return new RequestError(failure.data.code, {
    requestId: failure.data.requestId,
    retryAfterMs: readRetryAfter(retryAfter),
  })
}

/** In seconds, as the proxy gives it. Capped, because what stands before the proxy may say anything. */
function readRetryAfter(value: string | null): number | undefined {
  if (value === null || !/^\d+$/.test(value)) return undefined
  return Math.min(Number(value), longestRetryAfterSeconds) * 1000
}

/** Whatever was thrown, as one of these: what isn't one yet was foreseen by nobody. */
export function asRequestError(error: unknown): RequestError {
  return error instanceof RequestError ? error : new RequestError('unexpected', { cause: error })
}
