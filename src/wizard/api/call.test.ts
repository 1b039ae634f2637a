import { once } from 'node:events'
import { type ServerResponse } from 'node:http'
import { expect, it, onTestFinished, vi } from 'vitest'
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

it('a call to ConnectFi lasts as long as the proxy’s own limits let it', () => {
  const { upstreamTimeoutMs } = configurationFromEnvironment({}).proxy
  expect(upstreamAnswerMs).toBeGreaterThan(longestGenerateMs(upstreamTimeoutMs))
})
