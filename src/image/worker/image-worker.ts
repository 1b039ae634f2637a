import { createOffscreenCanvas } from '../drawing/canvas.ts'
import { asPrepareError } from '../prepare-error.ts'
import { prepareImage } from '../prepare-image.ts'
import { type PrepareRequest } from '../prepared-file.ts'
import { type WorkerAnswer } from './worker-messages.ts'

self.addEventListener('message', (event: MessageEvent<unknown>) => {
  void answer(event.data)
})

// Nobody outside a worker hears of a rejection in it; of an error they do.
self.addEventListener('unhandledrejection', (event: PromiseRejectionEvent) => {
  throw event.reason as Error
})

async function answer(message: unknown): Promise<void> {
  try {
    if (!isPrepareRequest(message)) throw new TypeError('Not a request to prepare a file')
    const { prepared, findWarnings } = await prepareImage(message, createOffscreenCanvas)
    send({ kind: 'prepared', prepared })
    send({ kind: 'judged', warnings: await findWarnings() })
  } catch (error) {
    send({ kind: 'refused', problem: asPrepareError(error).problem })
  }
}

function send(message: WorkerAnswer): void {
  self.postMessage(message)
}

/** By hand, because a schema would bring its library into the worker. */
function isPrepareRequest(message: unknown): message is PrepareRequest {
  if (typeof message !== 'object' || message === null) return false
  const request: { readonly [key in keyof PrepareRequest]?: unknown } = message
  return (
    request.file instanceof Blob &&
    (request.extension === 'jpg' || request.extension === 'png') &&
    typeof request.maxFileBytes === 'number' &&
    [0, 1, 2, 3].some((turns) => turns === request.quarterTurns)
  )
}
