import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { sandboxDefaults } from '../sandbox/sandbox.ts'
import { createPartnerKey } from './partners/partner-key.ts'
import { MemoryStore } from './store/memory-store.ts'
import {
  generate,
  licence,
  makeImage,
  openGuestSession,
  register,
  registerIn,
  upload,
} from './testing/requests/proxy-client.ts'
import { startTestProxy } from './testing/proxy-fixture.ts'
import { endpointSecret, startScriptedEndpoint } from './testing/scripted-endpoint.ts'
import { openConnection, requestHead, sendRaw } from './testing/requests/raw-request.ts'
import {
  generateDone,
  startScriptedUpstream,
  uploadDone,
  upstreamToken,
  vendorFailure,
} from './testing/scripted-upstream.ts'
import { call } from '../testing/call.ts'
import { shared } from '../testing/at-end.ts'
import { eventually } from '../testing/eventually.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

const nowhere = 'http://127.0.0.1:9'

it('says at its start that its memory ends with it, without Redis and with the real ConnectFi', async () => {
  const logs = [true, false].map(async (isSandbox) => (await startTestProxy(nowhere, { isSandbox })).log())
  const saysSo = (await Promise.all(logs)).map((log) => log.includes('without REDIS_URL'))
  expect(saysSo).toEqual([false, true])
})

describe('every answer', () => {
  const proxy = shared(() => startTestProxy(nowhere))

  it.each<[string, string, string, number, string]>([
    ['an unknown address', 'GET', '/nowhere', 404, 'notFound'],
    ['an unknown address of the API', 'POST', '/api/nowhere', 404, 'notFound'],
    ['another method', 'PUT', '/api/session', 405, 'methodNotAllowed'],
    ['a preflight of another site', 'OPTIONS', '/api/session', 405, 'methodNotAllowed'],
    ['a malformed address', 'GET', '/%zz', 400, 'requestMalformed'],
    ['a path upwards', 'GET', '/..%2f..%2fetc%2fpasswd', 404, 'notFound'],
    ['a hidden file', 'GET', '/.env', 404, 'notFound'],
    [
      'an endless document ID',
      'POST',
      `/api/akepa/document/upload/${'x'.repeat(600)}`,
      400,
      'requestMalformed',
    ],
    ['a request without a session', 'GET', '/api/session', 401, 'sessionMissing'],
  ])('to %s is an envelope with its request ID', async (_what, method, path, status, code) => {
    const { origin } = proxy()
    const answer = await sendRaw(origin, requestHead(`${method} ${path}`, { 'Content-Length': 0 }))
    expect(answer).toMatchObject({ status, body: { code } })
    expect(answer.body.requestId).toMatch(/^[0-9a-f]{32}$/)
    expect(answer.headers.get('x-request-id')).toBe(answer.body.requestId)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it.each<[string, string, number, string]>([
    ['bytes that are not HTTP', 'HELLO\r\n\r\n', 400, 'requestMalformed'],
    ['long headers', requestHead('GET /', { 'X-Filler': 'x'.repeat(20_000) }), 413, 'requestTooLarge'],
  ])('to %s is an envelope with its request ID too', async (_what, sent, status, code) => {
    const { origin } = proxy()
    const answer = await sendRaw(origin, sent)
    expect(answer).toMatchObject({ status, body: { code } })
    expect(answer.headers.get('x-request-id')).toBe(answer.body.requestId)
  })

  it('has the headers that keep pages and answers to themselves, and sets no cookie', async () => {
    const { origin } = proxy()
    const { headers } = await fetch(`${origin}/healthz`)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()') as unknown,
    })
    expect(headers.has('set-cookie')).toBe(false)
    expect(headers.has('access-control-allow-origin')).toBe(false)
    expect(headers.has('strict-transport-security')).toBe(false)
  })

  it('makes browsers keep to https if the public origin has it', async () => {
    const { origin } = await startTestProxy(nowhere, { publicOrigin: 'https://uploads.example' })
    expect((await fetch(`${origin}/healthz`)).headers.get('strict-transport-security')).toBe(
      'max-age=31536000',
    )
    const below = { publicOrigin: 'https://uploads.example', hasHttpsSubdomains: true }
    const all = await startTestProxy(nowhere, below)
    expect((await fetch(`${all.origin}/healthz`)).headers.get('strict-transport-security')).toBe(
      'max-age=31536000; includeSubDomains',
    )
  })

  it('to a bug’s failure says that it is internal, and nothing more', async () => {
    const broken = Object.assign(new MemoryStore(), {
      get: () => Promise.reject(new Error('disk of host 10.0.0.7 is full')),
    })
    const { origin, log } = await startTestProxy(nowhere, {}, { store: broken })
    const answer = await generate(origin, await openGuestSession(origin), licence, 'key')
    expect(answer).toMatchObject({ status: 500, body: { code: 'internalError' } })
    expect(JSON.stringify(answer.body)).not.toContain('10.0.0.7')
    expect(log()).toContain('disk of host')
  })
})

describe('the wizard', () => {
  async function buildFolder(): Promise<string> {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'assets'))
    const page = '<!doctype html><title>Upload a document</title>'
    const script = 'console.log("wizard")'
    await writeFile(join(folder, 'index.en.html'), page)
    await writeFile(join(folder, 'assets', 'wizard-1a2b3c.js'), script)
    await writeFile(join(folder, 'assets', 'wizard-1a2b3c.js.br'), brotliCompressSync(script))
    return folder
  }

  it('is served with a strict policy, and browsers check it for changes each time', async () => {
    const { origin } = await startTestProxy(nowhere, { wizardDir: await buildFolder() })
    const answer = await fetch(`${origin}/`)
    expect(await answer.text()).toContain('Upload a document')
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('private, no-cache')
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(answer.headers.get('vary')).toBe('Accept-Language, Accept-Encoding')
    expect(answer.headers.get('etag')).toBeTruthy()
    const policy = answer.headers.get('content-security-policy')?.split('; ')
    expect(policy).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' blob:",
      "connect-src 'self'",
      "worker-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types wizard',
      "frame-ancestors 'none'",
    ])
  })

  it('has files that are not sent again to a browser that has them in the same form', async () => {
    const { origin } = await startTestProxy(nowhere, { wizardDir: await buildFolder() })
    const ask = (method: string, headers: Record<string, string>) =>
      fetch(`${origin}/assets/wizard-1a2b3c.js`, { method, headers: { 'Accept-Encoding': 'br', ...headers } })
    const etag = (await ask('GET', {})).headers.get('etag') ?? ''
    const again = await ask('GET', { 'If-None-Match': `"other", W/${etag}` })
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
    expect(again.headers.get('vary')).toBe('Accept-Encoding')
    const plain = await ask('GET', { 'If-None-Match': etag, 'Accept-Encoding': 'identity' })
    expect([plain.status, plain.headers.get('content-encoding')]).toEqual([200, null])
    const head = await ask('HEAD', {})
    expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', etag])
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(20)
  })

  it('has files that browsers keep for a year, sent as the build compressed them', async () => {
    const { origin } = await startTestProxy(nowhere, { wizardDir: await buildFolder() })
    const answer = await fetch(`${origin}/assets/wizard-1a2b3c.js`, { headers: { 'Accept-Encoding': 'br' } })
    expect(answer.headers.get('content-encoding')).toBe('br')
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('content-type')).toMatch(/^application\/javascript|^text\/javascript/)
    expect(await answer.text()).toContain('wizard')
    const missing = await call(`${origin}/assets/other.js`, { method: 'GET' })
    expect(missing).toMatchObject({ status: 404, body: { code: 'notFound' } })
    expect(missing.headers.get('cache-control')).toBe('no-store')
  })
})

describe('the log and the metrics', () => {
  it('hold nothing secret or personal, and the log has one line for each request', async () => {
    const upstream = await startScriptedUpstream()
    const proxy = await startTestProxy(upstream.origin)
    const personal = {
      name: 'Ada Lovelace',
      note: 'born in London',
      note_author_agent_email: 'ada@example.com',
    }
    const session = await openGuestSession(proxy.origin)
    const { body, headers } = await generate(proxy.origin, session, { ...licence, ...personal }, 'idempotent')
    const ticket = headers.get('Upload-Ticket') ?? ''
    const registered = { session, id: String(body.data['id']), ticket }
    const file = await makeImage('jpeg')
    await upload(proxy.origin, registered, file)
    await upload(proxy.origin, registered, Buffer.from('%PDF-1.7'))
    await generate(proxy.origin, session, { ...licence, name: 'A<B of Ada' })
    upstream.script.generate = vendorFailure(500, 'oops')
    await generate(proxy.origin, session, { ...licence, ...personal })
    upstream.script.login = vendorFailure(401, 'unauthorized')
    upstream.script.generate = vendorFailure(401, 'unauthorized')
    await generate(proxy.origin, session, { ...licence, ...personal })
    await sendRaw(proxy.origin, requestHead('GET /Ada?note=born', {}))
    await eventually(() => expect(proxy.log().match(/"msg":"request"/g)).toHaveLength(8))

    const lines = proxy
      .log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.find(({ route }) => route === '/api/akepa/document/upload/:documentId')).toMatchObject({
      method: 'POST',
      status: 200,
      requestId: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
      durationMs: expect.any(Number) as unknown,
    })
    expect(lines).toContainEqual(expect.objectContaining({ code: 'documentAlreadyUploaded', status: 409 }))
    const metrics = await (await fetch(`${proxy.origin}/metrics`)).text()
    const secrets = [
      ...Object.values(personal),
      'A<B',
      'born',
      'picked.jpg',
      session,
      ticket,
      upstreamToken,
      sandboxDefaults.password,
      '127.0.0.1:5',
      registered.id,
    ]
    for (const secret of secrets) {
      expect(lines.map((line) => JSON.stringify({ ...line, msg: '' })).join('\n')).not.toContain(secret)
      expect(metrics).not.toContain(secret)
    }
  })

  it('count uploads, their bytes, and requests by their outcome', async () => {
    const upstream = await startScriptedUpstream()
    const { origin } = await startTestProxy(upstream.origin)
    const file = await makeImage('jpeg')
    await upload(origin, await register(origin), file)
    await eventually(async () => {
      const metrics = await (await fetch(`${origin}/metrics`)).text()
      expect(metrics).toContain(`proxy_uploaded_bytes_total ${file.length}`)
      expect(metrics).toContain('proxy_uploads_in_flight 0')
      expect(metrics).toContain(
        'proxy_request_duration_seconds_count{method="POST",route="/api/akepa/document/generate",status="200",code="0"} 1',
      )
    })
  })
})

describe('the metrics', () => {
  const countOf = async (origin: string, sample: string) => {
    const metrics = await (await fetch(`${origin}/metrics`)).text()
    const line = metrics.split('\n').find((each) => each.startsWith(`${sample} `))
    return line === undefined ? undefined : Number(line.slice(sample.length))
  }
  const calls = (call: string, outcome: string) =>
    `proxy_upstream_duration_seconds_count{call="${call}",outcome="${outcome}"}`

  it('count calls to the upstream by their outcome', async () => {
    const upstream = await startScriptedUpstream()
    const { origin } = await startTestProxy(upstream.origin, { loginPauseMs: 0 })
    const registered = await register(origin)
    await upload(origin, registered, await makeImage('jpeg'))
    upstream.script.upload = vendorFailure(401, 'unauthorized')
    await upload(origin, await registerIn(origin, registered.session), await makeImage('jpeg'))
    upstream.script.generate = vendorFailure(500, 'oops')
    await generate(origin, registered.session)
    upstream.script.login = vendorFailure(429, 'busy')
    upstream.script.generate = vendorFailure(401, 'unauthorized')
    await generate(origin, registered.session)

    expect(await countOf(origin, calls('login', '0'))).toBe(2)
    expect(await countOf(origin, calls('login', 'upstreamBusy'))).toBe(1)
    expect(await countOf(origin, calls('generate', '0'))).toBe(2)
    expect(await countOf(origin, calls('generate', 'upstreamFailed'))).toBe(1)
    expect(await countOf(origin, calls('generate', 'unauthorized'))).toBe(1)
    expect(await countOf(origin, calls('upload', '0'))).toBe(1)
    expect(await countOf(origin, calls('upload', 'unauthorized'))).toBe(1)
  })

  it('are all set by something', async () => {
    const upstream = await startScriptedUpstream()
    const endpoint = await startScriptedEndpoint()
    const { apiKey, sha256 } = createPartnerKey()
    const acme = { id: 'acme', displayName: 'Acme Bank', origins: [], apiKeySha256: [sha256] }
    const told = { webhookUrl: endpoint.url, webhookSecret: endpointSecret }
    const { origin } = await startTestProxy(upstream.origin, {
      maxStoreBytes: 4000,
      partners: [{ ...acme, ...told, returnUrls: [], defaults: {} }],
    })
    const { body } = await call(`${origin}/api/sessions`, {
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ reference: 'customer-1' }),
    })
    const ofPartner = await registerIn(origin, String(body.data['session']))
    const answer = await upload(origin, ofPartner, await makeImage('jpeg'))
    await eventually(() => expect(endpoint.received).toHaveLength(1))
    const receipt = answer.headers.get('Upload-Receipt')
    expect(endpoint.received[0]?.event.data).toMatchObject({ documentId: ofPartner.id, receipt })
    let finish = () => {}
    upstream.script.upload = (exchange, response) => {
      finish = () => uploadDone(exchange, response)
    }
    for (let count = 1; count <= 5; count += 1) await register(origin)
    const registered = await register(origin)
    upstream.script.generate = (_exchange, response) => response.destroy()
    await generate(origin, registered.session)
    const uploading = upload(origin, registered, await makeImage('jpeg'))
    await eventually(() => expect(upstream.to('/akepa/document/upload')[1]?.isComplete).toBe(true))
    expect(await countOf(origin, 'proxy_uploads_in_flight')).toBe(1)
    // Two: the upload, and the request for the metrics itself.
    await eventually(async () => expect(await countOf(origin, 'proxy_requests_in_flight')).toBe(2))
    expect(await countOf(origin, 'proxy_possible_orphans_total')).toBe(1)
    finish()
    await uploading
    const metrics = await (await fetch(`${origin}/metrics`)).text()
    const names = [...metrics.matchAll(/^# TYPE (proxy_\w+) (\w+)$/gm)]
    const isMoved = ([, name = '', type]: RegExpExecArray) => {
      const sample = type === 'histogram' ? `${name}_count` : name
      return type === 'gauge' || new RegExp(`^${sample}(?:\\{.*\\})? [1-9]`, 'm').test(metrics)
    }
    expect(names.length).toBeGreaterThan(5)
    // It takes a store that fails: `late-confirmations.test.ts` moves it.
    const elsewhere = ['proxy_late_confirmations_total']
    expect(names.filter((name) => !isMoved(name)).map(([, name]) => name)).toEqual(elsewhere)
  })
})

describe('a port for health and metrics', () => {
  it('has nothing else, and the other port has none of them', async () => {
    const { origin, adminOrigin } = await startTestProxy(nowhere, { adminPort: 0 })
    const statusOf = async (url: string) => (await fetch(url)).status
    for (const path of ['healthz', 'metrics']) {
      expect([await statusOf(`${adminOrigin}/${path}`), await statusOf(`${origin}/${path}`)]).toEqual([
        200, 404,
      ])
    }
    expect((await call(`${adminOrigin}/api/sessions/guest`)).body.code).toBe('notFound')
    expect((await call(`${origin}/api/sessions/guest`)).status).toBe(200)
  })
})

describe('closing', () => {
  it('is told by the readiness while the proxy still serves, and until it has ended', async () => {
    const upstream = await startScriptedUpstream()
    const proxy = await startTestProxy(upstream.origin, { adminPort: 0, drainDelayMs: 1500 })
    const ready = () => call(`${proxy.adminOrigin}/readyz`, { method: 'GET' })
    await eventually(async () => expect((await ready()).status).toBe(200))
    const closed = proxy.close()
    expect(await ready()).toMatchObject({ status: 503, body: { code: 'shuttingDown' } })
    expect((await call(`${proxy.origin}/api/sessions/guest`)).status).toBe(200)
    await closed
    await expect(ready()).rejects.toThrow('fetch failed')
  })

  it('finishes the request in flight, takes no new one, and ends the connection', async () => {
    const upstream = await startScriptedUpstream()
    let answer = () => {}
    upstream.script.generate = (exchange, response) => {
      answer = () => generateDone(exchange, response)
    }
    const proxy = await startTestProxy(upstream.origin)
    const session = await openGuestSession(proxy.origin)
    const body = JSON.stringify(licence)
    const head = requestHead('POST /api/akepa/document/generate', {
      Authorization: `Bearer ${session}`,
      'Content-Type': 'application/json',
      'Content-Length': body.length,
    })
    const first = sendRaw(proxy.origin, head, body)
    await eventually(() => expect(upstream.to('/akepa/document/generate')[0]?.isComplete).toBe(true))
    let isClosed = false
    const closed = proxy.close().then(() => {
      isClosed = true
    })
    await eventually(() => expect(sendRaw(proxy.origin, head, body)).rejects.toThrow('ECONNREFUSED'))
    expect(isClosed).toBe(false)
    answer()
    expect((await first).status).toBe(200)
    expect((await first).headers.get('connection')).toBe('close')
    await closed
  })

  it('refuses a request whose head comes in late', async () => {
    const proxy = await startTestProxy(nowhere)
    const head = requestHead('GET /healthz', {})
    const connection = openConnection(proxy.origin)
    connection.write(head.slice(0, 10))
    // When a later request has its answer, the server has seen the first bytes of this one.
    await sendRaw(proxy.origin, head)
    const closed = proxy.close()
    await eventually(() => expect(sendRaw(proxy.origin, head)).rejects.toThrow('ECONNREFUSED'))
    connection.write(head.slice(10))
    const [answer] = await connection.answers(1)
    expect(answer).toMatchObject({ status: 503, body: { code: 'shuttingDown' } })
    expect(answer?.headers.get('retry-after')).toBe('1')
    await closed
  })

  it('waits for a generate whose caller has left, even if it takes another call', async () => {
    const upstream = await startScriptedUpstream()
    let answer = () => {}
    upstream.script.generate = (exchange, response) => {
      answer = () => {
        delete upstream.script.generate
        vendorFailure(401, 'unauthorized')(exchange, response)
      }
    }
    const written: string[] = []
    const store = new (class extends MemoryStore {
      override replaceIf(key: string, expected: string, value: string, ttlMs: number) {
        written.push(value)
        return super.replaceIf(key, expected, value, ttlMs)
      }
    })()
    const proxy = await startTestProxy(upstream.origin, {}, { store })
    const session = await openGuestSession(proxy.origin)
    const leaving = new AbortController()
    const left = fetch(`${proxy.origin}/api/akepa/document/generate`, {
      method: 'POST',
      signal: leaving.signal,
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${session}`,
        'Idempotency-Key': 'key',
      },
      body: JSON.stringify(licence),
    })
    await eventually(() => expect(upstream.to('/akepa/document/generate')[0]?.isComplete).toBe(true))
    leaving.abort()
    await expect(left).rejects.toThrow('aborted')
    const closed = proxy.close()
    await eventually(() => expect(fetch(proxy.origin)).rejects.toThrow('fetch failed'))
    answer()
    await closed
    expect(written.join()).toContain('"state":"open"')
  })

  it('does not wait for a connection that has sent nothing, which browsers open ahead', async () => {
    const proxy = await startTestProxy(nowhere)
    const unused = openConnection(proxy.origin)
    // When a later request has its answer, the server has accepted this connection.
    await sendRaw(proxy.origin, requestHead('GET /healthz', {}))
    await proxy.close()
    await expect(unused.answers(1)).rejects.toThrow('The connection ended')
  })
})
