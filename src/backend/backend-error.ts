import { type ErrorCode } from '../contract/errors.ts'

/**
 * Why a call failed. It is one of the API's codes, or:
 * - `optionInvalid`: what `createBackend` or `verifyWebhook` was given can't be used.
 * - `connectionLost`: the wizard gave no answer, several times or until the time was up.
 * - `answerUnreadable`: something else than the wizard answered, or another version of it.
 * - `receiptInvalid`: the receipt is no genuine receipt of this wizard's.
 * - `receiptForeign`: the receipt is genuine, and about another partner's customer or another customer.
 * - `webhookInvalid`: what was posted to the webhook is not genuine, or too old.
 *
 * Later versions of the wizard may have more codes.
 */
export type BackendErrorCode =
  | ErrorCode
  | 'optionInvalid'
  | 'connectionLost'
  | 'answerUnreadable'
  | 'receiptInvalid'
  | 'receiptForeign'
  | 'webhookInvalid'
  | (string & {})

interface BackendErrorDetails {
  readonly status?: number | undefined
  readonly requestId?: string | undefined
  readonly context?: unknown
  readonly cause?: unknown
}

/** The one error that every call rejects with. Nothing in it is secret or personal. */
export class BackendError extends Error {
  readonly code: BackendErrorCode
  /** The HTTP status of the wizard's answer, if there was one. */
  readonly status: number | undefined
  /** Names the failed request in the operator's logs. */
  readonly requestId: string | undefined
  /** What the API says of the code, such as the properties that it refuses. */
  readonly context: unknown

  constructor(code: BackendErrorCode, message: string, details: BackendErrorDetails = {}) {
    const { status, requestId, context, cause } = details
    super(message, { cause })
    this.name = 'BackendError'
    this.code = code
    this.status = status
    this.requestId = requestId
    this.context = context
  }
}
