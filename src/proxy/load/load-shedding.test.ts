import { expect, it } from 'vitest'
import { call } from '../../testing/call.ts'
import { eventually } from '../../testing/eventually.ts'
import { generate, openGuestSession } from '../testing/requests/proxy-client.ts'
import { startTestProxy } from '../testing/proxy-fixture.ts'
import { generateDone, startScriptedUpstream } from '../testing/scripted-upstream.ts'

const nowhere = 'http://127.0.0.1:9'

it('a process with too little memory refuses requests with a time to retry, and answers probes', async () => {
  const { origin } = await startTestProxy(nowhere, { maxMemoryBytes: 1 })
  await eventually(async () => {
    const refused = await call(`${origin}/api/sessions/guest`)
    expect(refused).toMatchObject({ status: 503, body: { code: 'overloaded' } })
    expect(refused.headers.get('Retry-After')).toBe('5')
    expect(refused.body.requestId).toMatch(/^[0-9a-f]{32}$/)
  })
  expect((await fetch(`${origin}/healthz`)).status).toBe(200)
  expect((await fetch(`${origin}/metrics`)).status).toBe(200)
})

it('a process that is too slow refuses requests until it has caught up', async () => {
  const { origin } = await startTestProxy(nowhere, { maxEventLoopDelayMs: 60 })
  const statusNow = async () => (await call(`${origin}/api/sessions/guest`)).status
  await eventually(() => {
    const until = performance.now() + 400
    while (performance.now() < until);
    return expect(statusNow()).resolves.toBe(503)
  })
  await eventually(async () => expect(await statusNow()).toBe(200))
})

it('as many generates wait as are made at once, and the next is refused before it is sent', async () => {
  const upstream = await startScriptedUpstream()
  const answers: (() => void)[] = []
  let [open, most] = [0, 0]
  upstream.script.generate = (exchange, response) => {
    open += 1
    most = Math.max(most, open)
    answers.push(() => {
      open -= 1
      generateDone(exchange, response)
    })
  }
  const { origin } = await startTestProxy(upstream.origin, { maxGenerates: 2 })
  const session = await openGuestSession(origin)
  const asked = Array.from({ length: 5 }, () => generate(origin, session))
  const refused = await Promise.race(asked)
  expect(refused).toMatchObject({ status: 503, body: { code: 'overloaded' } })
  expect(refused.headers.get('Retry-After')).toBe('1')
  await eventually(() => expect(upstream.to('/akepa/document/generate')).toHaveLength(2))
  for (let answered = 0; answered < 4; answered += 1) {
    await eventually(() => expect(answers.length).toBeGreaterThan(answered))
    answers[answered]?.()
  }
  const statuses = (await Promise.all(asked)).map(({ status }) => status)
  expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 200, 200, 200, 503])
  expect(most).toBe(2)
})

it('a breaker that is open shows in the readiness', async () => {
  const upstream = await startScriptedUpstream({ generate: (_e, response) => response.writeHead(500).end() })
  const { origin } = await startTestProxy(upstream.origin, { mostUpstreamFailures: 3 })
  const session = await openGuestSession(origin)
  for (let time = 1; time <= 3; time += 1) {
    expect((await generate(origin, session)).body.code).toBe('upstreamFailed')
  }
  const refused = await generate(origin, session)
  expect(refused).toMatchObject({ status: 502, body: { code: 'upstreamUnreachable' } })
  expect(refused.headers.get('Retry-After')).toBeTruthy()
  expect((await fetch(`${origin}/readyz`)).status).toBe(502)
  const metrics = await (await fetch(`${origin}/metrics`)).text()
  expect(metrics).toContain('proxy_upstream_ready 0')
  expect(upstream.to('/akepa/document/generate')).toHaveLength(3)
})
