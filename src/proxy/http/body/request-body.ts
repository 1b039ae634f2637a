import { type IncomingMessage } from 'node:http'
import { type FastifyInstance } from 'fastify'
import { BodyPace } from './body-pace.ts'
import { CallerGone, Failure } from '../answer/failure.ts'

interface Reading {
  readonly paceMs: number
  /** Aborting it ends the reading. */
  readonly signal: AbortSignal
  readonly onBytes: (count: number) => void
}

/**
 * A request's body, read only as fast as it is asked for. Unlike the request's own iterator, it leaves the connection open when
 * reading stops early, so the caller can still be answered. An upload passes here in eighty pieces and more, so there is no
 * generator: each would cost a piece several promises.
 */
export class RequestBody {
  readonly #request: IncomingMessage
  readonly #reading: Reading
  readonly #pace: BodyPace
  #problem: Error | undefined
  #wake: (() => void) | undefined

  constructor(request: IncomingMessage, reading: Reading) {
    const { paceMs, signal } = reading
    this.#request = request
    this.#reading = reading
    this.#pace = new BodyPace(paceMs, () => this.#fail(new Failure('uploadStalled')))
    request.on('readable', this.#onProgress).on('end', this.#onProgress).on('close', this.#onClose)
    request.on('error', (error) => this.#fail(error instanceof Failure ? error : new CallerGone(error)))
    signal.addEventListener('abort', this.#onAbort)
    if (signal.aborted) this.#onAbort()
  }

  /**
   * The next bytes, all that have come. Undefined at the end. Fails with `uploadStalled` if too little comes in `paceMs`
   * (`BodyPace`) or the request's time is up (`limitRequestTime`), with `CallerGone` if the connection closes, and with the
   * signal's reason if that aborts.
   */
  async read(): Promise<Buffer | undefined> {
    const request = this.#request
    for (;;) {
      if (this.#problem !== undefined) throw this.#problem
      if (request.destroyed && !request.readableEnded) throw new CallerGone()
      const chunk = request.read() as Buffer | null
      if (chunk) {
        this.#pace.arrived(chunk.length)
        this.#reading.onBytes(chunk.length)
        return chunk
      }
      if (request.readableEnded) return undefined
      this.#pace.beginWaiting()
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#pace.endWaiting()
    }
  }

  /** Call it in any case. */
  stop(): void {
    this.#pace.stop()
    this.#reading.signal.removeEventListener('abort', this.#onAbort)
    this.#request.off('readable', this.#onProgress).off('end', this.#onProgress).off('close', this.#onClose)
    // The 'error' listener stays. Without one, a connection that breaks later would end the process.
  }

  #fail(reason: Error): void {
    this.#problem ??= reason
    this.#wake?.()
  }

  readonly #onProgress = () => this.#wake?.()
  readonly #onAbort = () => this.#fail(this.#reading.signal.reason as Error)
  readonly #onClose = () => {
    if (!this.#request.readableEnded) this.#fail(new CallerGone())
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
