import { describe, expect, it, vi } from 'vitest'
import { Failure } from '../http/answer/failure.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { mustBeRegistered, startForCustomers, tryRegister } from '../testing/customers.ts'
import { ControlledStore } from '../testing/stores/controlled-store.ts'
import { inEachStore } from '../testing/stores/in-each-store.ts'
import { generate, licence, openGuestSession } from '../testing/requests/proxy-client.ts'
import { createVisits } from './visits.ts'

const hourMs = 60 * 60_000
const nameless = {
  id: 'doc_1',
  uploadStatus: false,
  workflow: 'PERSONAL',
  extension: 'jpg',
  type: 'license',
} as const
const unlimited = { documentsPerHour: 0, documentsPerDay: 0 }

describe('a visit', () => {
  inEachStore((openStore) => {
    it.each([4, 100])('has room for %i of a hundred at once, through two replicas', async (maxDocuments) => {
      const store = new ControlledStore(openStore())
      const { upstream, origin, startReplica, openSession, states } = await startForCustomers(
        store,
        unlimited,
      )
      const replicas = [origin, await startReplica()]
      const session = await openSession({ maxDocuments })
      const results = await Promise.all(
        Array.from({ length: 100 }, (_, index) => tryRegister(replicas[index % 2] ?? origin, session)),
      )
      const refusals = results.filter((result) => typeof result === 'string')
      expect(results.length - refusals.length).toBe(maxDocuments)
      for (const code of refusals) expect(code).toMatch(/^(?:registrationInProgress|documentLimitReached)$/)
      expect(upstream.to('/akepa/document/generate')).toHaveLength(maxDocuments)
      expect(Object.values(await states())).toEqual(Array(maxDocuments).fill('open'))
    })

    it.each([
      ['in an hour', { documentsPerHour: 3, documentsPerDay: 0 }, hourMs],
      ['in a day', { documentsPerHour: 0, documentsPerDay: 3 }, 24 * hourMs],
    ])(
      'ends a chain of replacements after as many IDs as may be made %s',
      async (_when, limits, windowMs) => {
        const store = new ControlledStore(openStore())
        const { upstream, origin, register, registerAnew } = await startForCustomers(store, limits)
        let last = await register()
        for (let made = 1; made < 3; made += 1) last = mustBeRegistered(await registerAnew(last))
        const refused = await generate(origin, last.session, licence, 'key', last.ticket)
        expect([refused.status, refused.body.code]).toEqual([429, 'tooManyDocuments'])
        const retryAfter = Number(refused.headers.get('Retry-After'))
        expect(retryAfter).toBeGreaterThan(hourMs / 1000 - 60)
        expect(retryAfter).toBeLessThanOrEqual(hourMs / 1000)
        const { dtsRetryAt } = refused.body.context as { dtsRetryAt: string }
        const waitMs = Date.parse(dtsRetryAt) - (await store.now())
        expect(waitMs).toBeGreaterThan(windowMs - 60_000)
        expect(waitMs).toBeLessThanOrEqual(windowMs)
        expect(upstream.to('/akepa/document/generate')).toHaveLength(3)

        store.passTime(windowMs)
        mustBeRegistered(await registerAnew(last, last.ticket, 'key'))
      },
    )
  })

  it.each([
    ['are counted', { isSandbox: false, publicOrigin: 'https://uploads.example' }, 'tooManyDocuments'],
    ['in the sandbox are not counted', {}, 'registered'],
  ])('IDs made for guests %s', async (_what, changes, expected) => {
    const { origin } = await startForCustomers(undefined, { documentsPerHour: 1, ...changes })
    const session = await openGuestSession(origin)
    mustBeRegistered(await tryRegister(origin, session))
    const second = await tryRegister(origin, session)
    expect(typeof second === 'string' ? second : 'registered').toBe(expected)
  })

  it('is not changed for ever, if somebody else always comes first', async () => {
    const store = new MemoryStore()
    const visits = createVisits(Object.assign(store, { setIfAbsent: async () => false }))
    const registered = { document: nameless, registeredAs: 'jpg', terms: '' } as const
    const changed = visits.change(
      { partner: null, sub: 'guest' },
      { type: 'uploadBegun', holder: 'h', ...registered },
    )
    await expect(changed).rejects.toMatchObject({ code: 'overloaded', retryAfterSeconds: 1 })
    await store.close()
  })

  it('goes on after a change that failed', async () => {
    const store = new MemoryStore()
    const visits = createVisits(store)
    const owner = { partner: null, sub: 'guest' }
    const begin = (holder: string) =>
      visits.change(owner, {
        type: 'uploadBegun',
        holder,
        document: nameless,
        registeredAs: 'jpg',
        terms: '',
      })
    const get = vi.spyOn(store, 'get').mockRejectedValueOnce(new Failure('overloaded'))
    const [first, second] = await Promise.allSettled([begin('one'), begin('other')])
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled'])
    expect(get).toHaveBeenCalledTimes(2)
    await store.close()
  })

  it('has its sessions ended before the clock shows a time at which another is issued', async () => {
    const store = new MemoryStore()
    const times = [1000, 1000, 1000, 1001]
    vi.spyOn(store, 'now').mockImplementation(async () => times.shift() ?? 1002)
    expect(await createVisits(store).endSessions({ partner: 'acme', sub: 'customer' })).toBe(1000)
    expect(await store.now()).toBeGreaterThan(1001)
    await store.close()
  })
})
