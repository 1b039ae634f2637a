import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { generate, makeImage, openGuestSession, register, upload } from '../testing/requests/proxy-client.ts'
import { startTestProxy } from '../testing/proxy-fixture.ts'
import {
  answerJson,
  type Answerer,
  documentNamed,
  generateDone,
  loginDone,
  type Script,
  startScriptedUpstream,
  uploadDone,
  vendorFailure,
} from '../testing/scripted-upstream.ts'
import { startOwnSandbox } from '../../sandbox/testing/sandbox-fixture.ts'
import { shared } from '../../testing/at-end.ts'
import { eventually } from '../../testing/eventually.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'

type Expected = readonly [status: number, code: string]

const hang: Answerer = () => {}
const drop: Answerer = (_exchange, response) => response.socket?.destroy()
const raw =
  (text: string): Answerer =>
  (_exchange, response: ServerResponse) =>
    response.socket?.end(text)
const html: Answerer = (_exchange, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html' }).end('<h1>Welcome</h1>')
}
const halfAnswer: Answerer = (_exchange, response) => {
  response.writeHead(200, { 'Content-Length': 1000 }).write('{"code":"0","data":{')
  response.socket?.end()
}
const trickle: Answerer = (_exchange, response) => {
  response.writeHead(200).write('{')
  const timer = setInterval(() => response.write(' '), 20)
  response.on('close', () => clearInterval(timer))
}

/** Answers of an upstream, and what both document endpoints answer to our caller. */
const answers: readonly (readonly [string, Answerer, Expected])[] = [
  [
    'documentNotFound',
    vendorFailure(400, 'documentNotFound', { documentId: 'x' }),
    [400, 'documentNotFound'],
  ],
  ['fileNotFound', vendorFailure(400, 'fileNotFound'), [400, 'fileNotFound']],
  ['extAkepa', vendorFailure(400, 'extAkepa'), [400, 'extAkepa']],
  ['another refusal', vendorFailure(400, 'somethingNew'), [502, 'upstreamRefused']],
  ['a refusal in HTML', (_e, response) => response.writeHead(403).end('<h1>No'), [502, 'upstreamRefused']],
  ['a failure', vendorFailure(500, 'oops'), [502, 'upstreamFailed']],
  ['a failure in HTML', (_e, response) => response.writeHead(503).end('<h1>Oh'), [502, 'upstreamFailed']],
  [
    'a redirect',
    (_e, response) => response.writeHead(302, { Location: '/elsewhere' }).end(),
    [502, 'upstreamAnswerInvalid'],
  ],
  ['HTML', html, [502, 'upstreamAnswerInvalid']],
  [
    'half a JSON text',
    (_e, response) => response.writeHead(200).end('{"code":"0","da'),
    [502, 'upstreamAnswerInvalid'],
  ],
  ['an empty answer', (_e, response) => response.writeHead(200).end(), [502, 'upstreamAnswerInvalid']],
  [
    'another envelope',
    (_e, response) => answerJson(response, 200, { code: '1', data: documentNamed('d') }),
    [502, 'upstreamAnswerInvalid'],
  ],
  [
    'a document without an ID',
    (_e, response) =>
      answerJson(response, 200, { code: '0', data: { ...documentNamed('d'), id: undefined } }),
    [502, 'upstreamAnswerInvalid'],
  ],
  [
    'an ID that is a path',
    (_e, response) => answerJson(response, 200, { code: '0', data: documentNamed('../x') }),
    [502, 'upstreamAnswerInvalid'],
  ],
  [
    'an endless answer',
    (_e, response) =>
      answerJson(response, 200, { code: '0', data: documentNamed('d'), more: 'x'.repeat(100_000) }),
    [502, 'upstreamAnswerInvalid'],
  ],
  ['bytes that are not HTTP', raw('SSH-2.0-OpenSSH\r\n\r\n'), [502, 'upstreamAnswerInvalid']],
  ['a dropped connection', drop, [502, 'upstreamConnectionLost']],
  ['half an answer', halfAnswer, [502, 'upstreamConnectionLost']],
  ['no answer', hang, [504, 'upstreamTimeout']],
  ['an answer that trickles', trickle, [504, 'upstreamTimeout']],
]

/** A short time limit for an upstream that never answers, and a long one for any other. */
const limitFor = (answer: Answerer) => ([hang, trickle].includes(answer) ? 300 : 20_000)

/** More than the sockets on the way can hold, so an answer to its beginning arrives long before its end. */
async function makeLargeFile() {
  return Buffer.concat([await makeImage('jpeg'), Buffer.alloc(9_000_000)])
}

describe('an upstream that answers', () => {
  const pairs = shared(async () => {
    const upstream = await startScriptedUpstream()
    const startWith = (upstreamTimeoutMs: number) => startTestProxy(upstream.origin, { upstreamTimeoutMs })
    return { upstream, patient: await startWith(20_000), impatient: await startWith(300) }
  })
  /** The shared upstream with this script alone, and a proxy whose time limit fits the answer. */
  const scripted = (script: Script, answer: Answerer) => {
    const { upstream, patient, impatient } = pairs()
    for (const name of ['generate', 'upload'] as const) delete upstream.script[name]
    Object.assign(upstream.script, script)
    return { upstream, ...(limitFor(answer) === 300 ? impatient : patient) }
  }
  const orphansAt = async (origin: string) => {
    const metrics = await (await fetch(`${origin}/metrics`)).text()
    return Number(/^proxy_possible_orphans_total (\d+)$/m.exec(metrics)?.[1])
  }

  it.each(answers)('a generate with %s gives a catalogued error', async (_what, answer, [status, code]) => {
    const { origin, log } = scripted({ generate: answer }, answer)
    const before = { orphans: await orphansAt(origin), logged: log().length }
    const failed = await generate(origin, await openGuestSession(origin))
    expect(failed).toMatchObject({ status, body: { code } })
    expect(failed.body.requestId).toMatch(/^[0-9a-f]{32}$/)
    expect(JSON.stringify(failed.body)).not.toContain('Vendor words')
    const isLost = ['upstreamTimeout', 'upstreamConnectionLost', 'upstreamAnswerInvalid'].includes(code)
    expect((await orphansAt(origin)) - before.orphans).toBe(isLost ? 1 : 0)
    expect(log().slice(before.logged).includes('possible orphan')).toBe(isLost)
  })

  it.each(answers)(
    'an upload with %s gives a catalogued error, and can be repeated',
    async (_what, answer, expected) => {
      const [status, code] = expected
      const { upstream, origin } = scripted({ upload: answer }, answer)
      const registered = await register(origin)
      const file = await makeImage('jpeg', 100)
      expect(await upload(origin, registered, file)).toMatchObject({ status, body: { code } })
      delete upstream.script.upload
      expect((await upload(origin, registered, file)).status).toBe(200)
    },
  )

  it('with 429 is passed on with its Retry-After', async () => {
    const upstream = await startScriptedUpstream({
      generate: (_e, response) => response.writeHead(429, { 'Retry-After': '17' }).end(),
      upload: (_e, response) => {
        const date = new Date(Date.now() + 60_000).toUTCString()
        response.writeHead(429, { 'Retry-After': date }).end()
      },
    })
    const { origin } = await startTestProxy(upstream.origin)
    const generated = await generate(origin, await openGuestSession(origin))
    expect(generated).toMatchObject({ status: 503, body: { code: 'upstreamBusy' } })
    expect(generated.headers.get('Retry-After')).toBe('17')

    delete upstream.script.generate
    const uploaded = await upload(origin, await register(origin), await makeImage('jpeg'))
    expect(uploaded).toMatchObject({ status: 503, body: { code: 'upstreamBusy' } })
    expect(Number(uploaded.headers.get('Retry-After'))).toBeGreaterThan(50)
  })

  it.each([
    ['17', '17'],
    ['0', '0'],
    ['99999999999999999999', '3600'],
    ['1e9', '5'],
    ['-5', '5'],
    ['2.5', '5'],
    ['soon', '5'],
    ['', '5'],
    ['9', '9'],
    ['Fri, 31 Dec 9999 23:59:59 GMT', '3600'],
    ['Sun, 06 Nov 1994 08:49:37 GMT', '0'],
    ['06 Nov 1994', '5'],
  ])('with the Retry-After “%s” is passed on with %s', async (given, passedOn) => {
    const busyAnswer: Answerer = (_e, response) => response.writeHead(429, { 'Retry-After': given }).end()
    const { origin } = scripted({ generate: busyAnswer }, busyAnswer)
    const busy = await generate(origin, await openGuestSession(origin))
    expect(busy.headers.get('Retry-After')).toBe(passedOn)
  })

  it("with a refusal by the contract's rules is passed on with AJV's objects, and nothing else", async () => {
    const problem = {
      instancePath: '/name',
      schemaPath: '#/properties/name/minLength',
      keyword: 'minLength',
      params: { limit: 1 },
      message: 'must NOT have fewer than 1 characters',
    }
    const upstream = await startScriptedUpstream({
      generate: vendorFailure(400, 'requestValidateError', [{ ...problem, data: 'what was sent' }]),
    })
    const { origin } = await startTestProxy(upstream.origin)
    const failed = await generate(origin, await openGuestSession(origin))
    expect(failed).toMatchObject({ status: 400, body: { code: 'requestValidateError' } })
    expect(failed.body.context).toEqual([problem])
  })

  it.each<[string, Answerer]>([
    [
      'names another document',
      (_e, response) => answerJson(response, 200, { code: '0', data: documentNamed('doc_other') }),
    ],
    [
      'says that the document has no file',
      ({ path }, response) =>
        answerJson(response, 200, {
          code: '0',
          data: { ...documentNamed(path.split('/').at(-1) ?? ''), uploadStatus: false },
        }),
    ],
  ])('an upload has not confirmed it if the answer %s', async (_what, answer) => {
    const upstream = await startScriptedUpstream({ upload: answer })
    const { origin } = await startTestProxy(upstream.origin)
    const failed = await upload(origin, await register(origin), await makeImage('jpeg'))
    expect(failed).toMatchObject({ status: 502, body: { code: 'upstreamAnswerInvalid' } })
  })

  it('an upload before the file’s end has not confirmed it', async () => {
    const upstream = await startScriptedUpstream({ uploadBegun: uploadDone })
    const { origin } = await startTestProxy(upstream.origin)
    const registered = await register(origin)
    const failed = await upload(origin, registered, await makeLargeFile())
    expect(failed).toMatchObject({ status: 502, body: { code: 'upstreamAnswerInvalid' } })
  })

  it('an upload with a refusal before the file’s end has refused it', async () => {
    const upstream = await startScriptedUpstream({ uploadBegun: vendorFailure(400, 'documentNotFound') })
    const { origin } = await startTestProxy(upstream.origin)
    const failed = await upload(origin, await register(origin), await makeLargeFile())
    expect(failed).toMatchObject({ status: 400, body: { code: 'documentNotFound' } })
  })
})

describe('an upstream', () => {
  it('that can’t be reached is reported as unreachable', async () => {
    const upstream = await startScriptedUpstream()
    const { origin } = await startTestProxy(upstream.origin)
    const registered = await register(origin)
    await upstream.close()
    expect(await generate(origin, registered.session)).toMatchObject({
      status: 502,
      body: { code: 'upstreamUnreachable' },
    })
    expect(await upload(origin, registered, await makeImage('jpeg'))).toMatchObject({
      status: 502,
      body: { code: 'upstreamUnreachable' },
    })
  })

  it('is unreachable too if its connection ends before TLS', async () => {
    const server = createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    onTestFinished(() => void server.close())
    const { port } = server.address() as { port: number }
    const { origin } = await startTestProxy(`https://127.0.0.1:${port}`)
    expect((await generate(origin, await openGuestSession(origin))).body.code).toBe('upstreamUnreachable')
  })

  it('is unreachable with a certificate that nobody trusts', async () => {
    const folder = await temporaryFolder()
    const [keyPath, certPath] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
    await promisify(execFile)(
      'openssl',
      'req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1'
        .split(' ')
        .concat('-keyout', keyPath, '-out', certPath),
    )
    const asked: string[] = []
    const server = createTlsServer(
      { key: await readFile(keyPath), cert: await readFile(certPath) },
      (request, response) => {
        asked.push(request.url ?? '')
        response.end()
      },
    ).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { port } = server.address() as { port: number }
    const { origin, log } = await startTestProxy(`https://127.0.0.1:${port}`)
    expect((await generate(origin, await openGuestSession(origin))).body.code).toBe('upstreamUnreachable')
    expect(log()).toContain('DEPTH_ZERO_SELF_SIGNED_CERT')
    expect(asked).toEqual([])
  })

  it('that stops taking an upload makes it fail', async () => {
    const upstream = await startScriptedUpstream({ isDeafToUploads: true })
    const { origin } = await startTestProxy(upstream.origin, { upstreamTimeoutMs: 300 })
    const failed = await upload(origin, await register(origin), await makeLargeFile())
    expect(failed).toMatchObject({ status: 504, body: { code: 'upstreamTimeout' } })
  })
})

describe("the proxy's own token", () => {
  it('is fetched once, however many calls wait for it', async () => {
    const upstream = await startScriptedUpstream()
    const { origin } = await startTestProxy(upstream.origin)
    const session = await openGuestSession(origin)
    await Promise.all(Array.from({ length: 8 }, () => generate(origin, session)))
    expect(upstream.to('/auth')).toHaveLength(1)
    expect(upstream.to('/auth')[0]?.body.toString()).toBe('{"user":{"login":"sandbox","password":"sandbox"}}')
  })

  it('is renewed when it is refused, and generate is repeated once', async () => {
    let refusals = 1
    const upstream = await startScriptedUpstream()
    upstream.script.generate = (_exchange, response) => {
      if ((refusals -= 1) === 0) delete upstream.script.generate
      vendorFailure(401, 'unauthorized')(_exchange, response)
    }
    const { origin } = await startTestProxy(upstream.origin)
    expect((await generate(origin, await openGuestSession(origin))).status).toBe(200)
    expect(upstream.to('/auth')).toHaveLength(2)
    expect(upstream.to('/akepa/document/generate')).toHaveLength(2)
  })

  it('is renewed only once for a call, even if it is refused again', async () => {
    const upstream = await startScriptedUpstream({ generate: vendorFailure(401, 'unauthorized') })
    const { origin } = await startTestProxy(upstream.origin)
    const failed = await generate(origin, await openGuestSession(origin))
    expect(failed).toMatchObject({ status: 502, body: { code: 'upstreamLoginFailed' } })
    expect(upstream.to('/akepa/document/generate')).toHaveLength(2)
  })

  it('is renewed when an upload is refused, and the caller is told to repeat', async () => {
    const upstream = await startScriptedUpstream({ upload: vendorFailure(401, 'unauthorized') })
    const { origin } = await startTestProxy(upstream.origin)
    const registered = await register(origin)
    const file = await makeImage('jpeg')
    const failed = await upload(origin, registered, file)
    expect(failed).toMatchObject({ status: 503, body: { code: 'upstreamTokenRenewed' } })
    expect(failed.headers.get('Retry-After')).toBe('0')
    delete upstream.script.upload
    expect((await upload(origin, registered, file)).status).toBe(200)
    expect(upstream.to('/auth')).toHaveLength(2)
  })

  it('is renewed before it ends, by the clock of the upstream', async () => {
    const upstream = await startScriptedUpstream({
      login: (_exchange, response) => {
        // This upstream's clock is two hours behind, and its tokens live for a second.
        const then = Date.now() - 7_200_000
        answerJson(
          response,
          200,
          { code: '0', data: { token: 'short', dtsExpireAt: new Date(then + 1000).toISOString() } },
          { Date: new Date(then).toUTCString() },
        )
      },
    })
    const { origin } = await startTestProxy(upstream.origin)
    const session = await openGuestSession(origin)
    await generate(origin, session)
    await eventually(async () => {
      await generate(origin, session)
      expect(upstream.to('/auth').length).toBeGreaterThan(1)
    })
    expect(upstream.to('/auth').length).toBeLessThan(upstream.to('/akepa/document/generate').length)
  })

  it('may come as an object with a base token', async () => {
    const upstream = await startScriptedUpstream({
      login: (_exchange, response) =>
        answerJson(response, 200, { code: '0', data: { token: { base: 'the-base', confined: 'other' } } }),
    })
    const { origin } = await startTestProxy(upstream.origin)
    await generate(origin, await openGuestSession(origin))
    expect(upstream.to('/akepa/document/generate')[0]?.headers['x-connectfi-token']).toBe('the-base')
  })

  it.each<[string, Answerer, Expected]>([
    ['refuses it', vendorFailure(401, 'unauthorized'), [502, 'upstreamLoginFailed']],
    ['finds it malformed', vendorFailure(400, 'requestValidateError', []), [502, 'upstreamLoginFailed']],
    ['answers HTML', html, [502, 'upstreamLoginFailed']],
    [
      'gives a token that no header can hold',
      (_e, response) => answerJson(response, 200, { code: '0', data: { token: 'a\r\nb' } }),
      [502, 'upstreamLoginFailed'],
    ],
    [
      'is busy',
      (_e, response) => response.writeHead(429, { 'Retry-After': '0' }).end(),
      [503, 'upstreamBusy'],
    ],
    ['fails', vendorFailure(500, 'oops'), [502, 'upstreamFailed']],
    ['does not answer', hang, [502, 'upstreamUnreachable']],
    ['drops the connection', drop, [502, 'upstreamUnreachable']],
  ])(
    'leaves no doubt about a call if the login %s, and the service is not ready',
    async (_what, login, [status, code]) => {
      const upstream = await startScriptedUpstream({ login })
      const { origin } = await startTestProxy(upstream.origin, { upstreamTimeoutMs: limitFor(login) })
      const failed = await generate(origin, await openGuestSession(origin))
      expect(failed).toMatchObject({ status, body: { code } })
      expect((await fetch(`${origin}/readyz`)).status).toBe(status)
      expect((await fetch(`${origin}/healthz`)).status).toBe(200)
      upstream.script.login = loginDone
      await eventually(async () => expect((await fetch(`${origin}/readyz`)).status).toBe(200))
      expect(upstream.to('/akepa/document/generate')).toEqual([])
    },
  )

  it('is asked for once while it is refused, however many callers and probes there are', async () => {
    const upstream = await startScriptedUpstream({ login: vendorFailure(401, 'unauthorized') })
    const { origin } = await startTestProxy(upstream.origin, { loginPauseMs: 60_000 })
    const session = await openGuestSession(origin)
    const asked = Array.from({ length: 50 }, (_, index) =>
      index % 2 ? fetch(`${origin}/readyz`) : generate(origin, session),
    )
    const answers = await Promise.all(asked)
    expect(new Set(answers.slice(2).map(({ status }) => status))).toEqual(new Set([502]))
    const later = await generate(origin, session)
    expect(later.body.code).toBe('upstreamLoginFailed')
    expect(Number(later.headers.get('Retry-After'))).toBeGreaterThan(30)
    expect(upstream.to('/auth')).toHaveLength(1)
  })

  it('is asked for no more often if every one is refused when it is shown', async () => {
    const upstream = await startScriptedUpstream({ generate: vendorFailure(401, 'unauthorized') })
    const { origin } = await startTestProxy(upstream.origin, { loginPauseMs: 60_000 })
    const session = await openGuestSession(origin)
    for (let call = 1; call <= 5; call += 1) {
      expect((await generate(origin, session)).body.code).toBe('upstreamLoginFailed')
    }
    expect(upstream.to('/auth')).toHaveLength(2)
  })

  it('may end in use, again and again, and the service goes on', async () => {
    const upstream = await startScriptedUpstream()
    let isEnded = false
    upstream.script.login = (exchange, response) => {
      isEnded = false
      loginDone(exchange, response)
    }
    upstream.script.generate = (exchange, response) => {
      if (isEnded) vendorFailure(401, 'unauthorized')(exchange, response)
      else generateDone(exchange, response)
    }
    const { origin } = await startTestProxy(upstream.origin, { mostUpstreamFailures: 2, loginPauseMs: 1000 })
    const session = await openGuestSession(origin)
    const statuses = async (count: number) => {
      const answers = await Promise.all(Array.from({ length: count }, () => generate(origin, session)))
      return answers.map(({ status }) => status)
    }
    expect(await statuses(1)).toEqual([200])
    for (let time = 1; time <= 3; time += 1) {
      isEnded = true
      await eventually(async () => expect(await statuses(1)).toEqual([200]))
      isEnded = true
      // Within the pause its end is told to those who call, and to nobody else.
      await statuses(3)
      expect((await fetch(`${origin}/readyz`)).status).toBe(200)
    }
  })

  it('may live for only two seconds', async () => {
    const sandbox = await startOwnSandbox({ tokenTtlSeconds: 2 })
    const { origin } = await startTestProxy(sandbox.origin)
    const file = await makeImage('jpeg')
    const statuses = new Set<number>()
    const logins = async () => {
      statuses.add((await upload(origin, await register(origin), file)).status)
      return (await sandbox.client.requests()).filter(({ path }) => path === '/auth/get-token').length
    }
    // An upload needs half of a token's life, so the first token has ended when a third one is fetched.
    await expect.poll(logins, { interval: 100 }).toBe(3)
    expect([...statuses]).toEqual([200])
  })
})
