import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Failure } from '../http/answer/failure.ts'
import { Breaker, type CallOutcome } from './breaker.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

class Ended extends Error {
  readonly outcome: CallOutcome

  constructor(outcome: CallOutcome) {
    super(outcome)
    this.outcome = outcome
  }
}

const outcomeOf = (error: unknown) => (error as Ended).outcome
const call = (breaker: Breaker, outcome: CallOutcome) =>
  breaker.run('short', async () => {
    if (outcome !== 'works') throw new Ended(outcome)
    return 'answer'
  })

async function failing(times: number, breaker = new Breaker(3, outcomeOf)) {
  for (let time = 1; time <= times; time += 1) await call(breaker, 'fails').catch(() => undefined)
  return breaker
}

describe('an upstream that fails everything', () => {
  it('is left alone for a while, and callers are told how long', async () => {
    const breaker = await failing(3)
    const work = vi.fn<() => Promise<void>>()
    await expect(breaker.run('short', work)).rejects.toMatchObject({
      code: 'upstreamUnreachable',
      retryAfterSeconds: 2,
    })
    await expect(breaker.run('long', work)).rejects.toBeInstanceOf(Failure)
    expect(work).not.toHaveBeenCalled()
    expect(breaker.problem).toMatchObject({ code: 'upstreamUnreachable', retryAfterSeconds: 2 })
  })

  it('is tried by one call at a time afterwards, and by all once that has succeeded', async () => {
    const breaker = await failing(3)
    await vi.advanceTimersByTimeAsync(2000)
    // Otherwise a load balancer would send nobody who could try.
    expect(breaker.problem).toBeUndefined()
    let succeed = () => {}
    const trial = breaker.run(
      'short',
      () =>
        new Promise<void>((resolve) => {
          succeed = resolve
        }),
    )
    await expect(call(breaker, 'works')).rejects.toMatchObject({ code: 'upstreamUnreachable' })
    succeed()
    await trial
    expect(await Promise.all([call(breaker, 'works'), call(breaker, 'works')])).toEqual(['answer', 'answer'])
  })

  it('is left alone for longer each time, up to half a minute', async () => {
    const breaker = await failing(3)
    const pauses: unknown[] = []
    for (let time = 1; time <= 6; time += 1) {
      const { retryAfterSeconds = 0 } = breaker.problem ?? {}
      pauses.push(retryAfterSeconds)
      await vi.advanceTimersByTimeAsync(retryAfterSeconds * 1000)
      await failing(1, breaker)
    }
    expect(pauses).toEqual([2, 4, 8, 16, 30, 30])
  })

  it('is not tried by small calls for longer because a file takes an hour', async () => {
    const breaker = await failing(3)
    await vi.advanceTimersByTimeAsync(2000)
    void breaker.run('long', () => new Promise(() => {}))
    expect(await call(breaker, 'works')).toBe('answer')
  })

  it('gets no longer pause by the calls that were under way when it began', async () => {
    const breaker = new Breaker(3, outcomeOf)
    await Promise.allSettled(Array.from({ length: 50 }, () => call(breaker, 'fails')))
    expect(breaker.problem).toMatchObject({ retryAfterSeconds: 2 })
  })
})

it.each<[string, CallOutcome]>([
  ['an upstream that works in between', 'works'],
  ['callers who leave or send rubbish', 'neither'],
])('%s opens no breaker', async (_what, outcome) => {
  const breaker = await failing(2)
  await call(breaker, outcome).catch(() => undefined)
  await call(breaker, outcome).catch(() => undefined)
  expect(breaker.problem).toBeUndefined()
  await failing(1, breaker)
  expect(breaker.problem === undefined).toBe(outcome === 'works')
})

it('0 failures switch it off', async () => {
  const breaker = await failing(100, new Breaker(0, outcomeOf))
  expect(breaker.problem).toBeUndefined()
})
