import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { errorOfAnswer, RequestError } from '../api/request-error.ts'
import { type SendProgress, type UploadedFile } from './send-file.ts'
import { browserNetwork } from './browser-network.ts'
import { deliver, type DeliveryState, maxAttempts, maxOfflineWaits, type Network } from './deliver.ts'

const uploaded: UploadedFile = {
  receipt: undefined,
  claims: undefined,
  isEarlierFile: false,
}

type Attempt =
  | UploadedFile
  | RequestError
  | ((report: (progress: SendProgress) => void, signal: AbortSignal) => Promise<UploadedFile>)

/** A network whose waits are over at once and written down. */
function scene(
  attempts: readonly Attempt[],
  { random = 0.5, now }: { readonly random?: number; readonly now?: () => number } = {},
) {
  const states: DeliveryState[] = []
  const waits: number[] = []
  const offlineLimits: number[] = []
  const risks: boolean[] = []
  const stop = new AbortController()
  let isOnline = true
  let count = 0
  const wait: Network['wait'] = (ms, signal) => {
    waits.push(ms)
    return signal.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve()
  }
  const network: Network = {
    isOnline: () => isOnline,
    whenOnline: (limitMs) => {
      offlineLimits.push(limitMs)
      return Promise.resolve()
    },
    wait,
    pause: wait,
    random: () => random,
    now: now ?? (() => count * 10_000),
  }
  return {
    states,
    risks,
    waits,
    offlineLimits,
    stop,
    attempted: () => count,
    goOffline: () => (isOnline = false),
    run: (mayHaveArrived = false) =>
      deliver({
        network,
        mayHaveArrived,
        signal: stop.signal,
        onState: (state) => states.push(state),
        onRisk: (risked) => risks.push(risked),
        upload: async (report) => {
          const attempt = attempts[Math.min(count, attempts.length - 1)]
          count += 1
          if (typeof attempt === 'function') return await attempt(report, stop.signal)
          if (attempt instanceof RequestError || !attempt) throw attempt ?? new Error('no attempt left')
          return attempt
        },
      }),
  }
}

const busy = new RequestError('upstreamBusy')

/** The connection is lost when so many of two bytes are sent. */
const lostAfter =
  (sentBytes: number): Attempt =>
  (report) => {
    report({ sentBytes, totalBytes: 2 })
    return Promise.reject(new RequestError('connectionLost'))
  }

describe('a delivery', () => {
  it('ends as uploaded after one good attempt', async () => {
    const { run, attempted } = scene([uploaded])
    expect(await run()).toEqual({ kind: 'uploaded', uploaded })
    expect(attempted()).toBe(1)
  })

  it('tries again where that can help, waiting longer each time', async () => {
    const { run, waits, states } = scene([busy, busy, busy, uploaded], { random: 1 })
    expect((await run()).kind).toBe('uploaded')
    expect(waits).toEqual([1000, 2000, 4000])
    expect(states.filter(({ kind }) => kind === 'waitingToRetry')).toHaveLength(3)
  })

  it('never comes back sooner than the server asked for', async () => {
    const { run, waits } = scene([new RequestError('tooManyRequests', { retryAfterMs: 9000 }), uploaded])
    await run()
    expect(waits).toEqual([9000])
  })

  it('spreads a crowd that was cut off together', async () => {
    const early = scene([busy, uploaded], { random: 0 })
    const late = scene([busy, uploaded], { random: 1 })
    await Promise.all([early.run(), late.run()])
    expect(early.waits[0]).toBeLessThan(late.waits[0] ?? 0)
  })

  it('gives up after a number of attempts', async () => {
    const { run, attempted } = scene([busy])
    expect(await run()).toEqual({ kind: 'notUploaded', error: busy })
    expect(attempted()).toBe(maxAttempts)
  })

  it('does not try again where that can’t help', async () => {
    const error = new RequestError('fileTypeRefused')
    const { run, attempted } = scene([error])
    expect(await run()).toEqual({ kind: 'notUploaded', error })
    expect(attempted()).toBe(1)
  })

  it('never says “not uploaded” after an attempt that may have arrived', async () => {
    const refused = new RequestError('upstreamRefused')
    for (const lost of [
      lostAfter(2),
      new RequestError('answerUnreadable'),
      new RequestError('upstreamTimeout'),
    ]) {
      expect(await scene([lost, refused]).run()).toEqual({ kind: 'unconfirmed', error: refused })
      expect(await scene([lost, uploaded]).run()).toEqual({ kind: 'uploaded', uploaded })
    }
  })

  it('says that the file may have arrived as soon as all of it is sent, until an answer says that it hasn’t', async () => {
    const seen: (readonly boolean[])[] = []
    const { run, risks } = scene([
      (report) => {
        report({ sentBytes: 1, totalBytes: 2 })
        seen.push([...risks])
        report({ sentBytes: 2, totalBytes: 2 })
        seen.push([...risks])
        return Promise.reject(new RequestError('fileTypeRefused'))
      },
    ])
    await run()
    expect(seen).toEqual([[], [true]])
    expect(risks).toEqual([true, false])
  })

  it('says “not uploaded” where no attempt sent the file to its end', async () => {
    const refused = new RequestError('upstreamRefused')
    expect(await scene([lostAfter(1), refused]).run()).toEqual({ kind: 'notUploaded', error: refused })
  })

  it('remembers an earlier upload that may have arrived', async () => {
    const refused = new RequestError('upstreamRefused')
    expect(await scene([refused]).run(true)).toEqual({ kind: 'unconfirmed', error: refused })
    expect(await scene([uploaded]).run(true)).toEqual({ kind: 'uploaded', uploaded })
  })

  it('begins to count anew where the file is sent once more with a renewed session', async () => {
    const { run, states } = scene([
      (report) => {
        report({ sentBytes: 2, totalBytes: 2 })
        report({ sentBytes: 0, totalBytes: 2 })
        report({ sentBytes: 1, totalBytes: 2 })
        return Promise.resolve(uploaded)
      },
    ])
    await run()
    expect(states.map(({ kind }) => kind)).toEqual(['sending', 'confirming', 'sending', 'sending'])
  })

  it('reckons the time left from when the file is sent, not from when its session was waited for', async () => {
    let now = 0
    const { run, states } = scene(
      [
        (report) => {
          now = 5000
          report({ sentBytes: 0, totalBytes: 5_000_000 })
          now = 15_000
          report({ sentBytes: 1_000_000, totalBytes: 5_000_000 })
          // The proxy says before it has read the rest that the session has ended.
          now = 300_000
          report({ sentBytes: 0, totalBytes: 5_000_000 })
          now = 310_000
          report({ sentBytes: 1_000_000, totalBytes: 5_000_000 })
          return Promise.resolve(uploaded)
        },
      ],
      { now: () => now },
    )
    await run()
    const left = states.map((state) => (state.kind === 'sending' ? state.remainingMs : undefined))
    expect(left.filter((ms) => ms !== undefined)).toEqual([40_000, 40_000])
  })

  it('is tried although the browser believes itself offline', async () => {
    const { run, states, goOffline } = scene([uploaded])
    goOffline()
    expect((await run()).kind).toBe('uploaded')
    expect(states.map(({ kind }) => kind)).toEqual(['sending'])
  })

  it('waits for the network without using up attempts, and each time for no longer than half a minute', async () => {
    const lost = Array.from({ length: maxAttempts + 1 }, () => new RequestError('connectionLost'))
    const { run, states, waits, offlineLimits, goOffline } = scene([...lost, uploaded])
    goOffline()
    expect((await run()).kind).toBe('uploaded')
    expect(states.filter(({ kind }) => kind === 'waitingForNetwork')).toHaveLength(lost.length)
    expect(offlineLimits).toEqual(lost.map(() => 30_000))
    expect(waits).toEqual([])
  })

  it('comes to its end where the network never comes back', async () => {
    const error = new RequestError('connectionLost')
    const { run, attempted, goOffline } = scene([error])
    goOffline()
    expect(await run()).toEqual({ kind: 'notUploaded', error })
    expect(attempted()).toBe(maxOfflineWaits + 1)
  })

  it('does not call the confirmation long while it waits to try again', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const states: DeliveryState[] = []
    let attempts = 0
    const end = deliver({
      network: { ...browserNetwork, isOnline: () => true },
      mayHaveArrived: false,
      signal: new AbortController().signal,
      onState: (state) => states.push(state),
      onRisk: () => {},
      upload: (report) => {
        attempts += 1
        report({ sentBytes: 2, totalBytes: 2 })
        const error = new RequestError('upstreamBusy', { retryAfterMs: 22_000 })
        return attempts === 1 ? Promise.reject(error) : Promise.resolve(uploaded)
      },
    })
    await vi.advanceTimersByTimeAsync(21_999)
    const pause = { kind: 'waitingToRetry', delayMs: 22_000, attempt: 2 }
    expect(states.slice(1)).toEqual([{ kind: 'confirming', isLong: false }, pause])
    await vi.advanceTimersByTimeAsync(1)
    expect(await end).toEqual({ kind: 'uploaded', uploaded })
  })

  it('waits for an hour at most where a server asks for longer than a timer can hold', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    let attempts = 0
    const end = deliver({
      network: browserNetwork,
      mayHaveArrived: false,
      signal: new AbortController().signal,
      onState: () => {},
      onRisk: () => {},
      upload: () => {
        attempts += 1
        const error = errorOfAnswer({ requestId: 'r', code: 'upstreamBusy' }, '2147484')
        return attempts === 1 ? Promise.reject(error) : Promise.resolve(uploaded)
      },
    })
    await vi.advanceTimersByTimeAsync(3_599_999)
    expect(attempts).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect((await end).kind).toBe('uploaded')
  })

  it.each([
    ['before anything was sent', 0, 'notUploaded'],
    ['when all was sent', 2, 'unconfirmed'],
  ] as const)('ends in words for an error that nobody expected, %s', async (_title, sentBytes, kind) => {
    const cause = new TypeError('signal.throwIfAborted is not a function')
    const { run, attempted } = scene([
      (report) => {
        report({ sentBytes, totalBytes: 2 })
        throw cause
      },
    ])
    expect(await run()).toMatchObject({ kind, error: { code: 'unexpected', cause } })
    expect(attempted()).toBe(1)
  })

  it('ends in words even where it breaks outside of an attempt', async () => {
    const cause = new TypeError('performance is undefined')
    const now = () => {
      throw cause
    }
    const end = await deliver({
      network: { ...browserNetwork, now },
      mayHaveArrived: false,
      signal: new AbortController().signal,
      onState: () => {},
      onRisk: () => {},
      upload: () => Promise.resolve(uploaded),
    })
    expect(end).toMatchObject({ kind: 'notUploaded', error: { code: 'unexpected', cause } })
  })

  it('is cancelled at once, and knows whether the file may have arrived', async () => {
    const hang = (progress: SendProgress) =>
      scene([
        (report, signal) =>
          new Promise((_resolve, reject) => {
            report(progress)
            signal.addEventListener('abort', () => reject(signal.reason as Error))
          }),
      ])
    const early = hang({ sentBytes: 1, totalBytes: 2 })
    const late = hang({ sentBytes: 2, totalBytes: 2 })
    const ends = [early.run(), late.run()]
    early.stop.abort()
    late.stop.abort()
    expect(await Promise.all(ends)).toEqual([
      { kind: 'cancelled', mayHaveArrived: false },
      { kind: 'cancelled', mayHaveArrived: true },
    ])
  })

  it('tells how much is sent, how long it will take, and when it only waits for the answer', async () => {
    const { run, states } = scene([
      (report) => {
        report({ sentBytes: 1_000_000, totalBytes: 5_000_000 })
        report({ sentBytes: 5_000_000, totalBytes: 5_000_000 })
        return Promise.resolve(uploaded)
      },
    ])
    await run()
    expect(states.slice(1, 3)).toEqual([
      { kind: 'sending', sentBytes: 1_000_000, totalBytes: 5_000_000, remainingMs: 40_000 },
      { kind: 'confirming', isLong: false },
    ])
  })
})
