import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Failure } from '../http/answer/failure.ts'
import { UpstreamToken } from './upstream-token.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const second = 1000
const goodToken = () => ({
  value: 'token',
  lifetimeMs: 600 * second,
  endsAt: performance.now() + 600 * second,
})

function tokenOf(login: () => Promise<ReturnType<typeof goodToken>>, pauseMs = 5 * second) {
  const logins: number[] = []
  const token = new UpstreamToken({
    login: () => {
      logins.push(Math.round(performance.now() / second))
      return login()
    },
    pauseMs,
    onFailure: () => undefined,
  })
  return { token, logins }
}
const refused = async () => Promise.reject(new Failure('upstreamRefused'))

it('a refused login is made again by itself, after pauses that double up to five minutes', async () => {
  const { token, logins } = tokenOf(refused)
  const startedAt = Math.round(performance.now() / second)
  await expect(token.get('generate')).rejects.toMatchObject({
    code: 'upstreamLoginFailed',
    retryAfterSeconds: 5,
  })
  await vi.advanceTimersByTimeAsync(1300 * second)
  const pauses = logins.map((at, index) => at - (logins[index - 1] ?? startedAt))
  expect(pauses).toEqual([0, 5, 10, 20, 40, 80, 160, 300, 300, 300])
})

it('no caller makes another during a pause, and each is told how long it lasts', async () => {
  const { token, logins } = tokenOf(refused)
  await token.get('generate').catch(() => undefined)
  await vi.advanceTimersByTimeAsync(2 * second)
  await expect(token.get('upload')).rejects.toMatchObject({
    code: 'upstreamLoginFailed',
    retryAfterSeconds: 3,
  })
  expect(token.problem).toMatchObject({ code: 'upstreamLoginFailed', retryAfterSeconds: 3 })
  expect(logins).toHaveLength(1)
})

it('a pause lasts as long as a busy upstream asks', async () => {
  const busy = new Failure('upstreamBusy', { retryAfterSeconds: 30 })
  const { token } = tokenOf(() => Promise.reject(busy))
  await expect(token.get('generate')).rejects.toMatchObject({ code: 'upstreamBusy', retryAfterSeconds: 30 })
})

it('an upstream that can’t be reached is tried again sooner than one that refuses', async () => {
  const { token } = tokenOf(() => Promise.reject(new Failure('upstreamConnectionLost')))
  await expect(token.get('generate')).rejects.toMatchObject({
    code: 'upstreamUnreachable',
    retryAfterSeconds: 1,
  })
})

it('is not known to be there before the first login has ended, and the question makes none', async () => {
  const { token, logins } = tokenOf(async () => goodToken())
  expect(token.problem).toMatchObject({ code: 'upstreamUnreachable' })
  expect(logins).toEqual([])
  await token.get('generate')
  expect(token.problem).toBeUndefined()
})

it('a token is used to its end while no new one is to be had', async () => {
  const login = vi.fn<() => Promise<ReturnType<typeof goodToken>>>(async () => goodToken())
  const { token } = tokenOf(login)
  await token.get('upload')
  login.mockImplementation(refused)
  await vi.advanceTimersByTimeAsync(595 * second)
  expect((await token.get('upload')).value).toBe('token')
  expect(token.problem).toBeUndefined()
  await vi.advanceTimersByTimeAsync(5 * second)
  await expect(token.get('upload')).rejects.toMatchObject({ code: 'upstreamLoginFailed' })
})

it('a token that was never accepted is renewed once in a pause, and kept until it is over', async () => {
  const { token, logins } = tokenOf(async () => goodToken())
  for (let time = 1; time <= 5; time += 1) token.refused(await token.get('generate'))
  const kept = await token.get('generate')
  expect(logins).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(5 * second)
  token.refused(kept)
  await token.get('generate')
  expect(logins).toHaveLength(3)
})

it('a token that was accepted and has ended is renewed at once, and then once in a fifth of the pause', async () => {
  const { token, logins } = tokenOf(async () => goodToken())
  const use = async () => {
    const held = await token.get('generate')
    token.accepted(held)
    token.refused(held)
  }
  for (let time = 1; time <= 3; time += 1) await use()
  expect(logins).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(second)
  await use()
  await use()
  expect(logins).toHaveLength(3)
})
