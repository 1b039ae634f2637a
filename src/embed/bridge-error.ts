/**
 * Why the frame cannot go on with its host page:
 * - `notFramed`: the page stands by itself, in no frame.
 * - `originForbidden`: the page is not one of those the partner has declared.
 * - `hostUnreachable`: nothing came from the page in time. It may be slow, or hold no SDK.
 * - `sessionUnavailable`: the page's own function gave no session.
 *
 * Only the last two may pass by themselves.
 */
type BridgeErrorCode = 'hostUnreachable' | 'notFramed' | 'originForbidden' | 'sessionUnavailable'

export class BridgeError extends Error {
  declare readonly code: BridgeErrorCode

  constructor(code: BridgeErrorCode) {
    super(code)
    this.name = 'BridgeError'
    this.code = code
  }
}
