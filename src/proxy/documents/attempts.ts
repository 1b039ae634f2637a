import { CallerGone, Failure } from '../http/answer/failure.ts'

const firstPollMs = 50
const longestPollMs = 1000

/** Generates under way, for the repeats that wait for them. */
export interface Attempts {
  /** Does the work of an attempt, and wakes those of this process who wait for it. */
  run<Result>(holder: string, work: () => Promise<Result>): Promise<Result>
  /**
   * Waits until an attempt is over. If this process has made it, answers how it failed, though the store can't be
   * reached. For those of other replicas it asks `isOver`, ever less often, and once for all who wait. Fails with
   * `CallerGone` when `signal` aborts.
   */
  whenOver(holder: string, isOver: () => Promise<boolean>, signal: AbortSignal): Promise<Failure | undefined>
}

interface Poll {
  waiting: number
  readonly over: Promise<undefined>
}

export function createAttempts(): Attempts {
  const own = new Map<string, Promise<Failure | undefined>>()
  const polls = new Map<string, Poll>()

  function startPoll(holder: string, isOver: () => Promise<boolean>): Poll {
    const poll = { waiting: 0, over: ask() }
    polls.set(holder, poll)
    return poll

    async function ask(): Promise<undefined> {
      try {
        for (let pollMs = firstPollMs; ; pollMs = Math.min(2 * pollMs, longestPollMs)) {
          await new Promise((resolve) => setTimeout(resolve, pollMs))
          if (poll.waiting === 0 || own.has(holder) || (await isOver())) return
        }
      } finally {
        polls.delete(holder)
      }
    }
  }

  return {
    async run(holder, work) {
      const result = work()
      const failed = (error: unknown) => (error instanceof Failure ? error : new Failure('internalError'))
      own.set(
        holder,
        result.then(() => undefined, failed),
      )
      try {
        return await result
      } finally {
        own.delete(holder)
      }
    },

    async whenOver(holder, isOver, signal) {
      const mine = own.get(holder)
      if (mine) return await orGone(mine, signal)
      const poll = polls.get(holder) ?? startPoll(holder, isOver)
      poll.waiting += 1
      try {
        return await orGone(poll.over, signal)
      } finally {
        poll.waiting -= 1
      }
    },
  }
}

async function orGone<Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let stop = () => {}
  const gone = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new CallerGone())
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)
  })
  try {
    return await Promise.race([result, gone])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
