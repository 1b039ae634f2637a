import { jsonOf } from '../json-of.ts'
import { pause } from './pause.ts'
import { asRequestError, errorOfAnswer, RequestError } from './request-error.ts'

/** For what the proxy answers by itself: on the slowest of phone networks a matter of seconds. */
const ownAnswerMs = 60_000
/**
 * For what the proxy asks ConnectFi first. By its own default it gives up after 150 s (`longestGenerateMs`).
 * Where an operator allows it more, the person is told that nobody knows, and a repeat waits for the same answer.
 */
export const upstreamAnswerMs = 180_000

/** As long as a person waits for an answer without a word. */
const longestWaitMs = 20_000
/** On top, so that a crowd that was told the same doesn't come back together. */
const longestJitterMs = 1000

interface CallAnswer {
  readonly body: unknown
  readonly headers: Headers
}

/**
 * Calls the proxy and returns the JSON of a success. Where the answer says when a repeat may succeed, and that is soon, it
 * waits and calls again. Rejects with `RequestError` alone: `connectionLost` too where the whole answer has not come after
 * `limitMs`.
 */
export async function call(path: string, init: RequestInit, limitMs = ownAnswerMs): Promise<CallAnswer> {
  for (let leftMs = longestWaitMs; ;) {
    try {
      return await callOnce(path, init, limitMs)
    } catch (thrown) {
      const { isRetryable, retryAfterMs = Infinity } = asRequestError(thrown)
      leftMs -= retryAfterMs + longestJitterMs
      if (!isRetryable || leftMs < 0) throw thrown
      await pause(retryAfterMs + longestJitterMs * Math.random())
    }
  }
}

async function callOnce(path: string, init: RequestInit, limitMs: number): Promise<CallAnswer> {
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
