import { longestRetryAfterSeconds } from '../../contract/errors.ts'
import { Failure } from '../http/failure.ts'
import {
  findDocument,
  hiddenDocuments,
  isBeingReplaced,
  isIdle,
  isWaiting,
  type Scope,
  takenPlaces,
  type Visit,
  type VisitEntry,
} from './visit.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

/** How many documents a session allows, and how many IDs may be made in a time. Undefined or 0 is any number. */
export interface Limits {
  readonly maxDocuments: number | undefined
  readonly perHour: number
  readonly perDay: number
}

/**
 * Finds the documents that make room for a new one: none if there is room, the one that it replaces, or the oldest that
 * the session can't see. Otherwise it answers with the refusal.
 */
export function findPlace(
  visit: Visit,
  replaced: string | undefined,
  scope: Scope,
  maxDocuments = Infinity,
  now: number,
): string[] | Failure {
  const old = replaced === undefined ? undefined : findDocument(visit, replaced)
  if (old && isIdle(visit, old)) return [old.document.id]
  const excess = takenPlaces(visit) + 1 - maxDocuments
  if (excess <= 0) return []
  // Whether the old one makes room shows only when its upload, or the registration that replaces it, has ended.
  if (old && isWaiting(old) && (old.upload || isBeingReplaced(visit, old)))
    return new Failure('uploadInProgress')
  const hidden = hiddenDocuments(visit, scope)
  if (hidden.length >= excess) return hidden.slice(0, excess).map(({ document }) => document.id)
  const reserved = visit.entries.filter((entry) => entry.state === 'reserved')
  const settled = { entries: visit.entries.filter((entry) => entry.state !== 'reserved') }
  if (takenPlaces(settled) - hidden.length >= maxDocuments) {
    return new Failure('documentLimitReached', { context: { maxDocuments } })
  }
  const nextEnd = Math.min(...reserved.map(({ lease }) => lease.endsAt))
  return new Failure('registrationInProgress', { retryAfterSeconds: secondsUntil(nextEnd, now) })
}

/** The refusal, if too many IDs have been made in an hour or in a day, given-up ones too. */
export function checkMade({ entries }: Visit, { perHour, perDay }: Limits, now: number): Failure | undefined {
  const made = entries
    .flatMap((entry) => (entry.state === 'failed' ? [] : [timeOf(entry)]))
    .toSorted((one, other) => one - other)
  const ends = [
    { most: perHour, ms: hourMs },
    { most: perDay, ms: dayMs },
  ].flatMap(({ most, ms }) => {
    const first = most === 0 ? undefined : made.at(-most)
    return first !== undefined && first + ms > now ? [first + ms] : []
  })
  if (ends.length === 0) return undefined
  const end = Math.max(...ends)
  return new Failure('tooManyDocuments', {
    context: { dtsRetryAt: new Date(end).toISOString() },
    retryAfterSeconds: Math.min(secondsUntil(end, now), longestRetryAfterSeconds),
  })
}

function timeOf(entry: Exclude<VisitEntry, { state: 'failed' }>): number {
  return entry.state === 'reserved' ? entry.reservedAt : entry.registeredAt
}

function secondsUntil(end: number, now: number): number {
  return Math.ceil((end - now) / 1000)
}
