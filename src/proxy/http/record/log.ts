import { type DestinationStream, pino, type Logger } from 'pino'

export type Log = Logger

/** Writes JSON lines to standard output, or to `destination`. `level` is one of pino's. */
export function createLog(level: string, destination?: DestinationStream): Log {
  return destination ? pino({ level }, destination) : pino({ level })
}
