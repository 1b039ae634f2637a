import { describe, expect, it } from 'vitest'
import {
  awayAfterMs,
  beginHandoff,
  type Handoff,
  handoffAt,
  type HandoffEvent,
  isAway,
  mayWork,
  reduceHandoff,
} from './handoff.ts'

const minute = 60_000
const began = beginHandoff({ documentId: 'doc_1' }, 0, 5 * minute, 120 * minute)
const listBegan = beginHandoff({ list: true }, 0, 5 * minute, 120 * minute)

const joined: HandoffEvent = { type: 'joined', digits: '471' }
const allowed: HandoffEvent = { type: 'allowed' }
const sending: HandoffEvent = { type: 'uploadMoved', documentId: 'doc_1', percent: 40 }
const failed: HandoffEvent = { type: 'uploadFailed', documentId: 'doc_1' }
const arrived: HandoffEvent = { type: 'arrived', documentId: 'doc_1', isLast: true }
const replaced: HandoffEvent = { type: 'replaced' }
const leaves = (side: 'desktop' | 'phone'): HandoffEvent => ({ type: 'left', side })
const asks = (side: 'desktop' | 'phone'): HandoffEvent => ({ type: 'asked', side })

/** What follows from the events, one each second from `startMs` on. */
function after(events: readonly HandoffEvent[], startMs = 0, from = began): Handoff {
  return events.reduce((handoff, event, index) => reduceHandoff(handoff, event, startMs + index * 1000), from)
}

describe('a hand-off', () => {
  it.each<[string, readonly HandoffEvent[], object]>([
    ['waits for a phone', [], { state: 'waiting', version: 1 }],
    ['shows the digits of the phone that came', [joined], { state: 'joined', digits: '471', version: 2 }],
    ['lets the phone upload once it is allowed', [joined, allowed], { state: 'allowed', digits: '471' }],
    ['tells how far the file is', [joined, allowed, sending], { state: 'allowed', upload: { percent: 40 } }],
    [
      'forgets an upload that failed',
      [joined, allowed, sending, failed],
      { state: 'allowed', upload: undefined },
    ],
    [
      'is over once the file has arrived',
      [joined, allowed, sending, arrived],
      { state: 'ended', reason: 'done', arrived: ['doc_1'], upload: undefined },
    ],
    ['is taken back before a phone came', [leaves('desktop')], { state: 'ended', reason: 'takenBack' }],
    ['is refused by the desktop', [joined, leaves('desktop')], { state: 'ended', reason: 'refused' }],
    ['is taken back', [joined, allowed, leaves('desktop')], { state: 'ended', reason: 'takenBack' }],
    ['is left by the phone', [joined, allowed, leaves('phone')], { state: 'ended', reason: 'left' }],
    ['gives its place to another', [joined, allowed, replaced], { state: 'ended', reason: 'replaced' }],
    [
      'lets an upload that is under way finish first',
      [
        joined,
        allowed,
        sending,
        leaves('desktop'),
        { type: 'uploadMoved', documentId: 'doc_1', percent: 90 },
      ],
      { state: 'ended', reason: 'takenBack', upload: { percent: 90 } },
    ],
    [
      'tells of a file that arrives after the end',
      [joined, allowed, sending, leaves('desktop'), arrived],
      { state: 'ended', reason: 'takenBack', arrived: ['doc_1'], upload: undefined },
    ],
    [
      'tells of no upload that would begin after the end',
      [joined, allowed, leaves('desktop'), sending],
      { state: 'ended', upload: undefined },
    ],
  ])('%s', (_what, events, expected) => {
    expect(after(events)).toMatchObject(expected)
  })

  it.each<[string, readonly HandoffEvent[], HandoffEvent]>([
    ['another phone’s digits', [joined], { type: 'joined', digits: '000' }],
    ['a repeat of the redemption, once it is allowed', [joined, allowed], { type: 'joined', digits: '000' }],
    ['leave before a phone has come', [], allowed],
    ['leave given twice', [joined, allowed], allowed],
    ['a phone after the end', [leaves('desktop')], joined],
    ['leave after the end', [joined, leaves('desktop')], allowed],
    ['a document that is registered before it is allowed', [joined], { type: 'registered' }],
    [
      'a document that is registered after the end',
      [joined, allowed, leaves('phone')],
      { type: 'registered' },
    ],
    ['an upload before it is allowed', [joined], sending],
    ['an arrival before it is allowed', [joined], arrived],
    ['the same arrival again', [joined, allowed, arrived], arrived],
    ['a failure where nothing is sent', [joined, allowed], failed],
    ['a second end', [joined, allowed, leaves('desktop')], leaves('phone')],
    ['another hand-off, after the end', [joined, allowed, arrived], replaced],
  ])('is not changed by %s', (_what, events, event) => {
    const before = after(events)
    expect(reduceHandoff(before, event, 10_000)).toBe(before)
  })

  it.each<[string, readonly HandoffEvent[], number, object]>([
    ['is still waited for', [], 5 * minute - 1, { state: 'waiting', version: 1 }],
    ['nobody came for', [], 5 * minute, { state: 'ended', reason: 'expired', version: 2 }],
    ['somebody came for in time', [joined], 119 * minute, { state: 'joined' }],
    ['has lasted as long as the phone’s session', [joined, allowed], 120 * minute, { reason: 'expired' }],
    ['was done before', [joined, allowed, arrived], 120 * minute, { reason: 'done' }],
    [
      'has an upload of which nothing more is heard',
      [joined, allowed, sending],
      4 * minute,
      { upload: undefined },
    ],
  ])('that %s is so after its time', (_what, events, now, expected) => {
    const then = handoffAt(after(events), now)
    expect(then).toMatchObject(expected)
    // A change that is stored later has the version that everybody has been told.
    expect(handoffAt(then, now)).toBe(then)
    expect(reduceHandoff(after(events), failed, now).version).toBe(then.version)
  })
})

describe('a hand-off of a list', () => {
  const first: HandoffEvent = { ...arrived, isLast: false }
  const second: HandoffEvent = { type: 'arrived', documentId: 'doc_2', isLast: true }
  const sendingNext: HandoffEvent = { type: 'uploadMoved', documentId: 'doc_2', percent: 10 }

  it.each<[string, readonly HandoffEvent[], object]>([
    [
      'goes on after a file that isn’t the last',
      [sending, first],
      { state: 'allowed', arrived: ['doc_1'], upload: undefined },
    ],
    ['is over with the last one', [first, second], { reason: 'done', arrived: ['doc_1', 'doc_2'] }],
    [
      'tells of no file on its way that has arrived already',
      [sending, first, sending],
      { upload: undefined, version: 5 },
    ],
    [
      'keeps telling of the next file when an earlier one is heard of late',
      [sendingNext, failed, first],
      { upload: { documentId: 'doc_2', percent: 10 } },
    ],
    ['is stopped in between', [first, leaves('phone')], { reason: 'left', arrived: ['doc_1'] }],
  ])('%s', (_what, events, expected) => {
    expect(after([joined, allowed, ...events], 0, listBegan)).toMatchObject(expected)
  })
})

describe('who has not asked for a minute', () => {
  it('is away, and back with the next question', () => {
    const working = after([joined, allowed])
    const later = awayAfterMs + 10_000
    expect([isAway(working, 'phone', 30_000), isAway(working, 'phone', later)]).toEqual([false, true])
    const back = reduceHandoff(working, asks('phone'), later)
    expect(isAway(back, 'phone', later)).toBe(false)
    expect(back.version).toBe(working.version + 1)
  })

  it('is not away where no phone has come yet', () => {
    expect(isAway(began, 'phone', 4 * minute)).toBe(false)
    expect(isAway(began, 'desktop', 4 * minute)).toBe(true)
  })

  it('wakes nobody by asking in time, and is written down only now and then', () => {
    const working = after([joined, allowed])
    expect(reduceHandoff(working, asks('phone'), 5000)).toBe(working)
    const seen = reduceHandoff(working, asks('phone'), 25_000)
    expect([seen.version, seen.seenAt.phone]).toEqual([working.version, 25_000])
  })
})

describe('a phone', () => {
  it.each<[string, readonly HandoffEvent[], string | undefined, boolean]>([
    ['before it has come', [], 'doc_1', false],
    ['before it is allowed', [joined], 'doc_1', false],
    ['once it is allowed', [joined, allowed], 'doc_1', true],
    ['after the end', [joined, allowed, leaves('desktop')], 'doc_1', false],
    ['again, because the answer was lost', [joined, allowed, arrived], 'doc_1', true],
    [
      'again, after an end that its upload outlived',
      [joined, allowed, sending, leaves('desktop'), arrived],
      'doc_1',
      true,
    ],
    ['to another document, afterwards', [joined, allowed, arrived], 'doc_2', false],
    ['or learn of its document, afterwards', [joined, allowed, arrived], undefined, true],
  ])('may upload or not %s', (_when, events, documentId, isAllowed) => {
    expect(mayWork(after(events), documentId)).toBe(isAllowed)
  })

  it('learns nothing more of its list after the end, except of a file that arrived', () => {
    const over = after([joined, allowed, arrived], 0, listBegan)
    expect([undefined, 'doc_1', 'doc_2'].map((id) => mayWork(over, id))).toEqual([false, true, false])
  })
})
