import { once } from 'node:events'
import { type ServerResponse } from 'node:http'
import { expect, it, onTestFinished, vi } from 'vitest'
import { shortPausesName } from '../../contract/automation.ts'
import { configurationFromEnvironment } from '../../proxy/settings/environment.ts'
import { longestGenerateMs } from '../../proxy/upstream/upstream.ts'
import { serve } from '../../testing/serve.ts'
import { call, upstreamAnswerMs } from './call.ts'

it.each([
  ['without an answer', () => {}, undefined, 60_000],
  [
    'whose answer stops half-way',
    (response: ServerResponse) => response.write('{"code":'),
    undefined,
    60_000,
  ],
  ['to ConnectFi', () => {}, upstreamAnswerMs, 180_000],
])('a call %s ends, as one whose connection was lost', async (_what, answer, limitMs, endMs) => {
  const { origin, server, close } = await serve((_request, response) => void answer(response))
  onTestFinished(close)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const arrived = once(server, 'request') as Promise<[unknown, ServerResponse]>
  const ended = vi.fn<(code: unknown) => void>()
  const called = call(`${origin}/api/session`, {}, limitMs).catch((error: unknown) => ended(error))
  const [, response] = await arrived
  vi.advanceTimersByTime(endMs - 1)
  await new Promise((resolve) => setImmediate(resolve))
  expect(ended).not.toHaveBeenCalled()
  const left = once(response, 'close')
  vi.advanceTimersByTime(1)
  await called
  expect(ended).toHaveBeenCalledWith(expect.objectContaining({ code: 'connectionLost' }))
  await left
})

/** The second call is answered well. Tells how often it was called, and how the call ended. */
async function callAnswered(status: number, code: string, retryAfter: string | undefined, failures: number) {
  let calls = 0
  const { origin, close } = await serve((_request, response) => {
    calls += 1
    const failure = JSON.stringify({ requestId: 'r'.repeat(32), code, message: '' })
    const headers = retryAfter === undefined ? {} : { 'Retry-After': retryAfter }
    if (calls > failures) response.end('{"code":"0"}')
    else response.writeHead(status, headers).end(failure)
  })
  onTestFinished(close)
  vi.stubGlobal(shortPausesName, true)
  onTestFinished(() => void vi.unstubAllGlobals())
  const end = await call(`${origin}/api/session`, {}).then(
    () => 'done',
    (error: { code: string }) => error.code,
  )
  return [end, calls]
}

it.each<[string, number, string, string | undefined, number, unknown]>([
  ['one that is told to wait a moment goes on', 429, 'tooManyRequests', '5', 1, ['done', 2]],
  ['one of a proxy with much to do goes on', 503, 'overloaded', '5', 2, ['done', 3]],
  ['one that is told to wait again and again says so', 503, 'overloaded', '5', 9, ['overloaded', 4]],
  ['none is repeated for ever at once', 503, 'upstreamBusy', '1', 99, ['upstreamBusy', 11]],
  ['one that would wait for long says so at once', 429, 'tooManyRequests', '20', 1, ['tooManyRequests', 1]],
  ['one that knows no time says so at once', 502, 'upstreamFailed', undefined, 1, ['upstreamFailed', 1]],
  ['one that a repeat can’t help says so at once', 403, 'typeNotAllowed', '1', 1, ['typeNotAllowed', 1]],
])('of calls, %s', async (_what, status, code, retryAfter, failures, expected) => {
  expect(await callAnswered(status, code, retryAfter, failures)).toEqual(expected)
})

it('a call to ConnectFi lasts as long as the proxy’s own limits let it', () => {
  const { upstreamTimeoutMs } = configurationFromEnvironment({}).proxy
  expect(upstreamAnswerMs).toBeGreaterThan(longestGenerateMs(upstreamTimeoutMs))
})
