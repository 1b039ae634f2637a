import { jsonOf } from '../json-of.ts'
import { errorOfAnswer, RequestError } from './request-error.ts'

/** For what the proxy answers by itself: on the slowest of phone networks a matter of seconds. */
const ownAnswerMs = 60_000
/**
 * For what the proxy asks ConnectFi first. By its own default it gives up after 150 s (`longestGenerateMs`).
 * Where an operator allows it more, the person is told that nobody knows, and a repeat waits for the same answer.
 */
export const upstreamAnswerMs = 180_000

/**
 * Calls the proxy once and returns the JSON of a success. Rejects with `RequestError` alone: `connectionLost` too where
 * the whole answer has not come after `limitMs`.
 */
export async function call(
  path: string,
  init: RequestInit,
  limitMs = ownAnswerMs,
): Promise<{ body: unknown; headers: Headers }> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), limitMs)
  let response: Response
  let text: string
  try {
    response = await fetch(path, { ...init, signal: late.signal })
    text = await response.text()
  } catch (cause) {
    throw new RequestError('connectionLost', { cause })
  } finally {
    clearTimeout(timer)
  }
  const body = jsonOf(text)
  if (!response.ok) throw errorOfAnswer(body, response.headers.get('Retry-After'))
  return { body, headers: response.headers }
}
