import { type ErrorCode, errorRule } from '../../contract/errors.ts'
import { type RequestedSide } from '../../contract/requested/side.ts'
import { Failure } from '../http/answer/failure.ts'
import {
  bounded,
  failureKeptMs,
  reservationMs,
  uploadLeaseMs,
  withoutEnded,
  withoutUpload,
} from './lifetimes.ts'
import { checkMade, findPlace, findPlaceOfSide, type Limits } from './places.ts'
import {
  type Call,
  entriesOfSide,
  findDocument,
  isBeingReplaced,
  isIdle,
  isWaiting,
  type NamelessDocument,
  type Registered,
  type Reserved,
  type Scope,
  takenPlaces,
  type UploadedDocument,
  type Visit,
  type VisitEntry,
  type WaitingDocument,
} from './visit.ts'

interface Events {
  generateAsked: {
    /** New for each attempt. */
    readonly holder: string
    /** The attempt of another caller that this one has waited for. */
    readonly awaited: string | undefined
    readonly call: (Call & { readonly bodies: readonly string[] }) | undefined
    /** The ID of the document whose place the new one takes, if it still waits for its file. */
    readonly replaced: string | undefined
    /** The side of an entry that the document is for, if the session asks for documents. */
    readonly requested?: RequestedSide | undefined
    /** It may take no document's place: a phone gives nothing up. */
    readonly keepsAll?: boolean
    readonly scope: Scope
    readonly limits: Limits
  }
  generated: Registered & { readonly reservation: Reserved; readonly maxDocuments: number | undefined }
  generateFailed: { readonly holder: string; readonly failure: Failure }
  uploadBegun: Registered & { readonly holder: string }
  /** The last bytes of a file are about to go. */
  fileSent: { readonly documentId: string; readonly holder: string }
  fileConfirmed: Registered & Pick<UploadedDocument, 'bytes' | 'sha256' | 'uploadedAt' | 'signature'>
  /** `code` says why. It is undefined if the uploader left, or nobody knows. */
  uploadFailed: {
    readonly documentId: string
    readonly holder: string
    readonly code: ErrorCode | undefined
  }
  leaseRenewed: { readonly holder: string }
  /** The customer has nothing to send for an entry, or has after all. */
  entrySkipped: { readonly key: string }
  entryTakenBack: { readonly key: string }
  /** By the partner. */
  sessionsEnded: object
}

interface Answers {
  generateAsked:
    | { readonly type: 'begun'; readonly reservation: Reserved }
    | { readonly type: 'pending'; readonly holder: string }
    | { readonly type: 'done'; readonly document: NamelessDocument }
    | { readonly type: 'refused'; readonly failure: Failure }
  /** False if the place was lost meanwhile: then the document is given up, and nobody may see its ID. */
  generated: boolean
  generateFailed: undefined
  uploadBegun:
    | { readonly type: 'begun' }
    | { readonly type: 'uploaded'; readonly uploaded: UploadedDocument }
    | { readonly type: 'refused'; readonly failure: Failure }
  fileSent: undefined
  fileConfirmed: undefined
  uploadFailed: undefined
  leaseRenewed: undefined
  entrySkipped: undefined
  entryTakenBack: undefined
  /** When, by the store's clock. */
  sessionsEnded: number
}

export type EventType = keyof Events
export type VisitEvent<Type extends EventType = EventType> = {
  [Each in Type]: { readonly type: Each } & Events[Each]
}[Type]
export type VisitAnswer<Type extends EventType> = Answers[Type]

interface Step<Answer> {
  readonly visit: Visit
  readonly answer: Answer
}

/**
 * What becomes of a visit, and what whoever reports the event is told. Every rule about documents stands here and nowhere
 * else. `now` is the store's clock. An event that comes twice changes nothing the second time, so a change whose answer
 * was lost can be asked for again. The very same `visit` in the answer means that nothing has to be stored.
 */
export function reduceVisit<Type extends EventType>(
  visit: Visit,
  event: VisitEvent<Type>,
  now: number,
): Step<Answers[Type]> {
  const current = withoutEnded(visit, now)
  const next = rules[event.type](current, event, now)
  return next.visit === current ? { ...next, visit } : { ...next, visit: bounded(next.visit) }
}

/** Each is given a visit without what has ended. */
const rules: {
  readonly [Type in EventType]: (visit: Visit, event: VisitEvent<Type>, now: number) => Step<Answers[Type]>
} = {
  generateAsked(visit, event, now) {
    const { holder, awaited, call, replaced, requested, keepsAll, scope, limits } = event
    const refused = (failure: Failure) => ({ visit, answer: { type: 'refused', failure } as const })
    const own = reservationOf(visit, holder)
    if (own) return { visit, answer: { type: 'begun', reservation: own } }

    const earlier = call && visit.entries.find((entry) => entry.call?.key === call.key)
    if (earlier?.state === 'failed') {
      const { code, retryAfterSeconds } = earlier
      if (earlier.holder === awaited) return refused(new Failure(code, { retryAfterSeconds }))
    } else if (earlier) {
      const isSame = earlier.call !== undefined && call?.bodies.includes(earlier.call.body)
      if (!isSame) return refused(new Failure('idempotencyKeyReused'))
      return earlier.state === 'reserved'
        ? { visit, answer: { type: 'pending', holder: earlier.lease.holder } }
        : { visit, answer: { type: 'done', document: earlier.document } }
    }

    const place = requested
      ? findPlaceOfSide(visit, requested, now)
      : findPlace(visit, replaced, scope, limits.maxDocuments, now)
    if (place instanceof Failure) return refused(place)
    if (keepsAll && place.length > 0) return refused(new Failure('handoffNotAllowed'))
    const excess = checkMade(visit, requested, limits, now)
    if (excess) return refused(excess)
    const reservation: Reserved = {
      state: 'reserved',
      lease: { holder, endsAt: now + reservationMs },
      reservedAt: now,
      ...(call && { call: { key: call.key, body: call.body } }),
      ...(requested && { requested }),
      replaces: place,
    }
    return {
      visit: { ...visit, entries: [...visit.entries.filter((entry) => entry !== earlier), reservation] },
      answer: { type: 'begun', reservation },
    }
  },

  generated(visit, { reservation, document, registeredAs, terms, maxDocuments }, now) {
    const held = reservationOf(visit, reservation.lease.holder)
    const others = { ...visit, entries: visit.entries.filter((entry) => entry !== held) }
    const known = findDocument(visit, document.id)
    if (known) return { visit: held ? others : visit, answer: known.state !== 'givenUp' }
    const replaced = others.entries
      .filter(isWaiting)
      .filter((entry) => isIdle(others, entry) && reservation.replaces.includes(entry.document.id))
      .map((entry) => entry.document.id)
    const { call, requested } = reservation
    const isOfCall = (entry: VisitEntry) => call !== undefined && entry.call?.key === call.key
    const isAnswered = others.entries.some((entry) => isOfCall(entry) && entry.state !== 'failed')
    const hasRoom = requested
      ? entriesOfSide(others, requested).every(
          (entry) => isWaiting(entry) && replaced.includes(entry.document.id),
        )
      : maxDocuments === undefined || takenPlaces(others) - replaced.length < maxDocuments
    const registered = { document, registeredAs, ...(requested && { requested }), terms, registeredAt: now }
    if (!held && (isAnswered || !hasRoom)) {
      const late = { ...registered, state: 'givenUp', givenUpAt: now } as const
      return { visit: { ...visit, entries: [...visit.entries, late] }, answer: false }
    }
    const kept = others.entries.filter((entry) => !isOfCall(entry)).map(givingPlace(replaced, now))
    const open = { ...registered, state: 'open', ...(call && { call }) } as const
    const next = { ...others, entries: [...kept, open] }
    return { visit: requested ? takenBack(next, requested.key) : next, answer: true }
  },

  generateFailed(visit, { holder, failure: { code, retryAfterSeconds } }, now) {
    const held = reservationOf(visit, holder)
    if (!held) return step(visit)
    const { call } = held
    const failed = {
      state: 'failed',
      holder,
      code,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      endsAt: now + failureKeptMs,
    } as const
    const others = visit.entries.filter((entry) => entry !== held)
    return step({ ...visit, entries: call ? [...others, { ...failed, call }] : others })
  },

  uploadBegun(visit, { holder, document, registeredAs, requested, terms }, now) {
    const upload = { holder, endsAt: now + uploadLeaseMs }
    const known = findDocument(visit, document.id)
    const refused = (failure: Failure) => ({ visit, answer: { type: 'refused', failure } as const })
    if (!known) {
      // A side has one document, whether it is registered or comes back.
      const place = requested ? findPlaceOfSide(visit, requested, now) : []
      if (place instanceof Failure) return refused(place)
      const registered = { document, registeredAs, ...(requested && { requested }), terms }
      const adopted = { ...registered, registeredAt: now, state: 'open', upload } as const
      const entries = [...visit.entries.map(givingPlace(place, now)), adopted]
      return { visit: { ...visit, entries }, answer: { type: 'begun' } }
    }
    switch (known.state) {
      case 'open':
      case 'unconfirmed': {
        const isOthers = known.upload !== undefined && known.upload.holder !== holder
        if (isOthers || isBeingReplaced(visit, known)) return refused(new Failure('uploadInProgress'))
        return { visit: replacing(visit, known, { ...known, upload }), answer: { type: 'begun' } }
      }
      case 'uploaded':
        return { visit, answer: { type: 'uploaded', uploaded: known } }
      case 'givenUp':
        return refused(new Failure('ticketInvalid'))
      default:
        return known satisfies never
    }
  },

  fileSent(visit, { documentId, holder }) {
    const known = findDocument(visit, documentId)
    if (known?.state !== 'open') return step(visit)
    return step(replacing(visit, known, { ...known, state: 'unconfirmed', sentBy: holder }))
  },

  fileConfirmed(visit, event, now) {
    const { document, registeredAs, terms, bytes, sha256, uploadedAt, signature } = event
    const known = findDocument(visit, document.id)
    // One that was kept late, or a second time, says nothing new.
    if (known?.state === 'uploaded' && known.uploadedAt >= uploadedAt) return step(visit)
    const { call } = known ?? {}
    const { requested } = known ?? event
    const uploaded: UploadedDocument = {
      document,
      registeredAs,
      ...(requested && { requested }),
      terms: known?.terms ?? terms,
      registeredAt: known?.registeredAt ?? now,
      ...(call && { call }),
      state: 'uploaded',
      bytes,
      sha256,
      uploadedAt,
      signature,
    }
    const next = known
      ? replacing(visit, known, uploaded)
      : { ...visit, entries: [...visit.entries, uploaded] }
    return step(requested ? takenBack(next, requested.key) : next)
  },

  uploadFailed(visit, { documentId, holder, code }) {
    const known = findDocument(visit, documentId)
    if (!known || !isWaiting(known) || known.upload?.holder !== holder) return step(visit)
    const idle = withoutUpload(known)
    return step(replacing(visit, known, provesNothingArrived(known, holder, code) ? opened(idle) : idle))
  },

  leaseRenewed(visit, { holder }, now) {
    const renewed = visit.entries.map((entry) => {
      if (entry.state === 'reserved' && entry.lease.holder === holder) {
        return { ...entry, lease: { holder, endsAt: now + reservationMs } }
      }
      return isWaiting(entry) && entry.upload?.holder === holder
        ? { ...entry, upload: { holder, endsAt: now + uploadLeaseMs } }
        : entry
    })
    const isHeld = renewed.some((entry, index) => entry !== visit.entries[index])
    return step(isHeld ? { ...visit, entries: renewed } : visit)
  },

  entrySkipped(visit, { key }) {
    const { skipped = [] } = visit
    return step(skipped.includes(key) ? visit : { ...visit, skipped: [...skipped, key] })
  },

  entryTakenBack(visit, { key }) {
    return step(takenBack(visit, key))
  },

  sessionsEnded(visit, _event, now) {
    return { visit: { ...visit, endedAt: now }, answer: now }
  },
}

function reservationOf({ entries }: Visit, holder: string): Reserved | undefined {
  return entries.filter((entry) => entry.state === 'reserved').find(({ lease }) => lease.holder === holder)
}

/** Gives the documents with these IDs up, if they wait for their file. */
function givingPlace(ids: readonly string[], now: number): (entry: VisitEntry) => VisitEntry {
  return (entry) =>
    isWaiting(entry) && ids.includes(entry.document.id)
      ? { ...opened(withoutUpload(entry)), state: 'givenUp', givenUpAt: now }
      : entry
}

function opened(waiting: WaitingDocument): WaitingDocument {
  if (waiting.state === 'open') return waiting
  const { sentBy: _nobody, ...rest } = waiting
  return { ...rest, state: 'open' }
}

/**
 * Whether an upload's failure shows that the document has no file. Another upload's file may have arrived before. Only
 * where ConnectFi doesn't know the document can there be none at all.
 */
function provesNothingArrived(
  waiting: WaitingDocument,
  holder: string,
  code: ErrorCode | undefined,
): boolean {
  if (waiting.state === 'open' || code === undefined) return false
  if (code === 'documentNotFound') return true
  return waiting.sentBy === holder && !errorRule(code).unconfirmed
}

function replacing(visit: Visit, old: VisitEntry, entry: VisitEntry): Visit {
  return { ...visit, entries: visit.entries.map((one) => (one === old ? entry : one)) }
}

function takenBack(visit: Visit, key: string): Visit {
  const { skipped } = visit
  return skipped?.includes(key) ? { ...visit, skipped: skipped.filter((other) => other !== key) } : visit
}

/** The caller is told nothing. */
function step(visit: Visit): Step<undefined> {
  return { visit, answer: undefined }
}
