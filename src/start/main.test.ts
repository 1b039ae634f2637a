import { spawn } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { isBuilt } from '../../.scripts/building/bundles.mjs'
import { freePort } from '../proxy/testing/free-ports.ts'
import {
  generate,
  licence,
  makeImage,
  openGuestSession,
  register,
  upload,
} from '../proxy/testing/requests/proxy-client.ts'
import { createPartnerKey } from '../proxy/partners/partner-key.ts'
import { createReceiptKey } from '../proxy/partners/receipts/receipt-keys.ts'
import { createSecret } from '../proxy/sessions/derived-key.ts'
import { openConnection, requestHead } from '../proxy/testing/requests/raw-request.ts'
import { startRedis } from '../proxy/testing/stores/redis-server.ts'
import { startScriptedUpstream } from '../proxy/testing/scripted-upstream.ts'
import { call } from '../testing/call.ts'
import { serve } from '../testing/serve.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

/** The server as a deployment has it: what is built, in a folder without packages. */
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deployment-'))
  if (!(await isBuilt())) return buildInto(folder)
  for (const name of ['server', 'portal', 'wizard']) {
    await cp(resolve('dist', name), join(folder, name), { recursive: true })
  }
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Builds what the tests need of `dist`, in less time than all of it takes. */
async function buildInto(place: string): Promise<void> {
  const { createBuilder } = await import('vite')
  const builder = await createBuilder({
    logLevel: 'error',
    environments: {
      ssr: { build: { outDir: join(place, 'server') } },
      portal: { build: { outDir: join(place, 'portal') } },
      client: { build: { outDir: join(place, 'wizard') } },
    },
  })
  for (const name of ['ssr', 'portal', 'client']) {
    const environment = builder.environments[name]
    if (environment) await builder.build(environment)
  }
}

interface Started {
  readonly output: () => string
  readonly line: (beginning: string) => Promise<string>
  readonly stop: () => void
  /** Ends it at once, as a machine that loses its power does. */
  readonly kill: () => void
  readonly exitCode: Promise<number | null>
}

const realConnectFi = {
  CONNECTFI_BASE_URL: 'http://127.0.0.1:9',
  CONNECTFI_LOGIN: 'login',
  CONNECTFI_PASSWORD: 'password',
  SESSION_SECRET: createSecret(),
  PUBLIC_ORIGIN: 'https://uploads.example',
}

async function start(environment: Record<string, string> = {}, server = 'server'): Promise<Started> {
  const child = spawn(process.execPath, [join(folder, server, 'main.js')], {
    cwd: '/',
    env: {
      PORT: '0',
      SANDBOX_PORT: '0',
      // The port must be known before anything listens, because the portal's address is one of its partner's origins.
      PORTAL_PORT: String(await freePort()),
      SANDBOX_DIR: await temporaryFolder(),
      ...environment,
    },
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const exitCode = new Promise<number | null>((resolve) => {
    child.once('exit', resolve)
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exitCode
  })
  return {
    output: () => output,
    line: async (beginning) => {
      const find = () => output.split('\n').find((line) => line.startsWith(beginning))
      await expect.poll(find).toBeDefined()
      return find()?.slice(beginning.length) ?? ''
    },
    stop: () => child.kill('SIGTERM'),
    kill: () => child.kill('SIGKILL'),
    exitCode,
  }
}

async function takePort(): Promise<string> {
  const { origin, close } = await serve()
  onTestFinished(close)
  return new URL(origin).port
}

describe('the server', () => {
  it('starts with nothing set, from any folder and without packages, shows the wizard, takes a file, shows it in the demo portal, and ends on SIGTERM', async () => {
    const server = await start()
    const wizard = await server.line('Document upload wizard: ')
    const sandbox = await server.line('ConnectFi sandbox: ')
    const portal = await server.line('Demo portal: ')
    expect(wizard).toMatch(/^http:\/\/localhost:\d+$/)
    expect(portal).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)

    expect(await (await fetch(wizard)).text()).toContain('<script type="module"')
    expect((await upload(wizard, await register(wizard), await makeImage('jpeg'))).status).toBe(200)
    expect(await (await fetch(`${sandbox}/sandbox/documents`)).json()).toMatchObject([{ uploadStatus: true }])

    const frame = await fetch(`${wizard}/embed/demo`)
    expect(frame.headers.get('Content-Security-Policy')).toContain(`frame-ancestors ${portal}`)
    const page = await fetch(portal)
    expect(page.headers.get('Content-Security-Policy')).toContain(`frame-src ${wizard};`)
    const cookie = page.headers.get('Set-Cookie')?.split(';')[0] ?? ''
    const minted = await fetch(`${portal}/session`, { method: 'POST', headers: { cookie } })
    expect(await minted.json()).toMatchObject({ session: expect.any(String) as string })

    server.stop()
    expect(await server.exitCode).toBe(0)
  })

  it('starts neither sandbox nor portal with a real ConnectFi, and needs neither’s file', async () => {
    await cp(join(folder, 'server'), join(folder, 'alone'), { recursive: true })
    for (const name of ['sandbox', 'portal', 'command', 'testkit'])
      await rm(join(folder, 'alone', `${name}.js`))
    const server = await start(realConnectFi, 'alone')
    expect(await server.line('Document upload wizard: ')).toBe('https://uploads.example')
    expect(server.output()).not.toContain('Demo portal')
    const sandbox = await start({}, 'alone')
    expect(await sandbox.exitCode).toBe(1)
    expect(sandbox.output()).toContain('sandbox.js')
  })

  it('finishes the request in flight before it ends', async () => {
    const server = await start()
    const wizard = await server.line('Document upload wizard: ')
    const sandbox = await server.line('ConnectFi sandbox: ')
    const { session } = await register(wizard)
    const slow = generate(wizard, session, { ...licence, name: 'slow [fault:generate-slow]' })
    await expect
      .poll(async () =>
        (await (await fetch(`${sandbox}/sandbox/requests`)).text()).match(/document\/generate/g),
      )
      .toHaveLength(2)
    server.stop()
    expect((await slow).status).toBe(200)
    expect(await server.exitCode).toBe(0)
  })

  it('ends on SIGTERM in the middle of bodies that never come and of a generate without an answer', async () => {
    const server = await start({ DRAIN_SECONDS: '1' })
    const wizard = await server.line('Document upload wizard: ')
    const sandbox = await server.line('ConnectFi sandbox: ')
    for (const line of ['POST /api/sessions/guest', 'POST /nowhere']) {
      const head = requestHead(line, { 'Content-Type': 'application/json', 'Content-Length': 100 })
      openConnection(wizard).write(head)
    }
    const name = 'licence [fault:generate-hang]'
    const answer = generate(wizard, await openGuestSession(wizard), { ...licence, name }).catch(String)
    // When a later request has reached the sandbox, the server has seen the two bodies' heads.
    const requests = async () => (await fetch(`${sandbox}/sandbox/requests`)).text()
    await expect.poll(requests).toContain('document/generate')
    server.stop()
    expect(await answer).toContain('fetch failed')
    expect(await server.exitCode).toBe(0)
  })

  it('that is killed in the middle of a generate frees the place for the other replica, when its lease is over', async () => {
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const upstream = await startScriptedUpstream()
    const { apiKey, sha256 } = createPartnerKey()
    const settings = await temporaryFolder()
    const partners = { partners: [{ id: 'acme', displayName: 'Acme Bank', apiKeySha256: [sha256] }] }
    await writeFile(join(settings, 'partners.json'), JSON.stringify(partners))
    const key = createReceiptKey().export({ format: 'pem', type: 'pkcs8' })
    await writeFile(join(settings, 'receipts.pem'), key)
    const startReplica = async () => {
      const port = await freePort()
      const replica = await start({
        ...realConnectFi,
        PORT: String(port),
        CONNECTFI_BASE_URL: upstream.origin,
        PARTNERS_FILE: join(settings, 'partners.json'),
        RECEIPT_KEY_FILE: join(settings, 'receipts.pem'),
        REDIS_URL: redis.url,
      })
      await replica.line('Document upload wizard: ')
      return { ...replica, origin: `http://127.0.0.1:${port}` }
    }
    const [killed, other] = [await startReplica(), await startReplica()]
    const { body } = await call(`${other.origin}/api/sessions`, {
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ reference: 'customer', maxDocuments: 1 }),
    })
    const session = String(body.data['session'])

    upstream.script.generate = () => undefined
    const lost = generate(killed.origin, session, licence, 'key').catch(String)
    await expect.poll(() => upstream.to('/akepa/document/generate')[0]?.isComplete).toBe(true)
    delete upstream.script.generate
    killed.kill()
    expect(await lost).toContain('fetch failed')

    const refused = await generate(other.origin, session)
    expect([refused.status, refused.body.code]).toEqual([409, 'registrationInProgress'])
    expect(Number(refused.headers.get('Retry-After'))).toBeLessThanOrEqual(5)
    // The repeat waits for the attempt that died, until its lease is over.
    expect((await generate(other.origin, session, licence, 'key')).status).toBe(200)
    expect((await generate(other.origin, session)).body.code).toBe('documentLimitReached')
  })

  it.each<[string, () => Promise<Record<string, string>>, RegExp]>([
    [
      'every mistake in the environment',
      async () => ({ PORT: 'x', MAX_UPLOADS: '0' }),
      /^The environment is not right:\n {2}PORT .*\n {2}MAX_UPLOADS .*\n$/,
    ],
    [
      'a taken port in one line',
      async () => ({ LOG_LEVEL: 'warn', PORT: await takePort() }),
      /^Port \d+ is taken: set PORT to a free one\.\n$/,
    ],
  ])('names %s, and ends with 1', async (_what, environmentFor, output) => {
    const server = await start(await environmentFor())
    expect(await server.exitCode).toBe(1)
    expect(server.output()).toMatch(output)
  })
})
