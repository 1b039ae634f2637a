/**
 * Why the frame cannot go on with its host page:
 * - `notFramed`: the page stands by itself, in no frame.
 * - `originForbidden`: the page is not one of those the partner has declared.
 * - `hostUnreachable`: the bridge was closed before the page had answered.
 * - `sessionUnavailable`: the page's own function gave no session. Another call may have one.
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
