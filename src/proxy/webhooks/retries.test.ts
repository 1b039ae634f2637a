import { expect, it } from 'vitest'
import { nextAttempt } from './retries.ts'

const hourMs = 60 * 60_000

it.each([
  [1, 0, 5_000],
  [2, 5_000, 15_000],
  [11, hourMs, hourMs + 5_120_000],
  [12, hourMs, hourMs + 10_240_000],
  [13, hourMs, 5 * hourMs],
  [40, 71 * hourMs, 72 * hourMs],
  [41, 72 * hourMs, undefined],
])('after %i attempts, the last at %i ms, the next is at %s', (attempts, now, next) => {
  expect(nextAttempt(attempts, 0, now)).toBe(next)
})
