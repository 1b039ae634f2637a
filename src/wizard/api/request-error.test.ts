import { expect, it } from 'vitest'
import { errorOfAnswer } from './request-error.ts'

const hourMs = 3_600_000

it.each([
  ['0', 0],
  ['25', 25_000],
  ['3600', hourMs],
  // A year, what a timer can't hold, and what a number can't.
  ['31536000', hourMs],
  ['2147484', hourMs],
  ['9'.repeat(400), hourMs],
  [null, undefined],
  ['', undefined],
  ['-1', undefined],
  ['1e3', undefined],
  ['soon', undefined],
])('a Retry-After of %j has the person wait for %j ms', (given, ms) => {
  const error = errorOfAnswer({ requestId: 'r', code: 'upstreamBusy' }, given)
  expect([error.code, error.retryAfterMs]).toEqual(['upstreamBusy', ms])
})
