import { mkdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeImage, openGuestSession, register } from '../../testing/requests/proxy-client.ts'
import { startTestProxy } from '../../testing/proxy-fixture.ts'
import {
  openConnection,
  type RawConnection,
  requestHead,
  sendRaw,
} from '../../testing/requests/raw-request.ts'
import { startScriptedUpstream } from '../../testing/scripted-upstream.ts'
import { uploadForm, uploadHead } from '../../testing/requests/upload-form.ts'
import { type TestProxy } from '../../testing/start-proxy.ts'
import { shared } from '../../../testing/at-end.ts'
import { eventually } from '../../../testing/eventually.ts'
import { testBoundary } from '../../../testing/forms.ts'
import { temporaryFolder } from '../../../testing/temporary-folder.ts'

const nowhere = 'http://127.0.0.1:9'
const unsentBody = { 'Content-Type': 'application/json', 'Content-Length': 1000 }
/** Longer than any test. */
const never = 600_000

/** Every kind of route. Each request announces a body that never comes. */
const routes: [string, string, number][] = [
  ['an unknown path', 'POST /api/nowhere', 404],
  ['a GET of an unknown path', 'GET /nowhere', 404],
  ['a malformed path', 'POST /%zz', 400],
  ['a path with a parameter that is too long', `POST /api/akepa/document/upload/${'x'.repeat(600)}`, 400],
  ['another method', 'DELETE /api/session', 405],
  ['a call without a session', 'POST /api/akepa/document/generate', 401],
  ['an upload without a session', 'POST /api/akepa/document/upload/doc_x', 401],
  ['health', 'GET /healthz', 200],
  ['the page', 'GET /', 200],
  ['a POST to the page', 'POST /', 405],
  ['a frame of an unknown partner', 'GET /embed/nobody', 404],
]

async function buildFolder(): Promise<string> {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.en.html'), '{}')
  return folder
}

describe('a body that never comes', () => {
  const patient = shared(async () => {
    const wizardDir = await buildFolder()
    return startTestProxy(nowhere, { discardMs: 500, requestMs: never, wizardDir })
  })
  const impatient = shared(() =>
    startTestProxy(nowhere, { uploadIdleMs: 100, requestMs: never, discardMs: 100 }),
  )

  it.each(routes)('holds up neither the answer nor the connection: %s', async (_what, line, status) => {
    const connection = openConnection(patient().origin)
    connection.write(requestHead(line, unsentBody))
    expect((await connection.ended()).map((answer) => answer.status)).toEqual([status])
  })

  it.each(['/api/sessions/guest', '/api/sessions', '/api/sessions/redeem'])(
    'fails with uploadStalled where it would be read: %s',
    async (path) => {
      const connection = openConnection(impatient().origin)
      connection.write(requestHead(`POST ${path}`, unsentBody))
      expect(await connection.ended()).toMatchObject([{ status: 408, body: { code: 'uploadStalled' } }])
    },
  )
})

describe('a file that trickles', () => {
  /** Sends a form whose head never ends: some bytes every few milliseconds, so no pause is long. */
  async function trickle(limits: { uploadIdleMs: number; requestMs: number }, bytes: number) {
    const upstream = await startScriptedUpstream()
    const { origin } = await startTestProxy(upstream.origin, limits)
    const connection = openConnection(origin)
    connection.write(uploadHead(await register(origin), 9000))
    connection.write(`--${testBoundary}\r\nX-Filler: `)
    const sending = setInterval(() => connection.write('x'.repeat(bytes)), 5)
    onTestFinished(() => clearInterval(sending))
    return connection.answers(1)
  }
  const stalled = [{ status: 408, body: { code: 'uploadStalled' } }]

  it('fails when fewer than 240 bytes a second come', async () => {
    expect(await trickle({ uploadIdleMs: 1000, requestMs: never }, 1)).toMatchObject(stalled)
  })

  it('fails when its time is up, however steadily it comes', async () => {
    expect(await trickle({ uploadIdleMs: never, requestMs: 300 }, 5)).toMatchObject(stalled)
  })
})

it('an answer that nobody takes is cut off when its time is up', async () => {
  const wizardDir = await buildFolder()
  const size = 50_000_000
  await writeFile(join(wizardDir, 'assets', 'large.js'), Buffer.alloc(size, ' '))
  const { origin } = await startTestProxy(nowhere, { wizardDir, requestMs: 300 })
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname).pause()
  socket.write(requestHead('GET /assets/large.js', {}))
  await eventually(async () =>
    expect(await (await fetch(`${origin}/metrics`)).text()).toMatch(/proxy_requests_in_flight 1\n/),
  )
  let received = 0
  socket.on('data', (chunk) => {
    received += chunk.length
  })
  const closed = new Promise((resolve) => {
    socket.on('error', () => undefined).on('close', resolve)
  })
  socket.resume()
  await closed
  expect(received).toBeLessThan(size)
})

describe('draining ends', () => {
  async function expectEnd(proxy: TestProxy, open: readonly RawConnection[]): Promise<void> {
    await proxy.close()
    for (const connection of open) await connection.ended()
    expect(proxy.log()).toContain('draining took too long')
  }

  const limits = { drainMs: 100, uploadIdleMs: never, requestMs: never, discardMs: never }

  it('although a file stops arriving, and cuts its upstream request', async () => {
    const upstream = await startScriptedUpstream()
    const proxy = await startTestProxy(upstream.origin, limits)
    const connection = openConnection(proxy.origin)
    const form = uploadForm(await makeImage('jpeg', 300))
    connection.write(uploadHead(await register(proxy.origin), form.length + 100_000))
    connection.write(form.subarray(0, -100))
    await eventually(() => expect(upstream.to('/akepa/document/upload')).toHaveLength(1))
    await expectEnd(proxy, [connection])
    await eventually(() => expect(upstream.to('/akepa/document/upload')[0]?.isCut).toBe(true))
  })

  it('although two bodies never come and a head is never completed', async () => {
    const proxy = await startTestProxy(nowhere, limits)
    const open = ['POST /api/nowhere', 'POST /api/sessions/guest'].map((line) => {
      const connection = openConnection(proxy.origin)
      connection.write(requestHead(line, unsentBody))
      return connection
    })
    const half = openConnection(proxy.origin)
    half.write('GET / HT')
    await eventually(async () =>
      expect(await (await fetch(`${proxy.origin}/metrics`)).text()).toMatch(/proxy_requests_in_flight 2\n/),
    )
    await sendRaw(proxy.origin, requestHead('GET /healthz', {}))
    await expectEnd(proxy, [...open, half])
  })

  it('although the upstream never answers a generate, and logs a possible orphan', async () => {
    const upstream = await startScriptedUpstream({ generate: () => {} })
    const proxy = await startTestProxy(upstream.origin, { ...limits, upstreamTimeoutMs: never })
    const connection = openConnection(proxy.origin)
    const body = '{"workflow":"PERSONAL","name":"license","extension":"jpg","type":"license"}'
    connection.write(
      requestHead('POST /api/akepa/document/generate', {
        Authorization: `Bearer ${await openGuestSession(proxy.origin)}`,
        'Content-Type': 'application/json',
        'Content-Length': body.length,
      }) + body,
    )
    await eventually(() => expect(upstream.to('/akepa/document/generate')[0]?.isComplete).toBe(true))
    await expectEnd(proxy, [connection])
    expect(proxy.log()).toContain('possible orphan')
  })
})
