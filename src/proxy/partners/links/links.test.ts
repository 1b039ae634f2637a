import { expect, it, onTestFinished, vi } from 'vitest'
import { createCodes } from '../../codes/codes.ts'
import { type SessionClaims } from '../../sessions/sessions.ts'
import { inEachStore } from '../../testing/stores/in-each-store.ts'
import { createVisits } from '../../visits/visits.ts'
import { createLinks } from './links.ts'

const claims: SessionClaims = { sub: 'customer', partner: 'acme', prefill: {}, locked: [], agent: false }
const hour = 60 * 60_000

inEachStore((openStore) => {
  async function issued(isPartner = () => true) {
    const store = openStore()
    onTestFinished(() => store.close())
    const visits = createVisits(store)
    const links = createLinks(createCodes(store), visits, isPartner)
    const { code, expiresAt } = await links.issue({ claims, ttlMs: 2 * hour })
    const now = store.now.bind(store)
    let passedMs = 0
    vi.spyOn(store, 'now').mockImplementation(async () => (await now()) + passedMs)
    /** The end of the session that the link opens, or the code of the refusal. */
    const redeem = (key?: string) =>
      links.redeem(code, key).then(
        (opened) => opened.expiresAt.getTime(),
        (failure: { code: string }) => failure.code,
      )
    return {
      redeem,
      links,
      code,
      endsAt: expiresAt.getTime(),
      /** The time on the store's clock is now `afterMs` later than it is. */
      wait: (afterMs: number) => (passedMs = afterMs),
    }
  }

  it('opens a link for a day, and not a moment longer', async () => {
    const early = await issued()
    const late = await issued()
    expect(late.endsAt - Date.now()).toBeGreaterThan(23 * hour)
    early.wait(23.9 * hour)
    expect(await early.links.redeem(early.code, undefined)).toMatchObject({ claims })
    late.wait(24 * hour)
    expect(await late.redeem('key')).toBe('linkExpired')
    expect(await late.redeem()).toBe('linkExpired')
  })

  it('opens a link for as few minutes as its partner says', async () => {
    const { links, wait } = await issued()
    const { code, expiresAt } = await links.issue({ claims, ttlMs: hour, minutes: 10 })
    expect(expiresAt.getTime() - Date.now()).toBeLessThan(10 * 60_000 + 1)
    wait(9 * 60_000)
    expect(await links.redeem(code, 'key')).toMatchObject({ claims })
    wait(10 * 60_000)
    await expect(links.redeem(code, 'another')).rejects.toMatchObject({ code: 'linkExpired' })
  })

  it('opens no link of a partner that was removed', async () => {
    let isPartner = true
    const { redeem } = await issued(() => isPartner)
    expect(await redeem('key')).toEqual(expect.any(Number))
    isPartner = false
    expect(await redeem('key')).toBe('linkInvalid')
  })

  it('opens no link under the name of another partner, and keeps it for its own', async () => {
    const { links, code } = await issued()
    await expect(links.redeem(code, 'key', 'other')).rejects.toMatchObject({ code: 'linkInvalid' })
    expect(await links.redeem(code, 'another key', 'acme')).toMatchObject({ claims })
  })

  it('opens a link again for the key that opened it, with a session that lasts no longer', async () => {
    const { redeem, wait } = await issued()
    const endsAt = await redeem('key')
    expect(endsAt).toBeGreaterThan(Date.now() + 1.9 * hour)
    wait(hour)
    expect(await redeem('key')).toBe(endsAt)
  })

  it('opens a link once, and says what has become of it', async () => {
    const { redeem, wait } = await issued()
    expect(await redeem('key')).toEqual(expect.any(Number))
    expect(await redeem('another')).toBe('linkUsed')
    expect(await redeem()).toBe('linkUsed')
    wait(2 * hour)
    expect(await redeem('key')).toBe('linkExpired')
    expect(await redeem('another')).toBe('linkUsed')
  })

  it('opens a link again after its day is over, as long as the session lasts', async () => {
    const { redeem, wait } = await issued()
    wait(23.9 * hour)
    const endsAt = await redeem('key')
    wait(25 * hour)
    expect(await redeem('key')).toBe(endsAt)
    expect(await redeem('another')).toBe('linkExpired')
    wait(26 * hour)
    expect(await redeem('key')).toBe('linkExpired')
  })

  it('knows a link that is no code of ours from one that is over', async () => {
    const { links } = await issued()
    await expect(links.redeem('abc', 'key')).rejects.toMatchObject({ code: 'linkInvalid' })
    await expect(links.redeem('a'.repeat(22), 'key')).rejects.toMatchObject({ code: 'linkExpired' })
  })
})
