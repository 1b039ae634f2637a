import { describe, expect, it } from 'vitest'
import { call } from '../../../testing/call.ts'
import { eventually } from '../../../testing/eventually.ts'
import { startForCustomers } from '../../testing/customers.ts'
import { openGuestSession } from '../../testing/requests/proxy-client.ts'
import { startTestProxy } from '../../testing/proxy-fixture.ts'
import { requestHead, sendRaw } from '../../testing/requests/raw-request.ts'
import { givenRequestId, shortAddress, traceIdOf } from './caller.ts'

const nowhere = 'http://127.0.0.1:9'
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const traced = { 'X-Request-Id': 'from-the-balancer', traceparent: `00-${traceId}-00f067aa0ba902b7-01` }

type Line = Record<string, unknown>

function linesOf(log: string): Line[] {
  const lines = log.trim().split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as Line).filter(({ msg }) => msg === 'request')
}

it.each([
  ['192.0.2.77', '192.0.2.0/24'],
  ['::ffff:192.0.2.77', '192.0.2.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
  ['<script>', 'unknown'],
])('%s is logged as %s', (address, short) => {
  expect(shortAddress(address)).toBe(short)
})

describe('a line of the log', () => {
  const describeSession = (origin: string, session: string) =>
    call(`${origin}/api/session`, { method: 'GET', headers: { Authorization: `Bearer ${session}` } })

  it('says where a request came from, and shows that two came from the same person', async () => {
    const { origin, log } = await startTestProxy(nowhere)
    const [one, other] = [await openGuestSession(origin), await openGuestSession(origin)]
    for (const session of [one, one, other]) await describeSession(origin, session)
    await eventually(() => expect(linesOf(log())).toHaveLength(5))
    const lines = linesOf(log()).filter(({ route }) => route === '/api/session')
    const subjects = lines.map(({ subject }) => subject)
    expect(subjects[0]).toMatch(/^[\w-]{12}$/)
    expect(subjects[1]).toBe(subjects[0])
    expect(subjects[2]).not.toBe(subjects[0])
    expect(new Set(lines.map(({ address }) => address))).toEqual(new Set(['127.0.0.0/24']))
    expect(log()).not.toContain('127.0.0.1"')
  })

  it('names the partner of a customer and of a back end, and no customer', async () => {
    const { origin, log, openSession, askAs } = await startForCustomers()
    await describeSession(origin, await openSession({ reference: 'lovelace-1815' }))
    await askAs(undefined, 'visits', 'lovelace-1815')
    await eventually(() => expect(linesOf(log())).toHaveLength(3))
    expect(linesOf(log()).map(({ partner }) => partner)).toEqual(['acme', 'acme', 'acme'])
    expect(log()).not.toContain('lovelace')
  })

  it.each([
    ['bytes that are not HTTP', 'HELLO\r\n\r\n'],
    ['a malformed address', requestHead('GET /%zz', {})],
  ])('is written for %s too', async (_what, bytes) => {
    const { origin, log } = await startTestProxy(nowhere)
    const { body } = await sendRaw(origin, bytes)
    expect(linesOf(log())).toEqual([
      expect.objectContaining({
        requestId: body.requestId,
        code: 'requestMalformed',
        status: 400,
        address: '127.0.0.0/24',
      }),
    ])
  })

  it('has the IDs that a trusted load balancer gave, as the answer has', async () => {
    const { origin, log } = await startTestProxy(nowhere, { trustedProxies: ['loopback'] })
    const answer = await call(`${origin}/api/session`, { method: 'GET', headers: traced })
    expect(answer.headers.get('X-Request-Id')).toBe('from-the-balancer')
    expect(answer.body.requestId).toBe('from-the-balancer')
    await eventually(() => expect(linesOf(log())).toHaveLength(1))
    expect(linesOf(log())).toMatchObject([{ requestId: 'from-the-balancer', traceId }])
  })

  it('has none that a caller made up', async () => {
    const { origin, log } = await startTestProxy(nowhere)
    const answer = await call(`${origin}/api/session`, { method: 'GET', headers: traced })
    expect(answer.body.requestId).toMatch(/^[0-9a-f]{32}$/)
    await eventually(() => expect(linesOf(log())).toHaveLength(1))
    expect(log()).not.toContain(traceId)
  })
})

it.each(['short', 'x'.repeat(65), 'two words', 'a"quote-', 'über-uns'])(
  'the request ID %j is not taken over',
  (given) => {
    expect(givenRequestId({ 'x-request-id': given })).toBeUndefined()
  },
)

it.each(['', '00-x', `00-${traceId}`, `zz-${traceId}-00f067aa0ba902b7-01`])(
  'the trace %j is none',
  (given) => {
    expect(traceIdOf({ traceparent: given })).toBeUndefined()
  },
)
