import { describe, expect, it } from 'vitest'
import { type CodeEntry, keptUntil, openCode } from './code-entry.ts'

const hour = 60 * 60_000
const day = 24 * hour
const issuedAt = 1_700_000_000_000
const unopened: CodeEntry = {
  issuedAt,
  endsAt: issuedAt + day,
  opensForMs: 2 * hour,
  isReusable: false,
  sealed: '',
}
const reusable = { ...unopened, isReusable: true }
const openedAt = issuedAt + hour

function openedBy(entry: CodeEntry, keyHash: string | undefined, at = openedAt): CodeEntry {
  const step = openCode(entry, keyHash, at)
  if (step.status !== 'opened') throw new Error(step.status)
  return step.entry
}

const first = { count: 1, keyHash: 'mine', endsAt: openedAt + 2 * hour }
const once = openedBy(unopened, 'mine')
const withoutKey = openedBy(unopened, undefined)
const open = openedBy(reusable, 'mine')
const lastMinute = openedBy(unopened, 'mine', issuedAt + day - 1000)

describe('a code', () => {
  it.each<[string, CodeEntry, string | undefined, number, object]>([
    ['opens', unopened, 'mine', openedAt, { status: 'opened', opening: first }],
    ['opens without a key', unopened, undefined, openedAt, { status: 'opened', opening: { count: 1 } }],
    ['does not open once its time is over', unopened, 'mine', issuedAt + day, { status: 'ended' }],
    ['stays open for its key', once, 'mine', openedAt + hour, { status: 'openAlready', opening: first }],
    ['does not open again for its key', once, 'mine', openedAt + 2 * hour, { status: 'ended' }],
    ['does not open for another key', once, 'another', openedAt, { status: 'used' }],
    ['does not open without its key', once, undefined, openedAt, { status: 'used' }],
    ['does not open again without a key', withoutKey, undefined, openedAt, { status: 'used' }],
    ['does not open for a key after none', withoutKey, 'mine', openedAt, { status: 'used' }],
    ['stays open beyond its time', lastMinute, 'mine', issuedAt + day + hour, { status: 'openAlready' }],
    ['stays shut for others beyond its time', lastMinute, 'another', issuedAt + day, { status: 'ended' }],
  ])('%s', (_what, entry, keyHash, now, expected) => {
    expect(openCode(entry, keyHash, now)).toMatchObject(expected)
  })

  it.each<[string, CodeEntry, string | undefined, number, object]>([
    ['opens', reusable, 'mine', openedAt, { status: 'opened', opening: first }],
    ['stays open for its key', open, 'mine', openedAt + hour, { status: 'openAlready', opening: first }],
    [
      'opens anew for its key when the opening is over',
      open,
      'mine',
      openedAt + 3 * hour,
      { status: 'opened', opening: { count: 2, keyHash: 'mine', endsAt: openedAt + 5 * hour } },
    ],
    [
      'opens anew for another key',
      open,
      'another',
      openedAt + 1,
      { status: 'opened', opening: { count: 2, keyHash: 'another' } },
    ],
    [
      'opens anew for the first key after another',
      openedBy(open, 'another'),
      'mine',
      openedAt + 2,
      { status: 'opened', opening: { count: 3, keyHash: 'mine' } },
    ],
    ['does not open once its time is over', open, 'another', issuedAt + day, { status: 'ended' }],
  ])('that is reusable %s', (_what, entry, keyHash, now, expected) => {
    expect(openCode(entry, keyHash, now)).toMatchObject(expected)
  })

  it('is kept until nobody can ask for it any more', () => {
    expect(keptUntil(unopened)).toBe(issuedAt + day)
    expect(keptUntil(once)).toBe(issuedAt + day)
    expect(keptUntil(lastMinute)).toBe(issuedAt + day - 1000 + 2 * hour)
  })

  it('is opened until a whole second, as a token says it', () => {
    expect(openedBy(unopened, 'mine', issuedAt + 1999).opening?.endsAt).toBe(issuedAt + 1000 + 2 * hour)
  })
})
