import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createRegister } from './registration.ts'
import { createMetrics } from '../http/record/metrics.ts'
import { MemoryStore } from '../store/memory-store.ts'
import {
  held,
  mustBeRegistered,
  otherKey,
  startForCustomers as start,
  tryRegister,
} from '../testing/customers.ts'
import { generate, licence, type Registered, registerIn } from '../testing/requests/proxy-client.ts'
import { inEachStore } from '../testing/stores/in-each-store.ts'
import { generateDone, uploadDone, vendorFailure } from '../testing/scripted-upstream.ts'
import { createDigest } from '../sessions/digest.ts'
import { createTokenKind } from '../sessions/token-kind.ts'
import { testSecret } from '../testing/start-proxy.ts'
import { call } from '../../testing/call.ts'
import { eventually } from '../../testing/eventually.ts'
import { remainingPlaces } from '../visits/session-view.ts'
import { findDocument } from '../visits/visit.ts'
import { createVisits } from '../visits/visits.ts'

function expired(ticket: string): string {
  const claims = JSON.parse(Buffer.from(ticket.split('.')[1] ?? '', 'base64url').toString()) as object
  const tickets = createTokenKind('ticket', [testSecret], z.record(z.string(), z.unknown()))
  return tickets.issue({ ...claims }, new Date(Date.now() - 60_000))
}

describe('a document registered in place of another', () => {
  it('is not counted, however often the person changes their mind', async () => {
    const { origin, register, registerAnew, uploadTo } = await start()
    const first = await register()
    const second = mustBeRegistered(await registerAnew(first))
    const third = mustBeRegistered(await registerAnew(second))
    expect((await generate(origin, third.session)).body.code).toBe('documentLimitReached')
    expect(await uploadTo(first)).toBe('ticketInvalid')
    expect(await uploadTo(second)).toBe('ticketInvalid')
    expect(await uploadTo(third)).toBe('done')
  })

  it('is not counted in a renewed session, even with an expired ticket', async () => {
    const { openSession, register, registerAnew, uploadTo } = await start()
    const first = await register()
    const renewed = { ...first, session: await openSession() }
    expect(await registerAnew(renewed, expired(first.ticket))).toMatchObject({
      ticket: expect.any(String) as unknown,
    })
    expect(await uploadTo(first)).toBe('ticketInvalid')
  })

  it('takes its place once for each ticket, when many ask at the same time', async () => {
    const { upstream, register, registerAnew } = await start()
    const first = await register()
    const { answer, release } = held(generateDone)
    upstream.script.generate = answer
    const results: (Registered | string)[] = []
    const asked = [1, 2, 3, 4].map(async (key) => {
      results.push(await registerAnew(first, first.ticket, `key-${key}`))
    })
    // Whether the three may still take the place shows only when the first one has it.
    await eventually(() => expect(results).toEqual(Array(3).fill('uploadInProgress')))
    release()
    await Promise.all(asked)
    mustBeRegistered(results[3] ?? '')
    expect(await registerAnew(first)).toBe('documentLimitReached')
  })

  it('is the same for a repeat, and the repeat makes no room for more', async () => {
    const { origin, register, registerAnew } = await start()
    const first = await register({ maxDocuments: 2 })
    const second = mustBeRegistered(await registerAnew(first, first.ticket, 'key'))
    expect(await registerAnew(first, first.ticket, 'key')).toMatchObject({ id: second.id })
    expect((await generate(origin, first.session)).status).toBe(200)
    expect((await generate(origin, first.session)).body.code).toBe('documentLimitReached')
  })

  it('leaves the old one as it was if it can’t be registered', async () => {
    const { upstream, register, registerAnew, uploadTo } = await start()
    const first = await register()
    upstream.script.generate = vendorFailure(500, 'extAkepa')
    expect(await registerAnew(first, first.ticket, 'key')).toBe('upstreamFailed')
    delete upstream.script.generate
    expect(await uploadTo(first)).toBe('done')
  })

  it('can be asked for again after a failure', async () => {
    const { upstream, register, registerAnew, uploadTo } = await start()
    const first = await register()
    upstream.script.generate = vendorFailure(500, 'extAkepa')
    expect(await registerAnew(first, first.ticket, 'key')).toBe('upstreamFailed')
    delete upstream.script.generate
    const second = mustBeRegistered(await registerAnew(first, first.ticket, 'key'))
    expect(await uploadTo(first)).toBe('ticketInvalid')
    expect(await uploadTo(second)).toBe('done')
  })

  it('lets no file into the old one while it is being registered', async () => {
    const { upstream, register, registerAnew, uploadTo } = await start()
    const first = await register()
    const { answer, release } = held(generateDone)
    upstream.script.generate = answer
    const second = registerAnew(first)
    await eventually(() => expect(upstream.to('/akepa/document/generate')[1]?.isComplete).toBe(true))
    expect(await uploadTo(first)).toBe('uploadInProgress')
    release()
    mustBeRegistered(await second)
    expect(await uploadTo(first)).toBe('ticketInvalid')
  })

  it('is refused while the old one is being uploaded, and counts if the file came', async () => {
    const { upstream, register, registerAnew, uploadTo } = await start()
    const first = await register()
    const { answer, release } = held(uploadDone)
    upstream.script.upload = answer
    const uploading = uploadTo(first)
    await eventually(() => expect(upstream.to('/akepa/document/upload')[0]?.isComplete).toBe(true))
    expect(await registerAnew(first)).toBe('uploadInProgress')
    release()
    expect(await uploading).toBe('done')
    expect(await registerAnew(first)).toBe('documentLimitReached')
  })

  it('is refused while the old one is being uploaded, and takes its place if no file came', async () => {
    const { upstream, register, registerAnew, uploadTo } = await start()
    const first = await register()
    const { answer, release } = held(vendorFailure(400, 'extAkepa'))
    upstream.script.upload = answer
    const uploading = uploadTo(first)
    await eventually(() => expect(upstream.to('/akepa/document/upload')[0]?.isComplete).toBe(true))
    expect(await registerAnew(first, first.ticket, 'key')).toBe('uploadInProgress')
    release()
    expect(await uploading).toBe('extAkepa')
    mustBeRegistered(await registerAnew(first, first.ticket, 'key'))
    expect(await uploadTo(first)).toBe('ticketInvalid')
  })

  it('counts while the old one is being uploaded, if there is room for both', async () => {
    const { upstream, register, registerAnew, uploadTo } = await start()
    const first = await register({ maxDocuments: 2 })
    const { answer, release } = held(uploadDone)
    upstream.script.upload = answer
    const uploading = uploadTo(first)
    await eventually(() => expect(upstream.to('/akepa/document/upload')[0]?.isComplete).toBe(true))
    mustBeRegistered(await registerAnew(first))
    release()
    expect(await uploading).toBe('done')
    expect(await registerAnew(first)).toBe('documentLimitReached')
  })

  it('counts if the old one has its file, even with an expired ticket', async () => {
    const { register, registerAnew, uploadTo } = await start()
    const first = await register()
    expect(await uploadTo(first)).toBe('done')
    expect(await registerAnew(first)).toBe('documentLimitReached')
    expect(await registerAnew(first, expired(first.ticket))).toBe('documentLimitReached')
  })

  it.each([
    ['is nonsense', () => 'nonsense'],
    ['is forged', ({ ticket }: Registered) => `${ticket.slice(0, -4)}AAAA`],
    ['is a session', ({ session }: Registered) => session],
    ['is empty', () => ''],
  ])('counts if the ticket %s', async (_what, ticketFrom) => {
    const { register, registerAnew, uploadTo } = await start()
    const first = await register()
    expect(await registerAnew(first, ticketFrom(first))).toBe('documentLimitReached')
    expect(await uploadTo(first)).toBe('done')
  })

  it.each([
    ['customer', { reference: 'someone else' }, undefined],
    ['partner', {}, otherKey],
  ])('is refused with another %s’s ticket, and nothing comes of it', async (_who, terms, key) => {
    const { upstream, origin, openSession, register, registerAnew, uploadTo } = await start()
    const theirs = await registerIn(origin, await openSession(terms, key))
    const mine = await register({ maxDocuments: 2 })
    expect(await registerAnew(mine, theirs.ticket)).toBe('ticketForeign')
    expect(await registerAnew(mine, expired(theirs.ticket))).toBe('ticketForeign')
    expect(upstream.to('/akepa/document/generate')).toHaveLength(2)
    expect(await uploadTo(theirs)).toBe('done')
    expect((await generate(origin, mine.session)).status).toBe(200)
  })

  const session = {
    partner: 'acme',
    sub: 'customer',
    prefill: {},
    locked: [],
    agent: false,
    maxDocuments: 2,
    issuedAt: 0,
    expiresAt: new Date(),
  }
  const documentOf = (id: string) => ({
    ...licence,
    id,
    aggregatorId: 'CLIENTID',
    uploadStatus: false,
    dtsCreatedAt: '2023-11-01T16:44:19.473Z',
  })
  function startRegister() {
    const visits = createVisits(new MemoryStore())
    const register = createRegister({
      visits,
      digest: createDigest([testSecret]),
      metrics: createMetrics(),
      documentsPerHour: 0,
      documentsPerDay: 0,
      isSandbox: false,
    })
    const within = (
      customer: typeof session,
      replaced: string | undefined,
      create: () => Promise<ReturnType<typeof documentOf>>,
    ) => {
      const whileCalled = () => new AbortController().signal
      const asked = { session: customer, request: licence, idempotencyKey: undefined, replaced, whileCalled }
      return register(asked, create)
    }
    return { visits, within }
  }

  it('counts if the lock was lost and the old one got its file after all', async () => {
    const { visits, within } = startRegister()
    await within(session, undefined, async () => documentOf('first'))
    await within(session, 'first', async () => {
      const document = documentOf('first')
      const registered = { document, registeredAs: document.extension, terms: '' }
      const file = { bytes: 1, sha256: 'x', uploadedAt: 1, signature: 'y' }
      await visits.change(session, { type: 'fileConfirmed', ...registered, ...file })
      return documentOf('second')
    })
    expect(findDocument((await visits.read(session)).visit, 'first')).toMatchObject({ state: 'uploaded' })
    const third = within(session, undefined, async () => documentOf('third'))
    await expect(third).rejects.toMatchObject({ code: 'documentLimitReached' })
  })

  it('leaves as many to register as before', async () => {
    const { visits, within } = startRegister()
    const remaining = async (customer: Parameters<typeof remainingPlaces>[1]) =>
      remainingPlaces((await visits.read(customer)).visit, customer)
    const two = { ...session, maxDocuments: 2 }
    expect(await remaining(two)).toBe(2)
    await within(two, undefined, async () => documentOf('first'))
    await within(two, 'first', async () => documentOf('second'))
    expect(await remaining(two)).toBe(1)
    await within(two, undefined, async () => documentOf('third'))
    expect(await remaining(two)).toBe(0)
    expect(await remaining({ ...two, maxDocuments: 1 })).toBe(0)
    expect(await remaining({ ...two, maxDocuments: undefined })).toBeUndefined()
  })

  it('leaves an unknown number while the store is out of order', async () => {
    const get = () => Promise.reject(new Error('The store is out of order.'))
    const { origin, openSession } = await start(Object.assign(new MemoryStore(), { get }))
    const headers = { Authorization: `Bearer ${await openSession()}` }
    const { status, body } = await call(`${origin}/api/session`, { method: 'GET', headers })
    expect([status, body.data['maxDocuments']]).toEqual([200, 1])
    expect(body.data['remainingDocuments']).toBeUndefined()
  })

  it('counts if the store has forgotten the old one, because that one may have its file', async () => {
    const { within } = startRegister()
    await within(session, 'forgotten', async () => documentOf('first'))
    await within(session, 'forgotten', async () => documentOf('second'))
    const third = within(session, 'forgotten', async () => documentOf('third'))
    await expect(third).rejects.toMatchObject({ code: 'documentLimitReached' })
  })
})

describe('a document whose answer was lost, and the one registered in its place', () => {
  inEachStore((openStore) => {
    async function startReplicas() {
      const started = await start(openStore())
      return { ...started, one: started.origin, other: await started.startReplica() }
    }

    it('stay the same for every repeat, and count as one', async () => {
      const { upstream, one, other, openSession, uploadTo } = await startReplicas()
      await tryRegister(one, await openSession(), 'first-key')
      const first = mustBeRegistered(await tryRegister(other, await openSession(), 'first-key'))

      await tryRegister(other, await openSession(), 'second-key', first.ticket)
      const session = await openSession()
      const second = mustBeRegistered(await tryRegister(one, session, 'second-key', first.ticket))
      expect(second.id).not.toBe(first.id)
      const firstAgain = mustBeRegistered(await tryRegister(other, session, 'first-key'))
      expect(firstAgain.id).toBe(first.id)
      const secondAgain = mustBeRegistered(await tryRegister(other, session, 'second-key', firstAgain.ticket))
      expect(secondAgain.id).toBe(second.id)

      expect(upstream.to('/akepa/document/generate')).toHaveLength(2)
      expect(await tryRegister(one, session)).toBe('documentLimitReached')
      expect(await tryRegister(one, session, 'third-key', first.ticket)).toBe('documentLimitReached')
      expect(await uploadTo(firstAgain)).toBe('ticketInvalid')
      expect(await uploadTo(secondAgain)).toBe('done')
    })

    it('are waited for by a repeat, when ConnectFi is slow and the first caller has left', async () => {
      const { upstream, one, other, openSession, uploadTo } = await startReplicas()
      const session = await openSession()
      const registerByRepeat = async (key: string, replacedTicket?: string) => {
        const { answer, release } = held(generateDone)
        upstream.script.generate = answer
        const heard = upstream.to('/akepa/document/generate').length
        const leaving = new AbortController()
        const left = generate(one, session, licence, key, replacedTicket, leaving.signal)
        await eventually(() => expect(upstream.to('/akepa/document/generate')[heard]?.isComplete).toBe(true))
        leaving.abort()
        await expect(left).rejects.toThrow('aborted')
        const repeat = tryRegister(other, session, key, replacedTicket)
        await eventually(async () => {
          const metrics = await (await fetch(`${other}/metrics`)).text()
          expect(metrics).toContain('proxy_requests_in_flight 2')
        })
        release()
        return mustBeRegistered(await repeat)
      }
      const first = await registerByRepeat('first-key')
      const second = await registerByRepeat('second-key', first.ticket)

      expect(upstream.to('/akepa/document/generate')).toHaveLength(2)
      expect(await tryRegister(one, session)).toBe('documentLimitReached')
      expect(await uploadTo(first)).toBe('ticketInvalid')
      expect(await uploadTo(second)).toBe('done')
    })

    it('are registered by a repeat, when the proxy itself lost ConnectFi’s answer', async () => {
      const { upstream, one, openSession, uploadTo } = await startReplicas()
      const session = await openSession()
      const registerByRepeat = async (key: string, replacedTicket?: string) => {
        upstream.script.generate = (_exchange, response) => response.destroy()
        expect(await tryRegister(one, session, key, replacedTicket)).toBe('upstreamConnectionLost')
        delete upstream.script.generate
        return mustBeRegistered(await tryRegister(one, session, key, replacedTicket))
      }
      const first = await registerByRepeat('first-key')
      const second = await registerByRepeat('second-key', first.ticket)

      expect(await tryRegister(one, session)).toBe('documentLimitReached')
      expect(await uploadTo(first)).toBe('ticketInvalid')
      expect(await uploadTo(second)).toBe('done')
    })
  })
})
