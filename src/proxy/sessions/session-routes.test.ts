import { hkdfSync, randomBytes } from 'node:crypto'
import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { sessionDescriptionAnswerSchema } from '../../contract/api/session.ts'
import {
  generate,
  licence,
  makeImage,
  openGuestSession,
  register,
  upload,
} from '../testing/requests/proxy-client.ts'
import { startTestProxy } from '../testing/proxy-fixture.ts'
import { startScriptedUpstream } from '../testing/scripted-upstream.ts'
import { testSecret } from '../testing/start-proxy.ts'
import { shared } from '../../testing/at-end.ts'
import { call } from '../../testing/call.ts'

const now = () => Math.floor(Date.now() / 1000)
const guestClaims = { sub: 'somebody', partner: null, prefill: {}, locked: [], agent: false }

interface Forgery {
  purpose?: string
  secret?: string
  typ?: string
  aud?: string
  exp?: number
  alg?: string
  claims?: Record<string, unknown>
}

/** A token like ours, except for what `Forgery` changes. */
function forge({
  purpose = 'session',
  secret = testSecret,
  typ = `${purpose}+jwt`,
  aud = purpose,
  exp = now() + 60,
  alg = 'HS256',
  claims = guestClaims,
}: Forgery = {}): Promise<string> {
  const key = new Uint8Array(
    hkdfSync('sha256', secret, '', `akepa-upload-wizard ${purpose}`, alg === 'HS256' ? 32 : 64),
  )
  return new SignJWT(claims)
    .setProtectedHeader({ alg, typ })
    .setAudience(aud)
    .setExpirationTime(exp)
    .sign(key)
}

function describeSession(origin: string, session: string) {
  return call(`${origin}/api/session`, { method: 'GET', headers: { Authorization: `Bearer ${session}` } })
}

async function subjectOf(origin: string, session: string): Promise<unknown> {
  return (await describeSession(origin, session)).body.data['subject']
}

describe('a guest session', () => {
  const proxy = shared(() => startTestProxy('http://127.0.0.1:9'))

  it('is described in the shape of the contract', async () => {
    const proxy = await startTestProxy('http://127.0.0.1:9', { maxFileBytes: 1234 })
    const { body } = await describeSession(proxy.origin, await openGuestSession(proxy.origin))
    expect(sessionDescriptionAnswerSchema.parse(body).data).toMatchObject({
      partner: null,
      limits: { maxFileBytes: 1234 },
      sandbox: true,
      locked: [],
      agent: false,
    })
    const minutesLeft = (Date.parse(String(body.data['dtsExpireAt'])) - Date.now()) / 60_000
    expect(minutesLeft).toBeGreaterThan(29)
    expect(minutesLeft).toBeLessThanOrEqual(30)
  })

  it('has a subject of its own, which renewal keeps', async () => {
    const { origin } = proxy()
    const first = await openGuestSession(origin)
    const subject = await subjectOf(origin, first)
    // The answer to a renewal may be lost, and the same session shown again.
    for (let times = 0; times < 2; times += 1) {
      const renewed = await openGuestSession(origin, { Authorization: `Bearer ${first}` })
      expect(await subjectOf(origin, renewed)).toBe(subject)
    }
    expect(await subjectOf(origin, await openGuestSession(origin))).not.toBe(subject)
  })

  it('keeps the subject of our own guest session, up to a day after that expired', async () => {
    const { origin } = proxy()
    const renew = async (forgery: Forgery) =>
      subjectOf(origin, await openGuestSession(origin, { Authorization: `Bearer ${await forge(forgery)}` }))
    expect(await renew({ exp: now() - 23 * 3600 })).toBe('somebody')
    expect(await renew({ exp: now() - 25 * 3600 })).not.toBe('somebody')
    expect(await renew({ secret: 'x'.repeat(32) })).not.toBe('somebody')
    expect(await renew({ claims: { ...guestClaims, partner: 'acme' } })).not.toBe('somebody')
  })

  it.each<[string, Record<string, string>, number]>([
    ['our own page', { Origin: 'http://OURS', 'Sec-Fetch-Site': 'same-origin' }, 200],
    ['a program that is no browser', {}, 200],
    ['an address typed by hand', { 'Sec-Fetch-Site': 'none' }, 200],
    ['another site', { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['another port of our host', { Origin: 'http://127.0.0.1:1', 'Sec-Fetch-Site': 'same-site' }, 403],
    ['a sandboxed frame', { Origin: 'null' }, 403],
    ['a form on another site, without Origin', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['our host over https', { Origin: 'https://OURS' }, 403],
  ])('is given unless the page of another site asks: %s', async (_who, headers, status) => {
    const { origin } = proxy()
    const ours = origin.replace('http://', '')
    const sent = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('OURS', ours)]),
    )
    const answer = await call(`${origin}/api/sessions/guest`, { headers: sent })
    expect(answer.status).toBe(status)
    expect(answer.body.code).toBe(status === 200 ? '0' : 'originForbidden')
  })

  it('is given only to the public origin if there is one, whatever the Host', async () => {
    const { origin } = await startTestProxy('http://127.0.0.1:9', { publicOrigin: 'https://uploads.example' })
    const ask = (from: string) => call(`${origin}/api/sessions/guest`, { headers: { Origin: from } })
    expect((await ask('https://uploads.example')).status).toBe(200)
    expect((await ask(origin)).body.code).toBe('originForbidden')
  })

  it('is refused if guests are switched off', async () => {
    const { origin } = await startTestProxy('http://127.0.0.1:9', { guestSessionsPerMinute: 0 })
    expect(await call(`${origin}/api/sessions/guest`)).toMatchObject({
      status: 403,
      body: { code: 'guestSessionsOff' },
    })
  })

  it('is limited by address, and an IPv6 subscriber counts as one address', async () => {
    const { origin } = await startTestProxy('http://127.0.0.1:9', {
      guestSessionsPerMinute: 2,
      trustedProxies: ['loopback'],
    })
    const from = (address: string) =>
      call(`${origin}/api/sessions/guest`, { headers: { 'X-Forwarded-For': address } })
    const statuses = async (...addresses: string[]) => {
      const answers = []
      for (const address of addresses) answers.push((await from(address)).status)
      return answers
    }
    // The count begins anew each minute. If that happens in between, the poll begins again.
    const refused = async () => {
      const found = await statuses('192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2')
      return found.join()
    }
    await expect.poll(refused).toMatch(/429,200$|429,429$/)
    expect((await statuses('2001:db8::1', '2001:db8::2', '2001:db8::3'))[2]).toBe(429)
    expect(await statuses('2001:db8:0:1::1')).toEqual([200])
    const mapped = await statuses(
      '::ffff:203.0.113.9',
      '203.0.113.9',
      '::FFFF:203.0.113.9',
      '::ffff:203.0.113.8',
    )
    expect(mapped).toEqual([200, 200, 429, 200])
    const spelledOtherwise = await statuses('2001:0DB8:0::5', '::ffff:cb00:7109')
    expect(spelledOtherwise).toEqual([429, 429])
    const answer = await from('2001:db8::4')
    expect(answer.body.code).toBe('tooManyRequests')
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0)
  })

  it('is not limited by X-Forwarded-For if no trusted proxy is in front', async () => {
    const { origin } = await startTestProxy('http://127.0.0.1:9', { guestSessionsPerMinute: 1 })
    const from = (address: string) =>
      call(`${origin}/api/sessions/guest`, { headers: { 'X-Forwarded-For': address } })
    await from('192.0.2.1')
    await expect.poll(async () => (await from('192.0.2.2')).status).toBe(429)
  })
})

describe('a session', () => {
  const registeredAt = shared(async () => {
    const upstream = await startScriptedUpstream()
    const { origin } = await startTestProxy(upstream.origin)
    return { upstream, origin, registered: await register(origin) }
  })

  const cases: [string, () => string | Promise<string>, number, string][] = [
    ['that is missing', () => '', 401, 'sessionMissing'],
    ['of another scheme', () => 'Basic YTpi', 401, 'sessionMissing'],
    ['that is not a token', () => 'Bearer nonsense', 401, 'sessionInvalid'],
    ['that is far too long', () => `Bearer ${'x'.repeat(10_000)}`, 401, 'sessionInvalid'],
    ['that has expired', async () => `Bearer ${await forge({ exp: now() - 1 })}`, 401, 'sessionExpired'],
    [
      'signed with another secret',
      async () => `Bearer ${await forge({ secret: 'x'.repeat(32) })}`,
      401,
      'sessionInvalid',
    ],
    ['of another type', async () => `Bearer ${await forge({ typ: 'ticket+jwt' })}`, 401, 'sessionInvalid'],
    ['for another audience', async () => `Bearer ${await forge({ aud: 'ticket' })}`, 401, 'sessionInvalid'],
    [
      'signed with the key of tickets',
      async () => `Bearer ${await forge({ purpose: 'ticket', typ: 'session+jwt', aud: 'session' })}`,
      401,
      'sessionInvalid',
    ],
    ['under another algorithm', async () => `Bearer ${await forge({ alg: 'HS512' })}`, 401, 'sessionInvalid'],
    ['without claims', async () => `Bearer ${await forge({ claims: {} })}`, 401, 'sessionInvalid'],
    [
      'without a signature',
      () => `Bearer ${new UnsecuredJWT(guestClaims).setAudience('session').setExpirationTime('1h').encode()}`,
      401,
      'sessionInvalid',
    ],
    [
      'with changed claims',
      async () => {
        const [head, , signature] = (await forge()).split('.')
        const claims = Buffer.from(
          JSON.stringify({ ...guestClaims, sub: 'other', exp: now() + 60, aud: 'session' }),
        )
        return `Bearer ${head}.${claims.toString('base64url')}.${signature}`
      },
      401,
      'sessionInvalid',
    ],
  ]

  it.each(cases)('%s is refused everywhere, and nothing is forwarded', async (_what, make, status, code) => {
    const upstream = await startScriptedUpstream()
    const { origin } = await startTestProxy(upstream.origin)
    const { id, ticket } = await register(origin)
    const before = upstream.exchanges.length
    const headers = { Authorization: await make(), 'Upload-Ticket': ticket }
    const answers = [
      await call(`${origin}/api/session`, { method: 'GET', headers }),
      await call(`${origin}/api/akepa/document/generate`, {
        headers: { ...headers, 'Content-Type': 'application/json' },
        body: JSON.stringify(licence),
      }),
      await call(`${origin}/api/akepa/document/upload/${id}`, { headers, body: new FormData() }),
    ]
    for (const answer of answers) expect(answer).toMatchObject({ status, body: { code } })
    expect(upstream.exchanges).toHaveLength(before)
  })

  it('that is a ticket is refused', async () => {
    const { origin, registered } = registeredAt()
    expect(await generate(origin, registered.ticket)).toMatchObject({
      status: 401,
      body: { code: 'sessionInvalid' },
    })
  })
})

describe('secrets', () => {
  it('can be rotated: tokens of the previous secret are valid, and tokens of a retired one are not', async () => {
    const [oldest, middle, newest] = [1, 2, 3].map(() => randomBytes(32).toString('hex')) as [
      string,
      string,
      string,
    ]
    const upstream = await startScriptedUpstream()
    const before = await startTestProxy(upstream.origin, { sessionSecrets: [middle, oldest] })
    const after = await startTestProxy(upstream.origin, { sessionSecrets: [newest, middle] })
    const registered = await register(before.origin)
    const file = await makeImage('jpeg')
    expect((await upload(after.origin, registered, file)).status).toBe(200)

    const retired = await forge({ secret: oldest })
    expect((await describeSession(before.origin, retired)).status).toBe(200)
    expect((await describeSession(after.origin, retired)).body.code).toBe('sessionInvalid')
  })
})

describe('a ticket', () => {
  it.each<[string, (origin: string) => Promise<{ session: string; id: string; ticket: string }>, string]>([
    [
      'for another document',
      async (origin) => ({ ...(await register(origin)), id: 'doc_another' }),
      'ticketForeign',
    ],
    [
      'of another subject',
      async (origin) => ({ ...(await register(origin)), session: await openGuestSession(origin) }),
      'ticketForeign',
    ],
    [
      'that is a session',
      async (origin) => {
        const registered = await register(origin)
        return { ...registered, ticket: registered.session }
      },
      'ticketInvalid',
    ],
    [
      'that has expired',
      async (origin) => {
        const registered = await register(origin)
        const [, claims = ''] = registered.ticket.split('.')
        const { exp: _exp, ...rest } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<
          string,
          unknown
        >
        const ticket = await forge({ purpose: 'ticket', claims: rest, exp: now() - 1 })
        return { ...registered, ticket }
      },
      'ticketExpired',
    ],
  ])('%s is refused, and nothing is forwarded', async (_what, prepare, code) => {
    const upstream = await startScriptedUpstream()
    const { origin } = await startTestProxy(upstream.origin)
    const answer = await upload(origin, await prepare(origin), await makeImage('jpeg'))
    expect(answer).toMatchObject({ status: 403, body: { code } })
    expect(upstream.to('/akepa/document/upload')).toEqual([])
  })

  it('outlives the session it was issued in', async () => {
    const upstream = await startScriptedUpstream()
    const { origin } = await startTestProxy(upstream.origin)
    const registered = await register(origin)
    const renewed = await openGuestSession(origin, { Authorization: `Bearer ${registered.session}` })
    const answer = await upload(origin, { ...registered, session: renewed }, await makeImage('jpeg'))
    expect(answer.status).toBe(200)
  })
})
