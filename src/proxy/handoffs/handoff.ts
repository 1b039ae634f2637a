import * as z from 'zod/mini'
import {
  type HandoffEndReason,
  handoffEndReasons,
  type HandoffErrand,
  handoffErrandSchema,
} from '../../contract/api/handoff.ts'

const sharedShape = {
  /** Counts the changes that anybody is told of. */
  version: z.number(),
  /** What the phone may do. */
  errand: handoffErrandSchema,
  /** When the phone's session ends, by the store's clock. */
  endsAt: z.number(),
  /** When each side has asked last. */
  seenAt: z.object({ desktop: z.number(), phone: z.optional(z.number()) }),
  /** The IDs of the documents whose file has arrived. */
  arrived: z.array(z.string()),
}

/** An upload that is under way, and until when it is believed to be if nothing more is heard of it. */
const uploadSchema = z.optional(z.object({ documentId: z.string(), percent: z.number(), endsAt: z.number() }))

const waitingSchema = z.object({ ...sharedShape, state: z.literal('waiting'), codeEndsAt: z.number() })
const joinedSchema = z.object({ ...sharedShape, state: z.literal('joined'), digits: z.string() })
const allowedSchema = z.object({
  ...sharedShape,
  state: z.literal('allowed'),
  digits: z.string(),
  upload: uploadSchema,
})
const endedSchema = z.object({
  ...sharedShape,
  state: z.literal('ended'),
  reason: z.literal(handoffEndReasons),
  /** It was under way when the hand-off ended, and finishes first. */
  upload: uploadSchema,
})

/**
 * The way of a document, or of a list, from a desktop to a phone and back.
 *
 * | state   | what it means                                                                    |
 * | ------- | -------------------------------------------------------------------------------- |
 * | waiting | the code is shown, and nobody has redeemed it                                    |
 * | joined  | a phone has redeemed it, and can do nothing before the desktop allows it         |
 * | allowed | the phone may do its errand                                                      |
 * | ended   | for one reason, for good; an upload that was under way is still told of          |
 */
export const handoffSchema = z.discriminatedUnion('state', [
  waitingSchema,
  joinedSchema,
  allowedSchema,
  endedSchema,
])
export type Handoff = z.infer<typeof handoffSchema>
export type HandoffSide = keyof Handoff['seenAt']

export type HandoffEvent =
  /** A phone has redeemed the code. A repeat, whose answer was lost, keeps the first digits. */
  | { readonly type: 'joined'; readonly digits: string }
  | { readonly type: 'allowed' }
  /** Somebody asks where it stands. */
  | { readonly type: 'asked'; readonly side: HandoffSide }
  | { readonly type: 'left'; readonly side: HandoffSide }
  | { readonly type: 'replaced' }
  /** The phone has registered a document of the list. */
  | { readonly type: 'registered' }
  | { readonly type: 'uploadMoved'; readonly documentId: string; readonly percent: number }
  | { readonly type: 'uploadFailed'; readonly documentId: string }
  /** `isLast`: nothing is left to do then. */
  | { readonly type: 'arrived'; readonly documentId: string; readonly isLast: boolean }

/** Who has not asked for so long is away: a page that lives asks every 25 seconds. */
export const awayAfterMs = 60_000
/** A poll sooner than this after the last one writes nothing. */
const seenEveryMs = 10_000
/** Longer than an upload is ever silent: ConnectFi may take a while for its answer. */
const uploadKnownMs = 3 * 60_000

/** What a desktop begins with. */
export function beginHandoff(errand: HandoffErrand, now: number, codeTtlMs: number, ttlMs: number): Handoff {
  return {
    state: 'waiting',
    version: 1,
    errand,
    endsAt: now + ttlMs,
    codeEndsAt: now + codeTtlMs,
    seenAt: { desktop: now },
    arrived: [],
  }
}

/** A hand-off as it is at this time. What has ended by itself counts as a change. */
export function handoffAt(handoff: Handoff, now: number): Handoff {
  const isOver = handoff.endsAt <= now || (handoff.state === 'waiting' && handoff.codeEndsAt <= now)
  const current = isOver ? ended(handoff, 'expired') : handoff
  return 'upload' in current && current.upload && current.upload.endsAt <= now
    ? changed({ ...current, upload: undefined })
    : current
}

/**
 * What becomes of a hand-off. Every rule about it stands here and nowhere else. `now` is the store's clock. An event that
 * comes twice changes nothing the second time. The very same hand-off in the answer means that nothing has to be stored.
 */
export function reduceHandoff(handoff: Handoff, event: HandoffEvent, now: number): Handoff {
  const current = handoffAt(handoff, now)
  const { state } = current
  switch (event.type) {
    case 'joined': {
      if (state !== 'waiting') return current
      const { codeEndsAt: _over, ...rest } = current
      const seenAt = { ...current.seenAt, phone: now }
      return changed({ ...rest, state: 'joined', digits: event.digits, seenAt })
    }
    case 'allowed':
      return state === 'joined' ? changed({ ...current, state: 'allowed' }) : current
    case 'asked':
      return seen(current, event.side, now)
    case 'left':
      return ended(current, reasonOf(state, event.side))
    case 'replaced':
      return ended(current, 'replaced')
    case 'registered':
      return state === 'allowed' ? changed(current) : current
    case 'uploadMoved': {
      const { documentId, percent } = event
      // One that was under way when the hand-off ended is still followed. A new one can't begin then.
      if (state !== 'allowed' && !(state === 'ended' && current.upload)) return current
      if (current.arrived.includes(documentId)) return current
      return changed({ ...current, upload: { documentId, percent, endsAt: now + uploadKnownMs } })
    }
    case 'uploadFailed': {
      const isUnderWay = 'upload' in current && current.upload?.documentId === event.documentId
      return isUnderWay ? changed({ ...current, upload: undefined }) : current
    }
    case 'arrived': {
      const { documentId, isLast } = event
      if (current.arrived.includes(documentId)) return current
      if (state !== 'allowed' && state !== 'ended') return current
      const { upload } = current
      const arrived = [...current.arrived, documentId]
      const settled = {
        ...current,
        arrived,
        upload: upload?.documentId === documentId ? undefined : upload,
      }
      return isLast && settled.state === 'allowed' ? ended(settled, 'done') : changed(settled)
    }
    default:
      return event satisfies never
  }
}

/**
 * Whether a phone may work for its errand now, on a document of it or on none in particular. The same file may come again
 * after it has arrived: its answer was lost.
 */
export function mayWork({ state, errand, arrived }: Handoff, documentId: string | undefined): boolean {
  const known = documentId ?? ('documentId' in errand ? errand.documentId : undefined)
  return state === 'allowed' || (known !== undefined && arrived.includes(known))
}

/** Whether a side has not asked for a while. A phone that never came is not away. */
export function isAway({ seenAt }: Handoff, side: HandoffSide, now: number): boolean {
  const at = seenAt[side]
  return at !== undefined && at + awayAfterMs <= now
}

function reasonOf(state: Handoff['state'], side: HandoffSide): HandoffEndReason {
  if (side === 'phone') return 'left'
  return state === 'joined' ? 'refused' : 'takenBack'
}

function ended(handoff: Handoff, reason: HandoffEndReason): Handoff {
  if (handoff.state === 'ended') return handoff
  const { version, errand, endsAt, seenAt, arrived } = handoff
  const upload = handoff.state === 'allowed' ? handoff.upload : undefined
  return changed({ state: 'ended', reason, version, errand, endsAt, seenAt, arrived, upload })
}

/** Being seen is told to nobody, except where somebody has come back. */
function seen(handoff: Handoff, side: HandoffSide, now: number): Handoff {
  const at = handoff.seenAt[side]
  if (at !== undefined && at + seenEveryMs > now) return handoff
  const next = { ...handoff, seenAt: { ...handoff.seenAt, [side]: now } }
  return isAway(handoff, side, now) ? changed(next) : next
}

function changed<Next extends Handoff>(next: Next): Next {
  return { ...next, version: next.version + 1 }
}
