import { longestRetryAfterSeconds } from '../../contract/errors.ts'
import { type RequestedSide } from '../../contract/requested/side.ts'
import { Failure } from '../http/answer/failure.ts'
import {
  entriesOfSide,
  findDocument,
  hiddenDocuments,
  isBeingReplaced,
  isIdle,
  isWaiting,
  type Reserved,
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
  const named = replaced === undefined ? undefined : findDocument(visit, replaced)
  // One that was asked for has a place of its own, and gives that to nothing else.
  const old = named?.requested ? undefined : named
  if (old && isIdle(visit, old)) return [old.document.id]
  const excess = takenPlaces(visit) + 1 - maxDocuments
  if (excess <= 0) return []
  // Whether the old one makes room shows only when its upload, or the registration that replaces it, has ended.
  if (old && isWaiting(old) && (old.upload || isBeingReplaced(visit, old)))
    return new Failure('uploadInProgress')
  const hidden = hiddenDocuments(visit, scope)
  if (hidden.length >= excess) return hidden.slice(0, excess).map(({ document }) => document.id)
  const reserved = visit.entries.filter((entry) => entry.state === 'reserved')
  const settled = { ...visit, entries: visit.entries.filter((entry) => entry.state !== 'reserved') }
  if (takenPlaces(settled) - hidden.length >= maxDocuments) {
    return new Failure('documentLimitReached', { context: { maxDocuments } })
  }
  return inProgress(reserved, now)
}

/**
 * The same for a document that was asked for. There is one for each side of an entry, and an open one gives its place to
 * the next.
 */
export function findPlaceOfSide(visit: Visit, side: RequestedSide, now: number): string[] | Failure {
  const entries = entriesOfSide(visit, side)
  if (entries.some(({ state }) => state === 'uploaded')) return new Failure('documentAlreadyUploaded')
  const reserved = entries.filter((entry) => entry.state === 'reserved')
  if (reserved.length > 0) return inProgress(reserved, now)
  const waiting = entries.filter(isWaiting)
  if (waiting.some(({ upload }) => upload)) return new Failure('uploadInProgress')
  // Its file may have arrived. It can be sent again, and nothing else.
  if (waiting.some(({ state }) => state === 'unconfirmed')) {
    return new Failure('documentLimitReached', { context: { maxDocuments: 1 } })
  }
  return waiting.map(({ document }) => document.id)
}

function inProgress(reserved: readonly Reserved[], now: number): Failure {
  const nextEnd = Math.min(...reserved.map(({ lease }) => lease.endsAt))
  return new Failure('registrationInProgress', { retryAfterSeconds: secondsUntil(nextEnd, now) })
}

/**
 * The refusal, if too many IDs have been made in an hour or in a day, given-up ones too. The first for each side that was
 * asked for is neither counted nor refused, or a long list could not be worked off.
 */
export function checkMade(
  { entries }: Visit,
  side: RequestedSide | undefined,
  { perHour, perDay }: Limits,
  now: number,
): Failure | undefined {
  const all = entries.filter((entry) => entry.state !== 'failed')
  if (side && isFirstOfSide(side, all)) return undefined
  const made = all
    .filter(({ requested }, index) => !requested || !isFirstOfSide(requested, all.slice(0, index)))
    .map(timeOf)
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

type Made = Exclude<VisitEntry, { state: 'failed' }>

function isFirstOfSide({ key, side }: RequestedSide, before: readonly Made[]): boolean {
  return before.every(({ requested }) => requested?.key !== key || requested.side !== side)
}

function timeOf(entry: Made): number {
  return entry.state === 'reserved' ? entry.reservedAt : entry.registeredAt
}

function secondsUntil(end: number, now: number): number {
  return Math.ceil((end - now) / 1000)
}
