import { isWaiting, type Visit, type VisitDocument, type VisitEntry, type WaitingDocument } from './visit.ts'

/** How long a generate and an upload are believed to go on when their replica says nothing. */
export const reservationMs = 5_000
export const uploadLeaseMs = 15_000

/** How long a repeat of a generate gets the first answer. */
export const answerKeptMs = 24 * 60 * 60_000
/** As long as a ticket lives. */
export const ticketTtlMs = 24 * 60 * 60_000
/** Long enough for every waiting repeat to learn that the attempt has failed. */
export const failureKeptMs = 30_000
/** As long as a ticket of a given-up document can live. The last repeat of generate issues the last one. */
const givenUpKeptMs = answerKeptMs + ticketTtlMs

/**
 * No session allows more documents than this, so a visit that forgets its oldest ones makes no room for others
 * (`maxDocuments` of `sessionTermsSchema`). No more IDs can be allowed in a day either.
 */
export const longestVisit = 1000

/** A visit as it is at this time, without what has ended. It is the very same one if nothing has. */
export function withoutEnded(visit: Visit, now: number): Visit {
  if (visit.entries.every((entry) => entryAt(entry, now) === entry)) return visit
  return { ...visit, entries: visit.entries.flatMap((entry) => entryAt(entry, now) ?? []) }
}

/** Undefined if it has ended. */
function entryAt(entry: VisitEntry, now: number): VisitEntry | undefined {
  if (entry.state === 'reserved') return entry.lease.endsAt > now ? entry : undefined
  if (entry.state === 'failed') return entry.endsAt > now ? entry : undefined
  if (entry.state === 'givenUp' && entry.givenUpAt + givenUpKeptMs <= now) return undefined
  const fresh = entry.call && entry.registeredAt + answerKeptMs <= now ? withoutCall(entry) : entry
  if (!isWaiting(fresh) || !fresh.upload || fresh.upload.endsAt > now) return fresh
  return withoutUpload(fresh)
}

function withoutCall({ call: _ended, ...entry }: VisitDocument): VisitDocument {
  return entry
}

/** Forgets the oldest documents of a visit that has grown too long, given-up ones first. */
export function bounded(visit: Visit): Visit {
  const excess = visit.entries.length - longestVisit
  if (excess <= 0) return visit
  const rank = ({ state }: VisitEntry) => ['givenUp', 'uploaded', 'open'].indexOf(state)
  const forgotten = visit.entries
    .filter((entry) => rank(entry) >= 0)
    .toSorted((one, other) => rank(one) - rank(other))
    .slice(0, excess)
  return { ...visit, entries: visit.entries.filter((entry) => !forgotten.includes(entry)) }
}

export function withoutUpload(waiting: WaitingDocument): WaitingDocument {
  const { upload: _ended, ...idle } = waiting
  return idle
}
