import { throwIfAborted } from '../../browser/abort.ts'
import { asPrepareError, PrepareError } from '../prepare-error.ts'
import { type PreparedFile, type PrepareRequest } from '../prepared-file.ts'
import { startWorker } from './start-worker.ts'
import { type WorkerAnswer, workerAnswerSchema } from './worker-messages.ts'

/** An old phone takes some twenty seconds over 50 megapixels: after this long, no answer will come. */
const timeLimitMs = 120_000

/**
 * Runs one request at a time in a worker, and keeps the worker for the next one. An abort ends it, because nothing
 * else stops a decoder. So does everything that leaves its state in doubt. The next request then starts another.
 */
export function createWorkerClient(
  closing: AbortSignal,
): (request: PrepareRequest, signal: AbortSignal) => Promise<PreparedFile> {
  let worker: Worker | undefined
  const discard = () => {
    worker?.terminate()
    worker = undefined
  }
  const start = () => {
    const started = startWorker()
    started.addEventListener('error', () => {
      if (worker === started) discard()
    })
    return started
  }
  try {
    worker = start()
  } catch {
    // The first request tries again, and has somebody to tell.
  }
  closing.addEventListener('abort', discard)

  const nextAnswer = async (signal: AbortSignal, request?: PrepareRequest): Promise<WorkerAnswer> => {
    try {
      worker ??= start()
      return workerAnswerSchema.parse(await nextMessage(worker, signal, request))
    } catch (error) {
      discard()
      throwIfAborted(signal)
      throw asPrepareError(error)
    }
  }
  const warnings = async (signal: AbortSignal) => {
    const answer = await nextAnswer(signal)
    return answer.kind === 'judged' ? answer.warnings : []
  }

  return async (request, signal) => {
    const answer = await nextAnswer(signal, request)
    switch (answer.kind) {
      case 'prepared':
        return { ...answer.prepared, warnings: warnings(signal).catch(() => []) }
      case 'refused':
        // Older browsers never load again what didn't come to a worker.
        if (answer.problem.kind === 'notLoaded') discard()
        throw new PrepareError(answer.problem)
      case 'judged':
        throw new PrepareError({ kind: 'stopped' })
      default:
        return answer satisfies never
    }
  }
}

/** What the worker says next, to the request where there is one. */
function nextMessage(worker: Worker, signal: AbortSignal, request?: PrepareRequest): Promise<unknown> {
  const done = new AbortController()
  const answer = new Promise<unknown>((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(reason))
    const timer = setTimeout(() => fail('No answer within the time limit'), timeLimitMs)
    done.signal.addEventListener('abort', () => clearTimeout(timer))
    const until = { signal: done.signal }
    signal.addEventListener('abort', () => fail('Aborted'), until)
    worker.addEventListener('message', (event: MessageEvent<unknown>) => resolve(event.data), until)
    worker.addEventListener('messageerror', () => fail('The answer could not be read'), until)
    // An error that was thrown in the worker comes as an ErrorEvent, a script that didn't come as a mere Event.
    worker.addEventListener(
      'error',
      (event) =>
        event instanceof ErrorEvent ? fail(event.message) : reject(new PrepareError({ kind: 'notLoaded' })),
      until,
    )
    if (request) worker.postMessage(request)
  })
  return answer.finally(() => done.abort())
}
