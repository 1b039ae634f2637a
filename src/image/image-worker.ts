import { createOffscreenCanvas } from './canvas.ts'
import { problemOf } from './prepare-error.ts'
import { prepareImage } from './prepare-image.ts'
import { type PrepareRequest } from './prepared-file.ts'
import { type WorkerAnswer } from './worker-messages.ts'

self.addEventListener('message', (event: MessageEvent<unknown>) => {
  void answer(event.data).then((message) => self.postMessage(message))
})

async function answer(message: unknown): Promise<WorkerAnswer> {
  try {
    if (!isPrepareRequest(message)) throw new TypeError('Not a request to prepare a file')
    return { kind: 'prepared', prepared: await prepareImage(message, createOffscreenCanvas) }
  } catch (error) {
    return { kind: 'refused', problem: problemOf(error) }
  }
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
