import { describe, expect, it } from 'vitest'
import { RequestError } from '../api/request-error.ts'
import { type SendProgress, type UploadedDocument } from '../api/send-file.ts'
import { deliver, type DeliveryState, maxAttempts, type Network } from './deliver.ts'

const uploaded: UploadedDocument = {
  document: {
    id: 'doc_1',
    uploadStatus: true,
    workflow: 'PERSONAL',
    name: 'Licence',
    extension: 'jpg',
    type: 'license',
  },
  receipt: undefined,
}

type Attempt =
  | UploadedDocument
  | RequestError
  | ((report: (progress: SendProgress) => void, signal: AbortSignal) => Promise<UploadedDocument>)

/** A network whose waits are over at once and written down. */
function scene(attempts: readonly Attempt[], { random = 0.5 } = {}) {
  const states: DeliveryState[] = []
  const waits: number[] = []
  const stop = new AbortController()
  let comeBack = () => {}
  const back = new Promise<void>((resolve) => (comeBack = resolve))
  let isOnline = true
  let count = 0
  const network: Network = {
    isOnline: () => isOnline,
    whenOnline: () => back,
    wait: (ms, signal) => {
      waits.push(ms)
      return signal.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve()
    },
    random: () => random,
    now: () => count * 10_000,
  }
  return {
    states,
    waits,
    stop,
    attempted: () => count,
    goOffline: () => (isOnline = false),
    goOnline: () => {
      isOnline = true
      comeBack()
    },
    run: (mayHaveArrived = false) =>
      deliver({
        network,
        mayHaveArrived,
        signal: stop.signal,
        onState: (state) => states.push(state),
        upload: async (report, signal) => {
          const attempt = attempts[Math.min(count, attempts.length - 1)]
          count += 1
          if (typeof attempt === 'function') return await attempt(report, signal)
          if (attempt instanceof RequestError || !attempt) throw attempt ?? new Error('no attempt left')
          return attempt
        },
      }),
  }
}

const busy = new RequestError('upstreamBusy')

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
    const lost = new RequestError('connectionLost', { isUnconfirmed: true })
    const refused = new RequestError('upstreamRefused')
    expect(await scene([lost, refused]).run()).toEqual({ kind: 'unconfirmed', error: refused })
    expect(await scene([lost, uploaded]).run()).toEqual({ kind: 'uploaded', uploaded })
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

  it('waits for the network without using up attempts', async () => {
    const lost = new RequestError('connectionLost')
    const { run, states, waits, goOffline, goOnline, attempted } = scene([lost, uploaded])
    goOffline()
    const end = run()
    expect(states).toEqual([{ kind: 'waitingForNetwork' }])
    expect(attempted()).toBe(0)
    goOnline()
    expect((await end).kind).toBe('uploaded')
    expect(waits).toHaveLength(1)
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
