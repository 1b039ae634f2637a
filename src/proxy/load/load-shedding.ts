import underPressure from '@fastify/under-pressure'
import { type FastifyInstance } from 'fastify'
import { Failure } from '../http/answer/failure.ts'

const sampleEveryMs = 250
const retryAfterSeconds = 5

interface Pressure {
  /** How late timers may fire in the mean, over a quarter of a second. 0 is any delay. */
  readonly maxEventLoopDelayMs: number
  /** Of the whole process (RSS). 0 is any size. */
  readonly maxMemoryBytes: number
}

class Overloaded extends Failure {
  constructor() {
    super('overloaded', { retryAfterSeconds })
  }
}

/**
 * Refuses new requests with `overloaded` while the process can't keep up, before those under way suffer. Routes with
 * `underAnyPressure` are answered all the same.
 */
export async function shedLoad(app: FastifyInstance, pressure: Pressure): Promise<void> {
  const { maxEventLoopDelayMs, maxMemoryBytes } = pressure
  await app.register(underPressure, {
    maxEventLoopDelay: maxEventLoopDelayMs,
    maxRssBytes: maxMemoryBytes,
    sampleInterval: sampleEveryMs,
    customError: Overloaded,
    retryAfter: retryAfterSeconds,
  })
}

/** For probes: a replica that is slow is not one that is dead. */
export const underAnyPressure = { config: { pressureHandler: () => undefined } }
