import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Redis from 'ioredis'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLog } from '../http/record/log.ts'
import {
  generate,
  hashHeader,
  licence,
  makeImage,
  openGuestSession,
  register,
  upload,
} from '../testing/requests/proxy-client.ts'
import { registeredBy, startForCustomers } from '../testing/customers.ts'
import { startTestProxy } from '../testing/proxy-fixture.ts'
import { RedisStore } from './redis-store.ts'
import { sharedRedis, startRedis } from '../testing/stores/redis-server.ts'
import { startScriptedUpstream, uploadDone, vendorFailure } from '../testing/scripted-upstream.ts'
import { openSilentStore } from '../testing/stores/silent-store.ts'
import { describeStore } from '../testing/stores/store-suite.ts'
import { call } from '../../testing/call.ts'
import { eventually } from '../../testing/eventually.ts'

const redis = sharedRedis()

describeStore('in Redis', async () => {
  const store = new RedisStore(redis.url, createLog('silent'))
  onTestFinished(() => store.close())
  return store
})

describe('replicas that share a Redis', () => {
  async function startReplicas() {
    const upstream = await startScriptedUpstream()
    const one = await startTestProxy(upstream.origin, { redisUrl: redis.url })
    const other = await startTestProxy(upstream.origin, { redisUrl: redis.url })
    return { upstream, one: one.origin, other: other.origin }
  }

  it('make one document of ten generates with one key, whichever replica they reach', async () => {
    const { upstream, one, other } = await startReplicas()
    const session = await openGuestSession(one)
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => generate(index % 2 ? one : other, session, licence, 'key')),
    )
    expect(new Set(answers.map(({ body }) => body.data['id'])).size).toBe(1)
    expect(upstream.to('/akepa/document/generate')).toHaveLength(1)
  })

  it('take one upload to a document at a time, and know which file it was', async () => {
    const { upstream, one, other } = await startReplicas()
    const registered = await register(one)
    const file = await makeImage('jpeg')
    let finish = () => {}
    upstream.script.upload = (exchange, response) => {
      finish = () => uploadDone(exchange, response)
    }
    const first = upload(one, registered, file, hashHeader(file))
    await eventually(() => expect(upstream.to('/akepa/document/upload')[0]?.isComplete).toBe(true))

    expect((await upload(other, registered, file, hashHeader(file))).body.code).toBe('uploadInProgress')
    finish()
    expect((await first).status).toBe(200)
    expect((await upload(other, registered, file, hashHeader(file))).status).toBe(200)
    const another = await makeImage('jpeg')
    expect((await upload(other, registered, another)).body.code).toBe('documentAlreadyUploaded')
    expect(upstream.to('/akepa/document/upload')).toHaveLength(1)
  })

  it('keep a visit that got no document for a minute, not for a day', async () => {
    const { upstream, one } = await startReplicas()
    upstream.script.generate = vendorFailure(500, 'extAkepa')
    await generate(one, await openGuestSession(one), licence, 'key')
    const [visit = ''] = await redis.inspector.keys('*:visit:*')
    const left = await redis.inspector.pttl(visit)
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThanOrEqual(60_000)
  })

  it('keep nothing personal in it, and nothing for ever', async () => {
    const { one } = await startReplicas()
    const personal = {
      name: 'Ada Lovelace',
      note: 'born in London',
      note_author_agent_email: 'ada@example.com',
    }
    const session = await openGuestSession(one)
    const { body, headers } = await generate(one, session, { ...licence, ...personal }, 'key')
    const ticket = headers.get('Upload-Ticket') ?? ''
    await upload(one, { session, id: String(body.data['id']), ticket }, await makeImage('jpeg'))

    expect(await purposesOfEntries(Object.values(personal))).toEqual(new Set(['limit', 'visit']))
  })

  it('keep nothing in the clear of a whole visit by a link', async () => {
    const store = new RedisStore(redis.url, createLog('silent'))
    const { upstream, origin, askForSession, openSession, askAs } = await startForCustomers(store)
    const personal = {
      name: 'Ada Lovelace',
      note: 'born in London',
      note_author_agent_email: 'ada@example.com',
    }
    const reference = 'lovelace-1815'
    const locked = ['name', 'note', 'note_author_agent_email']
    const terms = { reference, prefill: personal, locked, agent: true, maxDocuments: 2 }
    const { body: linked } = await askForSession({ ...terms, link: {} })
    const code = String(linked.data['link']).split('#code=')[1] ?? ''
    const { body: redeemed } = await call(`${origin}/api/sessions/redeem`, {
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'key-of-the-tab' },
      body: JSON.stringify({ code }),
    })
    const session = String(redeemed.data['session'])
    const request = { ...licence, ...personal }
    upstream.script.generate = vendorFailure(500, 'extAkepa')
    await generate(origin, session, request, 'failed-key')
    delete upstream.script.generate
    const first = registeredBy(session, await generate(origin, session, request, 'first-key'))
    const second = registeredBy(session, await generate(origin, session, request, 'second-key', first.ticket))
    const other = await openSession(terms)
    const headers = { Authorization: `Bearer ${other}` }
    const resumed = registeredBy(
      other,
      await call(`${origin}/api/documents/${second.id}/resume`, { headers }),
    )
    expect((await upload(origin, resumed, await makeImage('jpeg'))).status).toBe(200)
    const third = registeredBy(other, await generate(origin, other, request, 'third-key'))
    const { documents } = (await askAs(undefined, 'visits', reference)).body.data as { documents: object[] }
    expect(documents).toMatchObject([{ state: 'uploaded' }, { state: 'open', id: third.id }])

    const secrets = [code, 'key-of-the-tab', 'first-key', session, other, first.ticket, resumed.ticket]
    const purposes = await purposesOfEntries([...Object.values(personal), reference, ...secrets])
    expect(purposes).toEqual(new Set(['code', 'receiptsOf', 'visit']))
  })

  /** What the entries are for. None of them may hold one of these texts, in its key or in its value, or last for ever. */
  async function purposesOfEntries(texts: readonly string[]): Promise<Set<string | undefined>> {
    const keys = await redis.inspector.keys('*')
    for (const key of keys) {
      expect(await redis.inspector.pttl(key)).toBeGreaterThan(0)
      const isList = key.includes(':receiptsOf:')
      expect(await redis.inspector.type(key)).toBe(isList ? 'zset' : 'string')
      const value = await (isList ? redis.inspector.zrange(key, '0', '-1') : redis.inspector.get(key))
      const kept = `${key} ${String(value)}`
      for (const text of texts) expect(kept).not.toContain(text)
    }
    return new Set(keys.map((key) => key.split(':')[1]))
  }
})

describe('a Redis that goes away', () => {
  it('fails requests with a time to retry, and is used again when it is back', async () => {
    const own = await startRedis()
    onTestFinished(() => own.stop())
    const upstream = await startScriptedUpstream()
    const { origin, log } = await startTestProxy(upstream.origin, {
      redisUrl: own.url.replace('//', '//:a-password-of-redis@'),
    })
    // The server asks for no password, but accepts one.
    const ready = async () => (await fetch(`${origin}/readyz`)).status
    await expect.poll(ready).toBe(200)
    const session = await openGuestSession(origin)

    await own.stop()
    const refused = await generate(origin, session)
    expect(refused).toMatchObject({ status: 503, body: { code: 'overloaded' } })
    expect(refused.headers.get('Retry-After')).toBe('5')
    expect(await ready()).toBe(503)
    expect(log()).toContain('"msg":"redis failed"')
    expect(log()).not.toContain('a-password-of-redis')

    const again = await startRedis(Number(new URL(own.url).port))
    onTestFinished(() => again.stop())
    await expect.poll(ready).toBe(200)
    expect((await generate(origin, session)).status).toBe(200)
  })
})

it('a Redis that falls silent hides no lost answer of ConnectFi, from the caller or from a repeat', async () => {
  const own = await startRedis()
  onTestFinished(() => own.stop())
  const upstream = await startScriptedUpstream()
  const { origin } = await startTestProxy(upstream.origin, { redisUrl: own.url })
  const session = await openGuestSession(origin)
  let lose = () => {}
  upstream.script.generate = (_exchange, response) => {
    lose = () => response.destroy()
  }
  const first = generate(origin, session, licence, 'key')
  await eventually(() => expect(upstream.to('/akepa/document/generate')).toHaveLength(1))
  const inspector = new Redis(own.url)
  const commands = async () =>
    Number(/total_commands_processed:(\d+)/.exec(await inspector.info('stats'))?.[1])
  const before = await commands()
  const repeat = generate(origin, session, licence, 'key')
  // The repeat has read the visit, and waits in its process.
  await eventually(async () => expect(await commands()).toBeGreaterThan(before + 3))
  inspector.disconnect()
  own.fallSilent()
  lose()
  expect(await first).toMatchObject({ status: 502, body: { code: 'upstreamConnectionLost' } })
  expect(await repeat).toMatchObject({ status: 502, body: { code: 'upstreamConnectionLost' } })
})

it('an answer that came while the process was busy counts', async () => {
  const store = new RedisStore(redis.url, createLog('silent'))
  onTestFinished(() => store.close())
  await store.now()
  const answer = store.get('key')
  const until = performance.now() + 1000
  while (performance.now() < until);
  expect(await answer).toBeUndefined()
})

it('a request of several calls waits only for the first that a silent Redis leaves unanswered', async () => {
  const store = await openSilentStore()
  await expect(store.get('key')).rejects.toMatchObject({ code: 'overloaded' })
  const later = new Promise((resolve) => {
    setImmediate(() => resolve('later'))
  })
  await expect(Promise.race([store.get('key'), later])).rejects.toMatchObject({ code: 'overloaded' })
})

it.each([
  [{}, ['redisKeepsNoLog'], /"policy":"noeviction","appendOnly":"no"/],
  [{ appendonly: 'yes' }, [], /^(?!.*should have)/s],
  [{ appendonly: 'yes', 'maxmemory-policy': 'allkeys-lru' }, ['redisEvicts'], /"policy":"allkeys-lru"/],
])('a Redis set to %j is warned of as %j', async (settings, warnings, logged) => {
  const own = await startRedis()
  onTestFinished(() => own.stop())
  const operator = new Redis(own.url)
  for (const [name, value] of Object.entries(settings)) await operator.config('SET', name, value)
  operator.disconnect()
  const upstream = await startScriptedUpstream()
  const { origin, log } = await startTestProxy(upstream.origin, { redisUrl: own.url })
  await eventually(async () => {
    const answer = await fetch(`${origin}/readyz`)
    expect(await answer.json()).toMatchObject({ data: { status: 'ready', warnings } })
    expect(log()).toMatch(logged)
  })
})

it('the user of Redis that the guide names may do what the proxy does, and nothing to the rest', async () => {
  const own = await startRedis(undefined, { appendonly: 'yes' })
  onTestFinished(() => own.stop())
  const guide = await readFile(join(import.meta.dirname, '..', 'README.md'), 'utf8')
  const rule = /`ACL SETUSER (.+)`/.exec(guide)?.[1]?.split(' ') ?? []
  const operator = new Redis(own.url)
  await operator.call('ACL', 'SETUSER', ...rule)
  await operator.set('of-another-application', 'x')
  const redisUrl = own.url.replace('//', '//wizard:password@')
  const upstream = await startScriptedUpstream()
  const limits = { perAddress: 1000, perSubject: 1000, perPartner: 1000, wrongKeys: 1000 }
  const { origin, log } = await startTestProxy(upstream.origin, { redisUrl, requestLimits: limits })
  const registered = await register(origin)
  expect((await upload(origin, registered, await makeImage('jpeg'))).status).toBe(200)
  const ready = await fetch(`${origin}/readyz`)
  expect(await ready.json()).toMatchObject({ data: { status: 'ready', warnings: [] } })
  expect(await operator.acl('LOG')).toEqual([])
  expect(log()).not.toContain('redis failed')

  const asWizard = new Redis(redisUrl)
  await expect(asWizard.flushall()).rejects.toThrow('NOPERM')
  await expect(asWizard.get('of-another-application')).rejects.toThrow('NOPERM')
  asWizard.disconnect()
  operator.disconnect()
})

it('a Redis that refuses our password is logged as such', async () => {
  const own = await startRedis()
  onTestFinished(() => own.stop())
  const operator = new Redis(own.url)
  await operator.config('SET', 'requirepass', 'a-password-of-redis')
  operator.disconnect()
  const upstream = await startScriptedUpstream()
  const { origin, log } = await startTestProxy(upstream.origin, {
    redisUrl: own.url.replace('//', '//:another-password@'),
  })
  const refused = await generate(origin, await openGuestSession(origin))
  expect(refused).toMatchObject({ body: { code: 'overloaded' } })
  expect(log()).toMatch(/"cause":"WRONGPASS".*"msg":"redis failed"/)
  expect(log()).not.toContain('another-password')
})
