import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { type Store } from '../store/store.ts'
import { type SessionClaims } from '../sessions/sessions.ts'
import { Failure } from '../http/failure.ts'
import { inEachStore } from '../testing/in-each-store.ts'
import { createLinks, type Links } from './links.ts'

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => vi.useRealTimers())

const claims: SessionClaims = { sub: 'customer', partner: 'acme', prefill: {}, locked: [], agent: false }
const hour = 60 * 60_000

inEachStore((openStore) => {
  async function open(isPartner = () => true): Promise<{ links: Links; store: Store }> {
    const store = openStore()
    onTestFinished(() => store.close())
    return { links: await createLinks(['s'.repeat(32)], isPartner, store), store }
  }

  async function issued() {
    const { links, store } = await open()
    const { code, expiresAt } = await links.issue({ claims, ttlMs: 2 * hour })
    /** The end of the session that the link opens, or the code of the refusal. */
    const redeem = (key?: string) =>
      links.redeem(code, key).then(
        (opened) => opened.expiresAt.getTime(),
        (failure: { code: string }) => failure.code,
      )
    return { store, code, linkEndsAt: expiresAt.getTime(), redeem }
  }

  it('opens a link for a day, and not a moment longer', async () => {
    const { links } = await open()
    const linked = { claims, ttlMs: hour }
    const [early, late] = await Promise.all([links.issue(linked), links.issue(linked)])
    expect(late.expiresAt.getTime() - Date.now()).toBeGreaterThan(23 * hour)

    vi.setSystemTime(early.expiresAt.getTime() - 1000)
    const expiresAt = new Date(Date.now() + hour)
    expect(await links.redeem(early.code, undefined)).toEqual({ claims, expiresAt })
    vi.setSystemTime(late.expiresAt.getTime() + 1000)
    await expect(links.redeem(late.code, undefined)).rejects.toMatchObject({ code: 'linkExpired' })
    await expect(links.redeem(late.code, 'key')).rejects.toMatchObject({ code: 'linkExpired' })
  })

  it('opens no link of a partner that was removed', async () => {
    let isPartner = true
    const { links } = await open(() => isPartner)
    const { code } = await links.issue({ claims, ttlMs: hour })
    expect(await links.redeem(code, 'key')).toMatchObject({ claims })
    isPartner = false
    await expect(links.redeem(code, 'key')).rejects.toMatchObject({ code: 'linkInvalid' })
  })

  it('opens a link again for the key that opened it, with a session that lasts no longer', async () => {
    const { redeem } = await issued()
    const endsAt = await redeem('key')
    expect(endsAt).toBeGreaterThan(Date.now() + 1.9 * hour)
    vi.setSystemTime(Date.now() + hour)
    expect(await redeem('key')).toBe(endsAt)
  })

  it.each([
    ['another key', 'key', 'another'],
    ['no key', 'key', undefined],
    ['a key after it was opened without one', undefined, 'key'],
    ['no key, where it was opened without one', undefined, undefined],
  ])('opens a link once for %s', async (_what, first, second) => {
    const { redeem } = await issued()
    expect(await redeem(first)).toEqual(expect.any(Number))
    expect(await redeem(second)).toBe('linkUsed')
  })

  it('opens a link for nobody once the session has ended', async () => {
    const { redeem } = await issued()
    await redeem('key')
    vi.setSystemTime(Date.now() + 2 * hour)
    expect(await redeem('key')).toBe('linkExpired')
    expect(await redeem('another')).toBe('linkUsed')
  })

  it('opens a link again after its day is over, as long as the session lasts', async () => {
    const { redeem, linkEndsAt } = await issued()
    vi.setSystemTime(linkEndsAt - 1000)
    const endsAt = await redeem('key')
    vi.setSystemTime(linkEndsAt + hour)
    expect(await redeem('key')).toBe(endsAt)
    expect(await redeem('another')).toBe('linkExpired')
    vi.setSystemTime(linkEndsAt + 2 * hour)
    expect(await redeem('key')).toBe('linkExpired')
  })

  it('opens a link for one of fifty keys at once, and then only for that one', async () => {
    const { redeem } = await issued()
    const keys = Array.from({ length: 50 }, (_, index) => `key-${index}`)
    const first = await Promise.all(keys.map(redeem))
    expect(first.filter((result) => result === 'linkUsed')).toHaveLength(49)
    expect(await Promise.all(keys.map(redeem))).toEqual(first)
  })

  it('opens one session for one key that is sent fifty times at once', async () => {
    const { redeem } = await issued()
    const results = await Promise.all(Array.from({ length: 50 }, () => redeem('key')))
    expect(new Set(results)).toEqual(new Set([expect.any(Number)]))
  })

  it.each([
    ['says that it failed', () => Promise.reject(new Failure('overloaded')), 'overloaded'],
    ['says that somebody else was first', () => Promise.resolve(false), expect.any(Number)],
  ])('opens a link again after a store that took the opening in and then %s', async (_what, end, first) => {
    const { store, redeem } = await issued()
    const setIfAbsent = store.setIfAbsent.bind(store)
    vi.spyOn(store, 'setIfAbsent').mockImplementationOnce(async (...entry) => {
      await setIfAbsent(...entry)
      return end()
    })
    expect(await redeem('key')).toEqual(first)
    expect(await redeem('key')).toEqual(expect.any(Number))
    expect(await redeem('another')).toBe('linkUsed')
  })

  it('keeps neither code nor key', async () => {
    const { store, code, redeem } = await issued()
    const setIfAbsent = vi.spyOn(store, 'setIfAbsent')
    await redeem('the-key-of-the-tab')
    const kept = JSON.stringify(setIfAbsent.mock.calls)
    expect(kept).toContain('link:')
    expect(kept).not.toContain('the-key-of-the-tab')
    expect(kept).not.toContain(code)
  })
})
