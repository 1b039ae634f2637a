import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { createLinks } from './links.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { type SessionClaims } from '../sessions/sessions.ts'

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => vi.useRealTimers())

const claims: SessionClaims = { sub: 'customer', partner: 'acme', prefill: {}, locked: [], agent: false }
const hour = 60 * 60_000

async function open(isPartner = () => true) {
  const store = new MemoryStore()
  onTestFinished(() => store.close())
  return createLinks(['s'.repeat(32)], isPartner, store)
}

it('opens a link for a day, and not a moment longer', async () => {
  const links = await open()
  const linked = { claims, ttlMs: hour }
  const [early, late] = await Promise.all([links.issue(linked), links.issue(linked)])
  expect(late.expiresAt.getTime() - Date.now()).toBeGreaterThan(23 * hour)

  vi.setSystemTime(early.expiresAt.getTime() - 1000)
  expect(await links.redeem(early.code)).toEqual(linked)
  vi.setSystemTime(late.expiresAt.getTime() + 1000)
  await expect(links.redeem(late.code)).rejects.toMatchObject({ code: 'linkExpired' })
})

it('opens no link of a partner that was removed', async () => {
  let isPartner = true
  const links = await open(() => isPartner)
  const { code } = await links.issue({ claims, ttlMs: hour })
  isPartner = false
  await expect(links.redeem(code)).rejects.toMatchObject({ code: 'linkInvalid' })
})
