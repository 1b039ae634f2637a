import { type DestinationStream, pino, type Logger } from 'pino'

export type Log = Logger

/** JSON lines on standard output, or to `destination`. */
export function createLog(level: string, destination?: DestinationStream): Log {
  return destination ? pino({ level }, destination) : pino({ level })
}
