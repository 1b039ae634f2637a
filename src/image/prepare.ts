import { throwIfAborted, unlessAborted } from '../browser/abort.ts'
import { loadPart } from './load-part.ts'
import { asPrepareError } from './prepare-error.ts'
import { type PreparedFile, type PrepareRequest } from './prepared-file.ts'
import { createWorkerClient } from './worker/worker-client.ts'

export interface ImagePipeline {
  /**
   * Makes one file ready; calls are served one after another, each once the one before is judged too. Rejects with a
   * PrepareError, or with the signal's reason as soon as it aborts, and either way the next call starts afresh. An abort
   * after that ends the judging.
   */
  prepare(request: PrepareRequest, signal: AbortSignal): Promise<PreparedFile>
  /**
   * What is being made ready, and every later call, rejects with an AbortError. Ends the worker, once it has judged what it
   * has made ready: that may have been sent.
   */
  close(): void
}

/** Starts its worker at once, so that it has loaded by the time a file is chosen, even if the network is gone then. */
export function createImagePipeline(): ImagePipeline {
  const closing = new AbortController()
  const prepareOne =
    typeof OffscreenCanvas === 'undefined' ? prepareWithoutWorker : createWorkerClient(closing.signal)
  let turn: Promise<unknown> = Promise.resolve()
  let isJudging = false
  const close = () => closing.abort()
  return {
    prepare(request, signal) {
      const aborting = abortedByEither(signal, closing.signal)
      const prepared = turn.then(() => {
        throwIfAborted(aborting.signal)
        return prepareOne(request, aborting.signal)
      })
      const judged = prepared.then(({ warnings }) => {
        isJudging = true
        return warnings
      })
      turn = judged
        .catch(() => undefined)
        .then(() => {
          isJudging = false
          aborting.abort()
        })
      return unlessAborted(prepared, aborting.signal)
    },
    close() {
      if (isJudging) void turn.then(close)
      else close()
    },
  }
}

async function prepareWithoutWorker(request: PrepareRequest, signal: AbortSignal): Promise<PreparedFile> {
  try {
    const { prepareOnPage } = await loadPart(import('./worker/prepare-on-page.ts'))
    return await prepareOnPage(request, signal)
  } catch (error) {
    throwIfAborted(signal)
    throw asPrepareError(error)
  }
}

/** AbortSignal.any, which Safari has since 17.4 only. Lets go of both signals once it is aborted itself. */
function abortedByEither(first: AbortSignal, second: AbortSignal): AbortController {
  const controller = new AbortController()
  for (const signal of [first, second]) {
    if (signal.aborted) controller.abort(signal.reason)
    signal.addEventListener('abort', () => controller.abort(signal.reason), { signal: controller.signal })
  }
  return controller
}
