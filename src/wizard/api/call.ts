import { jsonOf } from '../json-of.ts'
import { errorOfAnswer, RequestError } from './request-error.ts'

/** Calls the proxy once and returns the JSON of a success. Rejects with `RequestError` alone. */
export async function call(path: string, init: RequestInit): Promise<{ body: unknown; headers: Headers }> {
  let response: Response
  let text: string
  try {
    response = await fetch(path, init)
    text = await response.text()
  } catch (cause) {
    throw new RequestError('connectionLost', { cause })
  }
  const body = jsonOf(text)
  if (!response.ok) throw errorOfAnswer(body, response.headers.get('Retry-After'))
  return { body, headers: response.headers }
}
