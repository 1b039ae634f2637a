import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { BodyPace } from './body-pace.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const windowMs = 60_000

/** Plays `course`: each time `bytes` arrive, then nothing for `seconds`. Answers the second in which the body failed. */
function stalledAfter(course: readonly (readonly [seconds: number, bytes: number])[]): number | undefined {
  const startedAt = performance.now()
  let seconds: number | undefined
  const pace = new BodyPace(windowMs, () => {
    seconds ??= Math.round((performance.now() - startedAt) / 1000)
  })
  for (const [wait, bytes] of course) {
    pace.arrived(bytes)
    pace.beginWaiting()
    vi.advanceTimersByTime(wait * 1000)
    if (seconds !== undefined) return seconds
    pace.endWaiting()
  }
  return undefined
}

const steady = (bytesPerSecond: number, seconds: number) =>
  Array.from({ length: seconds }, () => [1, bytesPerSecond] as const)

it.each<[string, readonly (readonly [number, number])[], number | undefined]>([
  ['an honest upload of 20 kB a second passes', steady(20_000, 600), undefined],
  ['240 bytes a second are enough', steady(240, 600), undefined],
  ['230 bytes a second are not', steady(230, 600), 60],
  ['a body without a byte fails after one window', [[1000, 0]], 60],
  ['a byte now and then buys no time', steady(1, 600), 60],
  [
    'a phone may pass through a tunnel for most of a window',
    [...steady(20_000, 5), [50, 0], ...steady(20_000, 60)],
    undefined,
  ],
  ['bytes of an earlier window do not count', [...steady(20_000, 600), [1000, 0]], 660],
])('%s', (_what, course, seconds) => {
  expect(stalledAfter(course)).toBe(seconds)
})

it('time in which nobody waits for the caller does not count', () => {
  let isStalled = false
  const pace = new BodyPace(windowMs, () => {
    isStalled = true
  })
  pace.beginWaiting()
  vi.advanceTimersByTime(59_000)
  pace.endWaiting()
  vi.advanceTimersByTime(600_000)
  expect(isStalled).toBe(false)
  pace.beginWaiting()
  vi.advanceTimersByTime(1000)
  expect(isStalled).toBe(true)
})
