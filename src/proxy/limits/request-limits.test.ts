import { expect, it } from 'vitest'
import { call } from '../../testing/call.ts'
import { otherKey, startForCustomers } from '../testing/customers.ts'
import { inEachStore } from '../testing/stores/in-each-store.ts'
import { openGuestSession } from '../testing/requests/proxy-client.ts'
import { startTestProxy } from '../testing/proxy-fixture.ts'
import { openSilentStore } from '../testing/stores/silent-store.ts'

const nowhere = 'http://127.0.0.1:9'
const none = { perAddress: 0, perSubject: 0, perPartner: 0, wrongKeys: 0 }

const describeSession = (origin: string, session: string, headers: Record<string, string> = {}) =>
  call(`${origin}/api/session`, {
    method: 'GET',
    headers: { Authorization: `Bearer ${session}`, ...headers },
  })

async function statusesOf(times: number, ask: () => Promise<{ status: number }>): Promise<number[]> {
  const statuses: number[] = []
  for (let time = 1; time <= times; time += 1) statuses.push((await ask()).status)
  return statuses
}

inEachStore((openStore) => {
  it('a customer has a share of requests for all sessions and replicas, and others have theirs', async () => {
    const requestLimits = { ...none, perSubject: 3 }
    const { origin, startReplica, openSession } = await startForCustomers(openStore(), { requestLimits })
    const replica = await startReplica()
    const [first, renewed] = [await openSession(), await openSession()]
    const other = await openSession({ reference: 'another customer' })
    expect(await statusesOf(2, () => describeSession(origin, first))).toEqual([200, 200])
    expect(await statusesOf(2, () => describeSession(replica, renewed))).toEqual([200, 429])
    const refused = await describeSession(origin, first)
    expect(refused).toMatchObject({ status: 429, body: { code: 'tooManyRequests' } })
    const seconds = Number(refused.headers.get('Retry-After'))
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(60)
    expect((await describeSession(origin, other)).status).toBe(200)
  })

  it('a partner has a share for its back end and its customers, and another partner has its own', async () => {
    const requestLimits = { ...none, perPartner: 4 }
    const { origin, openSession, askAs } = await startForCustomers(openStore(), { requestLimits })
    const session = await openSession()
    expect((await askAs()).status).toBe(200)
    expect(await statusesOf(3, () => describeSession(origin, session))).toEqual([200, 200, 429])
    expect((await askAs()).body.code).toBe('tooManyRequests')
    expect((await askAs(otherKey)).status).toBe(200)
  })
})

it('an address has a share, behind a trusted proxy that writes ports too', async () => {
  const requestLimits = { ...none, perAddress: 2 }
  const { origin } = await startTestProxy(nowhere, {
    requestLimits,
    trustedProxies: ['loopback', '10.0.0.0/8'],
  })
  const from = (address: string) =>
    call(`${origin}/api/session`, { method: 'GET', headers: { 'X-Forwarded-For': address } })
  const statuses = [
    (await from('192.0.2.1:1000')).status,
    (await from('198.51.100.9, 192.0.2.1:2000')).status,
    (await from('192.0.2.1:3000, 10.0.0.1:443')).status,
    (await from('192.0.2.2:1000')).status,
    (await from('[2001:db8::1]:1000')).status,
    (await from('2001:db8::2')).status,
    (await from('2001:db8::3')).status,
  ]
  expect(statuses).toEqual([401, 401, 429, 401, 401, 401, 429])
  expect((await fetch(`${origin}/healthz`, { headers: { 'X-Forwarded-For': '192.0.2.1' } })).status).toBe(200)
})

it('wrong partner keys are counted by address, and no key is looked at once there were too many', async () => {
  const requestLimits = { ...none, wrongKeys: 2 }
  const proxy = await startForCustomers(undefined, { requestLimits, trustedProxies: ['loopback'] })
  const wrong = { apiKey: 'a-wrong-key', sha256: '' }
  const codes: string[] = []
  for (let time = 1; time <= 4; time += 1) codes.push((await proxy.askAs(wrong)).body.code)
  expect(codes).toEqual(['partnerKeyInvalid', 'partnerKeyInvalid', 'tooManyRequests', 'tooManyRequests'])
  expect((await proxy.askAs()).body.code).toBe('tooManyRequests')
  const elsewhere = { Authorization: `Bearer ${otherKey.apiKey}`, 'X-Forwarded-For': '192.0.2.1' }
  const url = `${proxy.origin}/api/visits?reference=customer`
  expect((await call(url, { method: 'GET', headers: elsewhere })).status).toBe(200)
})

it('0 switches each limit off', async () => {
  const { origin } = await startTestProxy(nowhere, { requestLimits: none })
  const session = await openGuestSession(origin)
  expect(new Set(await statusesOf(30, () => describeSession(origin, session)))).toEqual(new Set([200]))
})

it('a process counts for itself while Redis is silent', async () => {
  const store = await openSilentStore()
  const limiter = store.limiter({ name: 'test', most: 2, seconds: 60 })
  await limiter.count('key')
  await limiter.count('key')
  await expect(limiter.count('key')).rejects.toMatchObject({ code: 'tooManyRequests' })
  await expect(limiter.check('key')).rejects.toMatchObject({ code: 'tooManyRequests' })
  await limiter.check('another')
  const later = new Promise((resolve) => {
    setImmediate(() => resolve('later'))
  })
  // The first count waited for an answer. No other waits, nor does any other call of the store.
  expect(await Promise.race([limiter.count('another'), later])).toBeUndefined()
  await expect(Promise.race([store.get('key'), later])).rejects.toMatchObject({ code: 'overloaded' })
})

it('a proxy in front that is not trusted is warned of, once', async () => {
  const { origin, log } = await startTestProxy(nowhere)
  await fetch(`${origin}/healthz`)
  expect(log()).not.toContain('TRUST_PROXY')
  for (let time = 1; time <= 3; time += 1) {
    await fetch(`${origin}/healthz`, { headers: { 'X-Forwarded-For': '192.0.2.1' } })
  }
  expect(log().match(/TRUST_PROXY/g)).toHaveLength(1)
  const trusting = await startTestProxy(nowhere, { trustedProxies: ['loopback'] })
  await fetch(`${trusting.origin}/healthz`, { headers: { 'X-Forwarded-For': '192.0.2.1' } })
  expect(trusting.log()).not.toContain('TRUST_PROXY')
})
