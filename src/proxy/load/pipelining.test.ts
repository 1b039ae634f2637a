import { expect, it } from 'vitest'
import { shared } from '../../testing/at-end.ts'
import { eventually } from '../../testing/eventually.ts'
import { licence, openGuestSession } from '../testing/requests/proxy-client.ts'
import { startTestProxy } from '../testing/proxy-fixture.ts'
import { exchangeRaw, openConnection, requestHead, sendRaw } from '../testing/requests/raw-request.ts'
import { generateDone, startScriptedUpstream } from '../testing/scripted-upstream.ts'
import { mostOutstanding } from './pipelining.ts'

const proxy = shared(() => startTestProxy('http://127.0.0.1:9'))
const head = requestHead('GET /healthz', {})

it('a few requests may come before their answers', async () => {
  const answers = await exchangeRaw(proxy().origin, mostOutstanding, head.repeat(mostOutstanding))
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: mostOutstanding }, () => 200))
})

it('a connection with more of them is closed, and others are served', async () => {
  const connection = openConnection(proxy().origin)
  connection.write(head.repeat(5000))
  const answers = await connection.ended()
  expect(answers.length).toBeLessThanOrEqual(mostOutstanding)
  expect(proxy().log()).toContain('too many unanswered requests')
  expect((await sendRaw(proxy().origin, head)).status).toBe(200)
})

it('requests that wait for their turn are over when their connection is', async () => {
  let finish = () => {}
  const upstream = await startScriptedUpstream({
    generate: (exchange, response) => {
      finish = () => generateDone(exchange, response)
    },
  })
  const { origin } = await startTestProxy(upstream.origin)
  const session = await openGuestSession(origin)
  const body = JSON.stringify(licence)
  const fields = { Authorization: `Bearer ${session}`, 'Content-Type': 'application/json' }
  const first = requestHead('POST /api/akepa/document/generate', { ...fields, 'Content-Length': body.length })
  const inFlight = async () => {
    const metrics = await (await fetch(`${origin}/metrics`)).text()
    return Number(/^proxy_requests_in_flight (\d+)$/m.exec(metrics)?.[1])
  }
  const connection = openConnection(origin)
  connection.write(`${first}${body}${head.repeat(3)}`)
  // The one more is the request for the metrics.
  await eventually(async () => expect(await inFlight()).toBe(5))
  connection.leave()
  await eventually(async () => expect(await inFlight()).toBe(1))
  finish()
})
