import { type IncomingHttpHeaders } from 'node:http'
import { requestedKeyHeader, requestedSideHeader } from '../../contract/file.ts'
import { type RequestedSide } from '../../contract/requested/side.ts'
import { type RequestedTerms } from '../../contract/requested/list.ts'
import { sidesOf } from '../../contract/requested/state-of-entry.ts'
import { Failure } from '../http/answer/failure.ts'
import { headerValue } from '../http/request/request-head.ts'
import { type Session } from '../sessions/sessions.ts'

/**
 * What a generate says it is for, in a session that asks for documents. Undefined in one that asks for none. Fails with
 * `requestedKeyInvalid`, whose context names the keys that there are, or the sides.
 */
export function requestedBy(
  headers: IncomingHttpHeaders,
  session: Session,
): { readonly entry: RequestedTerms; readonly requested: RequestedSide } | undefined {
  const key = headerValue(headers, requestedKeyHeader)
  if (key === undefined && !session.requested) return undefined
  const entry = entryOf(session, key)
  const named = headerValue(headers, requestedSideHeader) ?? '1'
  const sides = sidesOf(entry)
  const side = sides.find((one) => String(one) === named)
  if (side === undefined) throw new Failure('requestedKeyInvalid', { context: { key: entry.key, sides } })
  return { entry, requested: { key: entry.key, side } }
}

/** The entry of a key. Fails with `requestedKeyInvalid`. */
export function entryOf({ requested = [] }: Session, key: string | undefined): RequestedTerms {
  const entry = requested.find((one) => one.key === key)
  if (entry) return entry
  throw new Failure('requestedKeyInvalid', { context: { keys: requested.map((one) => one.key) } })
}
