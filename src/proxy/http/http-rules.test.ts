import { mkdir, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openGuestSession } from '../testing/requests/proxy-client.ts'
import { startTestProxy } from '../testing/proxy-fixture.ts'
import { requestHead, sendRaw } from '../testing/requests/raw-request.ts'
import { shared } from '../../testing/at-end.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'

const nowhere = 'http://127.0.0.1:9'

async function startWithFiles() {
  const wizardDir = await temporaryFolder()
  await mkdir(join(wizardDir, 'assets'))
  for (const name of ['index.en.html', 'embed.js', 'assets/wizard-1a2b3c.js'])
    await writeFile(join(wizardDir, name), `the ${name}`)
  const partner = {
    id: 'acme',
    displayName: 'Acme Bank',
    origins: ['https://portal.example'],
    apiKeySha256: ['a'.repeat(64)],
    returnUrls: [],
    defaults: {},
  }
  return { wizardDir, ...(await startTestProxy(nowhere, { wizardDir, partners: [partner] })) }
}

describe('a request’s head', () => {
  const proxy = shared(() => startTestProxy(nowhere))
  const lines = (...fields: string[]) => ['GET /healthz HTTP/1.1', ...fields, '', ''].join('\r\n')
  const get = (...fields: string[]) => lines('Host: proxy.localhost', ...fields)
  const refused: [string, string, string][] = [
    ['two Hosts', lines('Host: proxy.localhost', 'Host: evil.example'), 'host'],
    ['the same Host twice', lines('Host: proxy.localhost', 'host: proxy.localhost'), 'host'],
    ['no Host', lines('Accept: */*'), 'host'],
    ['a Host with a path', lines('Host: proxy.example/evil'), 'host'],
    ['a Host with a user', lines('Host: proxy.example@evil.example'), 'host'],
    ['two Hosts in one', lines('Host: proxy.example, evil.example/'), 'host'],
    ['two sessions', get('Authorization: Bearer a', 'Authorization: Bearer b'), 'authorization'],
    ['two media types', get('Content-Type: text/plain', 'Content-Type: text/html'), 'content-type'],
  ]
  it.each(refused)(
    'is refused with %s, because two readers could read it differently',
    async (_what, head, header) => {
      const { origin } = await startTestProxy(nowhere)
      expect(await sendRaw(origin, head)).toMatchObject({
        status: 400,
        body: { code: 'requestMalformed', context: { header } },
      })
    },
  )

  it('is refused with a Host that a site could have led here, unless the public origin is settled', async () => {
    const head = lines('Host: portal.example')
    const settled = await startTestProxy(nowhere, { publicOrigin: 'https://uploads.example' })
    expect((await sendRaw(proxy().origin, head)).body).toMatchObject({ code: 'requestMalformed' })
    expect((await sendRaw(settled.origin, head)).status).toBe(200)
  })

  it.each([
    ['a name', lines('Host: proxy.localhost')],
    ['a name and a port', lines('Host: localhost:4300')],
    ['an IPv6 address', lines('Host: [::1]:4300')],
    ['nothing, in HTTP/1.0,', 'GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n'],
  ])('is accepted with %s as its Host', async (_what, head) => {
    expect((await sendRaw(proxy().origin, head)).status).toBe(200)
  })
})

describe('the path', () => {
  const proxy = shared(startWithFiles)
  const known: [string, string][] = [
    ['/api/sessions', 'DELETE, POST'],
    ['/api/sessions/guest', 'POST'],
    ['/api/sessions/redeem', 'POST'],
    ['/api/session', 'GET, HEAD'],
    ['/api/receipts', 'GET, HEAD'],
    ['/api/receipts?reference=x', 'GET, HEAD'],
    ['/api/visits', 'GET, HEAD'],
    ['/api/documents/doc_1/resume', 'POST'],
    ['/api/handoffs', 'POST'],
    ['/api/handoffs/x/allow', 'POST'],
    ['/api/handoffs/x', 'DELETE, GET, HEAD'],
    ['/api/requested/id/skip', 'DELETE, PUT'],
    ['/api/akepa/document/generate', 'POST'],
    ['/api/akepa/document/upload/doc_71YxuRUnKqLhOWriDJFMI2', 'POST'],
    ['/.well-known/jwks.json', 'GET, HEAD'],
    ['/openapi.json', 'GET, HEAD'],
    ['/healthz', 'GET, HEAD'],
    ['/readyz', 'GET, HEAD'],
    ['/metrics', 'GET, HEAD'],
    ['/embed/acme', 'GET, HEAD'],
    ['/', 'GET, HEAD'],
    ['/embed.js', 'GET, HEAD'],
    ['/assets/wizard-1a2b3c.js', 'GET, HEAD'],
  ]
  it.each(known)('%s answers any other method with 405, and allows %s', async (path, allow) => {
    const { origin } = proxy()
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      if (allow.includes(method)) continue
      const answer = await sendRaw(origin, requestHead(`${method} ${path}`, { 'Content-Length': 0 }))
      expect(answer).toMatchObject({ status: 405, body: { code: 'methodNotAllowed' } })
      expect(answer.headers.get('allow')).toBe(allow)
    }
  })

  it.each([
    '/nowhere',
    '/index.en.html',
    '/assets',
    '/assets/',
    '/assets/other.js',
    '/embed/',
    '/api/session/',
    '/..%2fpackage.json',
  ])('%s does not exist, so it answers 404 without Allow', async (path) => {
    const { origin } = proxy()
    const answer = await sendRaw(origin, requestHead(`POST ${path}`, { 'Content-Length': 0 }))
    expect(answer).toMatchObject({ status: 404, body: { code: 'notFound' } })
    expect(answer.headers.has('allow')).toBe(false)
  })

  it('of a file is known from the start, so no request makes the proxy read the folder', async () => {
    const { origin, wizardDir } = await startWithFiles()
    await rm(wizardDir, { recursive: true })
    const answer = await sendRaw(origin, requestHead('POST /embed.js', { 'Content-Length': 0 }))
    expect(answer).toMatchObject({ status: 405, body: { code: 'methodNotAllowed' } })
  })

  it.each([
    ...known.filter(([, allow]) => allow.includes('GET')).map(([path]) => path),
    '/nowhere',
    '/assets/other.js',
  ])('%s answers HEAD like GET, without the body', async (path) => {
    const { origin } = proxy()
    const headers = { authorization: `Bearer ${await openGuestSession(origin)}` }
    const [get, head] = [await ask(origin, 'GET', path, headers), await ask(origin, 'HEAD', path, headers)]
    expect(get.body.length).toBeGreaterThan(0)
    expect(head.body).toBe('')
    const compared = ({ status, headers: given }: Asked) => {
      const { date: _date, 'x-request-id': _id, 'content-length': length, ...others } = given
      // The length of the metrics changes with each request.
      return { status, others, ...(path !== '/metrics' && { length }) }
    }
    expect(compared(head)).toEqual(compared(get))
  })
})

interface Asked {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

function ask(origin: string, method: string, path: string, headers: Record<string, string>): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(origin + path, { method, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (text: string) => {
        body += text
      })
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }))
    })
    request.on('error', reject).end()
  })
}

describe('an answer that no route gives has our headers: the answer', () => {
  const proxy = shared(() => startTestProxy(nowhere, { publicOrigin: 'https://uploads.example' }))
  const unanswered: [string, string, number][] = [
    ['bytes that are not HTTP', 'HELLO\r\n\r\n', 400],
    ['an unknown version of HTTP', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n', 400],
    ['headers that are too long', requestHead('GET /', { 'X-Filler': 'x'.repeat(20_000) }), 413],
    ['two lengths', requestHead('POST /', { 'Content-Length': '1\r\nContent-Length: 2' }), 400],
    [
      'a chunk without a length',
      `${requestHead('POST /api/sessions', { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' })}zz\r\n`,
      400,
    ],
    ['a malformed path', requestHead('GET /%zz', {}), 400],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ]
  it.each(unanswered)('to %s', async (_what, sent, status) => {
    const { origin } = proxy()
    const usual = await sendRaw(origin, requestHead('GET /nowhere', {}))
    const answer = await sendRaw(origin, sent)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('x-request-id')).toBe(answer.body.requestId)
    const ours = (headers: ReadonlyMap<string, string>) =>
      Object.fromEntries(
        [...headers].filter(
          ([name]) => !['x-request-id', 'content-length', 'date', 'connection', 'keep-alive'].includes(name),
        ),
      )
    expect(ours(answer.headers)).toEqual(ours(usual.headers))
    expect(Object.keys(ours(usual.headers))).toContain('strict-transport-security')
  })

  it('to an unknown expectation, which is ignored', async () => {
    const { origin } = proxy()
    const answer = await sendRaw(origin, requestHead('GET /healthz', { Expect: 'tea' }))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  })
})
