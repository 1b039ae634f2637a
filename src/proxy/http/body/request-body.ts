import { type IncomingMessage } from 'node:http'
import { type FastifyInstance } from 'fastify'
import { BodyPace } from './body-pace.ts'
import { CallerGone, Failure } from '../answer/failure.ts'

/**
 * Reads a request's body only as fast as it is asked for. Unlike the request's own iterator, it leaves the connection
 * open when reading stops early, so the caller can still be answered. Fails with `uploadStalled` if too little comes in
 * `paceMs` (`BodyPace`) or the request's time is up (`limitRequestTime`), with `CallerGone` if the connection closes,
 * and with the signal's reason if that aborts.
 */
export async function* readRequestBody(
  request: IncomingMessage,
  paceMs: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, void> {
  let problem: Error | undefined
  let wake: (() => void) | undefined
  const onProgress = () => wake?.()
  const fail = (reason: Error) => {
    problem ??= reason
    wake?.()
  }
  const onClose = () => {
    if (!request.readableEnded) fail(new CallerGone())
  }
  const onError = (error: Error) => fail(error instanceof Failure ? error : new CallerGone(error))
  const onAbort = () => fail(signal.reason as Error)
  const pace = new BodyPace(paceMs, () => fail(new Failure('uploadStalled')))

  request.on('readable', onProgress).on('end', onProgress).on('close', onClose).on('error', onError)
  signal.addEventListener('abort', onAbort)
  try {
    signal.throwIfAborted()
    for (;;) {
      if (problem !== undefined) throw problem
      if (request.destroyed && !request.readableEnded) throw new CallerGone()
      const chunk = request.read() as Buffer | null
      if (chunk) {
        pace.arrived(chunk.length)
        yield chunk
      } else if (request.readableEnded) return
      else {
        pace.beginWaiting()
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        wake = undefined
        pace.endWaiting()
      }
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    request.off('readable', onProgress).off('end', onProgress).off('close', onClose)
    // The 'error' listener stays. Without one, a connection that breaks later would end the process.
  }
}

/**
 * Reads the rest of a body whose request has been answered, and forgets it. Otherwise a caller that is still sending
 * would see its connection reset, and might never read the answer (RFC 9112, 9.6). Closes the connection after
 * `maxBytes` or `maxMs`.
 */
export function discardRequestBody(request: IncomingMessage, maxBytes: number, maxMs: number): void {
  if (request.complete || request.destroyed) return
  const socket = request.socket
  let discarded = 0
  const close = () => socket.destroy()
  // A process that ends must not wait for this timer.
  const timer = setTimeout(close, maxMs).unref()
  const stop = () => clearTimeout(timer)
  request
    .on('data', (chunk: Buffer) => {
      discarded += chunk.length
      if (discarded > maxBytes) close()
    })
    .once('end', stop)
    .once('close', stop)
    .on('error', stop)
    .resume()
}

/**
 * Ends every request that takes longer than `maxMs` from its head to the end of its answer. A caller that still sends a
 * body gets `uploadStalled`. A caller that doesn't take the answer loses the connection.
 */
export function limitRequestTime(app: FastifyInstance, maxMs: number): void {
  app.addHook('onRequest', async ({ raw }, reply) => {
    const timer = setTimeout(() => {
      const isAnswerable = !reply.raw.headersSent && !raw.complete && raw.listenerCount('error') > 0
      if (isAnswerable) raw.emit('error', new Failure('uploadStalled'))
      else raw.socket.destroy()
    }, maxMs)
    reply.raw.once('close', () => clearTimeout(timer))
  })
}

/**
 * Fails a body that takes longer than `maxMs` with `uploadStalled`. It is for the small bodies that Fastify reads whole:
 * a caller that sends one so slowly only wants to hold a connection open.
 */
export function limitBodyTime(app: FastifyInstance, maxMs: number): void {
  app.addHook('preParsing', async (_request, _reply, payload) => {
    // Only Fastify's reader is told. To destroy the stream would close the connection that carries our answer.
    const timer = setTimeout(() => payload.emit('error', new Failure('uploadStalled')), maxMs)
    const stop = () => clearTimeout(timer)
    payload.once('end', stop).once('close', stop).once('error', stop)
    return payload
  })
}
