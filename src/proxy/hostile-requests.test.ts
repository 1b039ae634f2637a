import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorRule, isErrorCode } from '../contract/errors.ts'
import { sessionDescriptionAnswerSchema } from '../contract/api/session.ts'
import { sandboxDefaults } from '../sandbox/sandbox.ts'
import { startOwnSandbox } from '../sandbox/testing/sandbox-fixture.ts'
import { atEnd, shared } from '../testing/at-end.ts'
import { call } from '../testing/call.ts'
import { fileHead, multipart } from '../testing/forms.ts'
import { hostileRuns } from '../testing/property-runs.ts'
import { serve } from '../testing/serve.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { endpoints } from './openapi/endpoints.ts'
import { createPartnerKey } from './partners/partner-key.ts'
import { as, begin, end, redeem } from './testing/handing-over.ts'
import {
  bytesOf,
  type GoodRequest,
  type HostileRequest,
  mutated,
  withOddForm,
  withOddHeaders,
  withOddJson,
  withOddPath,
} from './testing/requests/hostile-requests.ts'
import {
  licence,
  makeImage,
  openGuestSession,
  type Registered,
  register,
  registerIn,
  upload,
} from './testing/requests/proxy-client.ts'
import { startTestProxy } from './testing/proxy-fixture.ts'
import { list } from './testing/requested-list.ts'

/** No answer takes longer, unless something hangs. */
const longestMs = 20_000
/** After this, a request without an answer is looked at: perhaps it is not whole, and the server waits for the rest. */
const quietMs = 40
/** Of the processor's time for one request, proxy, sandbox and test together: the dearest take 50. */
const longestWorkMs = 500

interface Answer {
  readonly status: number
  readonly body: string
}

/** A connection: whether an answer has begun to come, and all that has come once the connection has ended. */
function send(origin: string, { head, body }: HostileRequest) {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  let received = ''
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1')
  })
  socket.on('error', () => undefined)
  // Not by `once`, which fails if the other side resets the connection: what has been read by then counts.
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve())
  })
  // A connection that has been closed takes no more.
  const begun = Promise.race([once(socket, 'data').catch(() => undefined), closed])
  socket.write(bytesOf(head + body))
  return {
    begun: begun.then(() => true),
    async end() {
      socket.end()
      await inTime(closed, 'the connection stays open')
      return received
    },
  }
}

let patienceMs = longestMs

async function inTime<Result>(result: Promise<Result>, otherwise: string): Promise<Result> {
  const tooLate = new AbortController()
  try {
    return await Promise.race([
      result,
      wait(patienceMs, undefined, { signal: tooLate.signal }).then(() => {
        // Smaller examples of what hangs are looked for faster.
        patienceMs = 500
        throw new Error(`After a long time ${otherwise}.`)
      }),
    ])
  } finally {
    tooLate.abort()
  }
}

function answersIn(received: string, isHead: boolean): Answer[] {
  const answers: Answer[] = []
  for (let rest = received; rest !== '';) {
    const [head = '', ...others] = rest.split('\r\n\r\n')
    const after = others.join('\r\n\r\n')
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1])
    if (!status) throw new Error(`No HTTP: ${rest.slice(0, 200)}`)
    const length = isHead ? 0 : Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0)
    if (status >= 200) answers.push({ status, body: after.slice(0, length) })
    rest = isHead ? '' : after.slice(length)
  }
  return answers
}

async function start() {
  const wizardDir = await temporaryFolder()
  for (const name of ['index.en.html', 'index.fr.html', 'embed.js'])
    await writeFile(join(wizardDir, name), `<html><head></head>the ${name}</html>`)
  const { apiKey, sha256 } = createPartnerKey()
  const partner = {
    id: 'acme',
    displayName: 'Acme Bank',
    origins: ['https://portal.example'],
    apiKeySha256: [sha256],
    returnUrls: ['https://portal.example/back'],
    defaults: {},
  }
  const sandbox = await startOwnSandbox()
  const many = 1_000_000
  const proxy = await startTestProxy(sandbox.origin, {
    wizardDir,
    partners: [partner],
    isSandbox: true,
    // Counted, so that whoever counts reads what callers send. Nobody gets that far.
    trustedProxies: ['loopback'],
    requestLimits: { perAddress: many, perSubject: many, perPartner: many, wrongKeys: many },
    upstream: { baseUrl: sandbox.origin, ...sandboxDefaults },
  })
  const bare = await serve((request, response) => {
    request.resume().on('end', () => response.end())
  })
  atEnd(bare.close)
  return { ...proxy, ...(await goodRequests(proxy.origin, apiKey)), sandbox, bare: bare.origin }
}

/** A request for each endpoint and page, with whatever it needs to be taken. */
async function goodRequests(origin: string, apiKey: string) {
  const json = { 'Content-Type': 'application/json' }
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })
  const terms = {
    reference: 'customer',
    locale: 'en',
    prefill: { name: 'licence' },
    locked: ['name'],
    maxDocuments: 1000,
  }
  const sessionFor = async (asked: object) => {
    const headers = { ...json, ...bearer(apiKey) }
    const { body } = await call(`${origin}/api/sessions`, { headers, body: JSON.stringify(asked) })
    return String(body.data['session'] ?? body.data['link'])
  }
  const listed = await sessionFor({ reference: 'listed', requested: list })
  const link = await sessionFor({ reference: 'linked', link: { returnUrl: 'https://portal.example/back' } })
  const code = link.split('=')[1] ?? ''
  const guest = await openGuestSession(origin)
  const open = await registerIn(origin, guest)
  const handingOver = await openGuestSession(origin)
  const handed = await registerIn(origin, handingOver)
  const begun = await begin(origin, handingOver, handed.id)
  const { link: phoneLink, handoff } = begun.body.data as { link: string; handoff: { id: string } }
  await redeem(origin, phoneLink.split('#phone=')[1] ?? '')
  // One that has ended answers at once, where one that goes on may wait for a change.
  await end(origin, handingOver, handoff.id)
  const picture = await makeImage('jpeg', 16)
  const form = multipart([[fileHead, picture]])

  const get = (path: string, headers: Record<string, string> = {}): GoodRequest => ({
    line: `GET ${path}`,
    headers,
    body: '',
  })
  const post = (path: string, headers: Record<string, string>, body?: object): GoodRequest => ({
    line: `POST ${path}`,
    headers: { ...(body && json), ...headers },
    body: body ? JSON.stringify(body) : '',
  })
  const withBody = [
    post('/api/sessions', bearer(apiKey), {
      ...terms,
      requested: [{ key: 'identity', types: ['license'], title: 'Proof', hint: 'Any', optional: true }],
      ttlSeconds: 600,
      afterwards: 'Thank you.',
      agent: true,
    }),
    post('/api/sessions', bearer(apiKey), {
      ...terms,
      types: ['license', 'passport'],
      link: { reusable: true, days: 3 },
    }),
    post('/api/sessions/redeem', { 'Idempotency-Key': 'a-page' }, { code }),
    post(
      '/api/akepa/document/generate',
      { ...bearer(guest), 'Idempotency-Key': 'once' },
      {
        ...licence,
        note: 'The front.',
        note_author_agent_email: 'agent@portal.example',
      },
    ),
    post('/api/akepa/document/generate', { ...bearer(listed), 'Requested-Key': 'identity' }, licence),
    post('/api/handoffs', bearer(handingOver), { documentId: handed.id }),
    post('/api/handoffs/redeem', { 'Idempotency-Key': 'a-phone' }, { code }),
  ]
  const withoutBody = [
    post('/api/sessions/guest', { Origin: 'https://proxy.localhost' }),
    { ...get('/api/sessions?reference=ended', bearer(apiKey)), line: 'DELETE /api/sessions?reference=ended' },
    get('/api/receipts?reference=customer', bearer(apiKey)),
    get('/api/visits?reference=customer', bearer(apiKey)),
    get('/api/webhooks?state=waiting&cursor=x', bearer(apiKey)),
    post('/api/webhooks/x/resend', bearer(apiKey)),
    get('/api/session', bearer(guest)),
    post(`/api/documents/${open.id}/resume`, bearer(guest)),
    { ...get('', bearer(listed)), line: 'PUT /api/requested/lease/skip' },
    { ...get('', bearer(listed)), line: 'DELETE /api/requested/lease/skip' },
    post(`/api/handoffs/${handoff.id}/allow`, bearer(handingOver)),
    get(`/api/handoffs/${handoff.id}?after=1`, bearer(handingOver)),
    { ...get('', bearer(handingOver)), line: `DELETE /api/handoffs/${handoff.id}` },
    ...[
      '/.well-known/jwks.json',
      '/healthz',
      '/readyz',
      '/metrics',
      '/openapi.json',
      '/docs',
      '/docs.css',
    ].map((path) => get(path)),
    get('/?lang=fr', { 'Accept-Language': 'fr, en;q=0.5' }),
    get('/embed/acme?origin=https%3A%2F%2Fportal.example&lang=fr'),
    get('/embed.js', { 'Accept-Encoding': 'br, gzip', 'If-None-Match': '"x"' }),
  ]
  const uploads: GoodRequest = {
    line: `POST /api/akepa/document/upload/${placeholder.id}`,
    headers: { ...bearer(placeholder.session), 'Upload-Ticket': placeholder.ticket, ...form.headers },
    body: form.body.toString('latin1'),
  }
  return { withBody, requests: [...withBody, ...withoutBody, uploads], uploads, picture }
}

/** An upload spends its ticket, so each that is made is for another document. */
const placeholder: Registered = { id: 'doc_of-the-next-upload', session: 'the-session', ticket: 'the-ticket' }

function madeFor({ id, session, ticket }: Registered, { head, body }: HostileRequest): HostileRequest {
  const forThisOne = head
    .replace(placeholder.id, id)
    .replace(placeholder.session, session)
    .replace(placeholder.ticket, ticket)
  return { head: forThisOne, body }
}

type Scene = Awaited<ReturnType<typeof start>>

describe('a caller who means harm', { timeout: longestMs + hostileRuns * 1000 }, () => {
  const scene = shared(start)

  /** Sends a request, and looks at whatever is answered. Answers the answers. */
  async function sendAndJudge({ origin, bare }: Scene, request: HostileRequest): Promise<Answer[]> {
    const before = process.cpuUsage()
    const connection = send(origin, request)
    const isQuick = await Promise.race([connection.begun, wait(quietMs, false)])
    if (!isQuick) {
      // A server that does nothing but read says whether anything is still to come.
      const whole = send(bare, request)
      const isWhole = await Promise.race([whole.begun, wait(quietMs, false)])
      // What it answers is Node's own business: to an expectation, for instance, a 417 in chunks.
      await whole.end()
      if (isWhole) await inTime(connection.begun, 'a whole request has no answer')
    }
    const answers = answersIn(await connection.end(), request.head.startsWith('HEAD '))
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000, 'milliseconds of work').toBeLessThan(longestWorkMs)
    for (const answer of answers) judge(answer)
    return answers
  }

  function judge({ status, body }: Answer): void {
    // The sandbox does as it is asked, so nothing of what a caller sends may look like a failure of ours, or of its.
    expect([status >= 200, status < 500, body]).toEqual([true, true, body])
    if (status < 400 || body === '') return
    const { code } = JSON.parse(body) as { code: string }
    expect(isErrorCode(code) && errorRule(code).status).toBe(status)
    expect(body).not.toMatch(/\n? {4}at |node_modules|\.ts:\d/)
  }

  function isUploaded(body: string, documentId: string): boolean {
    return body.includes(documentId) && body.includes('"uploadStatus":true')
  }

  /** Whoever is given a session can use it. */
  async function checkSession(origin: string, body: string): Promise<void> {
    const session = /"session":"([^"]+)"/.exec(body)?.[1]
    if (session === undefined) return
    const described = await call(`${origin}/api/session`, { method: 'GET', headers: as(session) })
    expect(sessionDescriptionAnswerSchema.safeParse(described.body).error).toBeUndefined()
  }

  /** Answers how many were tried: all, as each failure ends it. */
  async function tried(requests: readonly fc.Arbitrary<HostileRequest>[]): Promise<number> {
    const { origin, sandbox } = scene()
    let document = await register(origin)
    let count = 0
    const attempt = async (made: HostileRequest) => {
      count += 1
      const request = madeFor(document, made)
      const answers = await sendAndJudge(scene(), request)
      for (const { body } of answers) await checkSession(origin, body)
      if (!answers.some(({ body }) => isUploaded(body, document.id))) return
      const file = await sandbox.client.file(document.id)
      expect(request.body).toContain(file.toString('latin1'))
      document = await register(origin)
    }
    await fc.assert(fc.asyncProperty(fc.oneof(...requests), attempt), { numRuns: hostileRuns })
    return count
  }

  it('sends JSON', async () => {
    expect(await tried(scene().withBody.map(withOddJson))).toBe(hostileRuns)
  })

  it('sends headers', async () => {
    expect(await tried(scene().requests.map(withOddHeaders))).toBe(hostileRuns)
  })

  it('asks with other methods, paths and queries', async () => {
    expect(await tried(scene().requests.map(withOddPath))).toBe(hostileRuns)
  })

  it('sends requests that are right but for some bytes', async () => {
    expect(await tried(scene().requests.map(mutated))).toBe(hostileRuns)
  })

  it('sends forms, of which ConnectFi gets a file as it was sent, or none', async () => {
    const { uploads, picture } = scene()
    expect(await tried([withOddForm(uploads, picture), mutated(uploads)])).toBe(hostileRuns)
  })

  it('leaves everything as it was for others', async () => {
    const { origin, log, picture } = scene()
    expect((await upload(origin, await register(origin), picture)).status).toBe(200)
    expect(log()).not.toMatch(/"level":[56]0/)
  })

  it('has tried every endpoint', () => {
    const tried = scene().requests.map(({ line }) => line)
    const isTried = ({ method, route }: (typeof endpoints)[number]) => {
      const pattern = new RegExp(`^${method.toUpperCase()} ${route.replaceAll(/:\w+/g, '[^/]+')}(?:[?]|$)`)
      return tried.some((line) => pattern.test(line))
    }
    expect(endpoints.filter((endpoint) => !isTried(endpoint))).toEqual([])
  })
})
