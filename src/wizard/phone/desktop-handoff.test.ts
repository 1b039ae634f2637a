import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { shortPausesName } from '../../contract/automation.ts'
import { type HandoffView } from '../../contract/api/handoff.ts'
import { type DesktopState, openHandoff } from './desktop-handoff.ts'

const documentId = 'doc_71YxuRUnKqLhOWriDJFMI2'
const waiting: HandoffView = {
  id: 'a-hand-off',
  version: 1,
  errand: { documentId },
  state: 'waiting',
  isOtherAway: false,
  arrived: [],
}
const joined: HandoffView = { ...waiting, version: 2, state: 'joined', digits: '471' }
const allowed: HandoffView = { ...joined, version: 3, state: 'allowed' }
const sending: HandoffView = { ...allowed, version: 4, percent: 40 }
const done: HandoffView = {
  ...waiting,
  version: 5,
  state: 'ended',
  reason: 'done',
  arrived: [{ documentId }],
}

/** What the proxy says to one poll after the other: where it stands, an error code, or nothing at all. */
type Poll = HandoffView | string | undefined

let polls: Poll[]
let asked: string[]
/** The code of each answer to a press or to an end. With none it is done, but the answer is lost. */
let presses: (string | undefined)[]
/** Holds back the answer to the first call. */
let begin: Promise<void>
/** Holds back the answer to *Yes*. */
let allow: Promise<void>

beforeEach(() => {
  vi.useFakeTimers()
  polls = []
  asked = []
  presses = []
  begin = Promise.resolve()
  allow = Promise.resolve()
  vi.stubGlobal('fetch', async (path: string, { method }: RequestInit) => {
    asked.push(`${method} ${path}`)
    const success = (data: unknown) => Response.json({ code: '0', data })
    if (path === '/api/handoffs') {
      await begin
      return success({
        link: 'https://u.example/#phone=x',
        dtsExpireAt: '2030-01-01T00:00:00Z',
        handoff: waiting,
      })
    }
    if (method !== 'GET' && presses.length > 0) {
      const [code] = presses.splice(0, 1)
      if (code === undefined) throw new TypeError('Failed to fetch')
      return Response.json({ code, requestId: 'x' }, { status: 403 })
    }
    if (method === 'DELETE') return success({ ...waiting, version: 9, state: 'ended', reason: 'takenBack' })
    if (method === 'POST') {
      await allow
      return success(allowed)
    }
    const [poll] = polls.splice(0, 1)
    if (poll === undefined) throw new TypeError('Failed to fetch')
    return typeof poll === 'string'
      ? Response.json({ code: poll, requestId: 'x' }, { status: 403 })
      : success(poll)
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function open(id = '') {
  const states: string[] = []
  const handoff = openHandoff(
    (call) => call('session'),
    { documentId },
    id,
    (state: DesktopState) => states.push(told(state)),
  )
  return { handoff, states }
}

function told(state: DesktopState): string {
  if (state.kind !== 'begun') return state.kind === 'failed' ? `failed: ${state.error.code}` : state.kind
  const { state: stage, percent, reason } = state.view
  return [state.isOffline ? 'offline' : stage, percent === undefined ? '' : `${percent} %`, reason ?? '']
    .filter((part) => part !== '')
    .join(' ')
}

describe('a desktop', () => {
  it.each<[string, Poll[], string[]]>([
    [
      'follows its phone to the end',
      [joined, allowed, sending, done],
      ['waiting', 'joined', 'allowed', 'allowed 40 %', 'ended done'],
    ],
    [
      'waits for an upload that outlives the hand-off',
      [sending, { ...sending, version: 5, state: 'ended', reason: 'takenBack' }, done],
      ['waiting', 'allowed 40 %', 'ended 40 % takenBack', 'ended done'],
    ],
    [
      'says that it is offline, and goes on by itself',
      [joined, undefined, 'overloaded', allowed, 'handoffEnded'],
      ['waiting', 'joined', 'offline', 'joined', 'allowed', 'ended expired'],
    ],
    ['takes one that nobody knows any more for expired', ['handoffEnded'], ['waiting', 'ended expired']],
    [
      'waits for no picture of a phone that nobody knows any more',
      [sending, 'handoffEnded'],
      ['waiting', 'allowed 40 %', 'ended expired'],
    ],
    ['says why it can’t follow', [joined, 'sessionInvalid'], ['waiting', 'joined', 'failed: sessionInvalid']],
    [
      'shows nothing older than what it has shown',
      [allowed, joined, done],
      ['waiting', 'allowed', 'ended done'],
    ],
  ])('%s', async (_what, answers, expected) => {
    polls = answers
    const { states } = open()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(states).toEqual(expected)
    const count = asked.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toHaveLength(count)
  })

  it('asks less and less often while the proxy can’t be reached, and at least every ten seconds', async () => {
    const { handoff } = open()
    await vi.advanceTimersByTimeAsync(60_000)
    // After 1, 2, 4, 8 and then each 10 seconds.
    expect(asked.filter((call) => call.startsWith('GET'))).toHaveLength(9)
    handoff.leave()
  })

  it('asks again soon where a test run makes pauses short', async () => {
    vi.stubGlobal(shortPausesName, true)
    polls = [joined, joined, undefined, undefined, undefined, done]
    const { states } = open()
    await vi.advanceTimersByTimeAsync(500)
    expect(states.at(-1)).toBe('ended done')
  })

  it.each<[string, Poll[], string[], string[]]>([
    ['its phone, after a reload', [sending, done], ['allowed 40 %', 'ended done'], []],
    ['how it ended meanwhile', [done], ['ended done'], []],
    ['one that nobody came for', [waiting, joined, done], ['waiting', 'joined', 'ended done'], ['POST']],
    ['one that nobody knows any more', ['handoffEnded', done], ['waiting', 'ended done'], ['POST']],
  ])('finds %s, and begins another only where it has to', async (_what, answers, expected, begun) => {
    polls = answers
    const { states } = open('a-hand-off')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(states).toEqual(expected)
    expect(asked[0]).toBe('GET /api/handoffs/a-hand-off')
    expect(asked.filter((call) => call === 'POST /api/handoffs')).toHaveLength(begun.length)
  })

  it('is in no hurry where its polls say nothing new, as those of two tabs do that answer each other', async () => {
    polls = Array.from({ length: 100 }, () => joined)
    const { handoff } = open()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked.filter((call) => call.startsWith('GET')).length).toBeLessThanOrEqual(12)
    handoff.leave()
  })

  it('allows its phone by a press', async () => {
    polls = [joined]
    const { handoff, states } = open()
    await vi.advanceTimersByTimeAsync(500)
    handoff.allow()
    await vi.advanceTimersByTimeAsync(0)
    expect(asked).toContain('POST /api/handoffs/a-hand-off/allow')
    expect(states.at(-1)).toBe('offline')
    handoff.leave()
  })

  it.each(['allow', 'end'] as const)(
    'goes on after an answer to “%s” that was lost, and ends what it leaves',
    async (press) => {
      polls = [joined]
      const { handoff, states } = open()
      await vi.advanceTimersByTimeAsync(500)
      presses = [undefined]
      handoff[press]()
      await vi.advanceTimersByTimeAsync(0)
      expect(states.at(-1)).toBe('offline')
      polls = [allowed, sending]
      await vi.advanceTimersByTimeAsync(1000)
      expect(states).toContain('allowed')
      expect(states).toContain('allowed 40 %')
      asked = []
      handoff.leave()
      expect(asked).toEqual(['DELETE /api/handoffs/a-hand-off'])
    },
  )

  it('follows its phone after a press that can’t be done, and ends what it leaves', async () => {
    polls = [joined]
    const { handoff, states } = open()
    await vi.advanceTimersByTimeAsync(500)
    presses = ['sessionInvalid']
    handoff.allow()
    await vi.advanceTimersByTimeAsync(0)
    expect(states.at(-1)).toBe('failed: sessionInvalid')
    polls = [sending, 'sessionInvalid']
    await vi.advanceTimersByTimeAsync(1000)
    expect(states.slice(-2)).toEqual(['allowed 40 %', 'failed: sessionInvalid'])
    asked = []
    handoff.leave()
    expect(asked).toEqual(['DELETE /api/handoffs/a-hand-off'])
  })

  it('hears that nobody knows it any more, though a press was answered later than the last poll', async () => {
    polls = [joined]
    const { handoff, states } = open()
    await vi.advanceTimersByTimeAsync(500)
    handoff.allow()
    polls = ['handoffEnded']
    await vi.advanceTimersByTimeAsync(10_000)
    expect(states).toEqual(['waiting', 'joined', 'offline', 'offline', 'ended expired'])
  })

  it('stays ended, though the answer to a press comes after the end', async () => {
    let answer = () => {}
    allow = new Promise((resolve) => (answer = resolve))
    polls = [joined]
    const { handoff, states } = open()
    await vi.advanceTimersByTimeAsync(500)
    handoff.allow()
    polls = ['handoffEnded']
    await vi.advanceTimersByTimeAsync(10_000)
    answer()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(states.at(-1)).toBe('ended expired')
  })

  it('ends the hand-off that it leaves, once, and tells nothing any more', async () => {
    polls = [joined]
    const { handoff, states } = open()
    await vi.advanceTimersByTimeAsync(500)
    const before = states.length
    handoff.leave()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked.filter((call) => call.startsWith('DELETE'))).toEqual(['DELETE /api/handoffs/a-hand-off'])
    expect(states).toHaveLength(before)
  })

  it('ends one too that has begun only after it was left', async () => {
    let answer = () => {}
    begin = new Promise((resolve) => {
      answer = resolve
    })
    const { handoff, states } = open()
    handoff.leave()
    answer()
    await vi.advanceTimersByTimeAsync(1000)
    expect(asked).toEqual(['POST /api/handoffs', 'DELETE /api/handoffs/a-hand-off'])
    expect(states).toEqual([])
  })

  it('ends none that has ended', async () => {
    polls = [done]
    const { handoff } = open()
    await vi.advanceTimersByTimeAsync(500)
    handoff.leave()
    expect(asked.filter((call) => call.startsWith('DELETE'))).toEqual([])
  })
})
