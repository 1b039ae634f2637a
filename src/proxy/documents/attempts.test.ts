import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Failure } from '../http/answer/failure.ts'
import { createAttempts } from './attempts.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const calling = () => new AbortController()

it('a thousand who wait for another replica ask as often as one, and ever less often', async () => {
  const attempts = createAttempts()
  const isOver = vi.fn<() => Promise<boolean>>(async () => false)
  const waiting = Array.from({ length: 1000 }, () => attempts.whenOver('holder', isOver, calling().signal))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(isOver.mock.calls.length).toBeLessThanOrEqual(14)
  isOver.mockResolvedValue(true)
  await vi.advanceTimersByTimeAsync(1000)
  expect(new Set(await Promise.all(waiting))).toEqual(new Set([undefined]))
})

it('those who wait in the same process ask nothing, and learn how it failed', async () => {
  const attempts = createAttempts()
  let fail = (_error: Error) => {}
  const attempt = attempts.run(
    'holder',
    () =>
      new Promise((_resolve, reject) => {
        fail = reject
      }),
  )
  const isOver = vi.fn<() => Promise<boolean>>(async () => false)
  const waiting = attempts.whenOver('holder', isOver, calling().signal)
  fail(new Failure('upstreamTimeout'))
  await expect(attempt).rejects.toMatchObject({ code: 'upstreamTimeout' })
  expect(await waiting).toMatchObject({ code: 'upstreamTimeout' })
  expect(isOver).not.toHaveBeenCalled()
})

it('whoever has gone stops waiting, and nobody asks for them', async () => {
  const attempts = createAttempts()
  const isOver = vi.fn<() => Promise<boolean>>(async () => false)
  const leaving = calling()
  const waiting = attempts.whenOver('holder', isOver, leaving.signal)
  leaving.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'callerGone' })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(isOver).not.toHaveBeenCalled()
  await expect(attempts.whenOver('holder', isOver, leaving.signal)).rejects.toMatchObject({
    code: 'callerGone',
  })
})

it('a store that can’t be reached ends the waiting', async () => {
  const attempts = createAttempts()
  const isOver = async () => Promise.reject(new Failure('overloaded'))
  const waiting = attempts.whenOver('holder', isOver, calling().signal)
  const failed = waiting.catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(100)
  expect(await failed).toMatchObject({ code: 'overloaded' })
})
