import { spawn } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { createBuilder } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { freePort } from '../proxy/testing/free-ports.ts'
import {
  generate,
  licence,
  makeImage,
  openGuestSession,
  register,
  upload,
} from '../proxy/testing/proxy-client.ts'
import { openConnection, requestHead } from '../proxy/testing/raw-request.ts'
import { call } from '../testing/call.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

/** The server as `npm start` builds it, because Node 20 runs no TypeScript. In the project, Node finds its packages. */
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(resolve('node_modules', '.proxy-main-'))
  const builder = await createBuilder({
    logLevel: 'error',
    environments: {
      ssr: { build: { outDir: join(folder, 'server') } },
      portal: { build: { outDir: join(folder, 'portal') } },
    },
  })
  for (const name of ['ssr', 'portal']) {
    const environment = builder.environments[name]
    if (environment) await builder.build(environment)
  }
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Started {
  readonly output: () => string
  readonly line: (beginning: string) => Promise<string>
  readonly stop: () => void
  readonly exitCode: Promise<number | null>
}

const realConnectFi = {
  CONNECTFI_BASE_URL: 'http://127.0.0.1:9',
  CONNECTFI_LOGIN: 'login',
  CONNECTFI_PASSWORD: 'password',
  SESSION_SECRET: 'a-secret-for-tests-that-is-long-enough',
  PUBLIC_ORIGIN: 'https://uploads.example',
}

async function start(environment: Record<string, string> = {}, server = 'server'): Promise<Started> {
  const child = spawn(process.execPath, [join(folder, server, 'main.js')], {
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
      await expect.poll(find, { timeout: 20_000 }).toBeDefined()
      return find()?.slice(beginning.length) ?? ''
    },
    stop: () => child.kill('SIGTERM'),
    exitCode,
  }
}

async function takePort(): Promise<number> {
  const { port, release } = await listen()
  onTestFinished(release)
  return port
}

async function listen(): Promise<{ port: number; release: () => Promise<void> }> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const release = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
    })
  return { port: (server.address() as AddressInfo).port, release }
}

describe('the server', () => {
  it('starts with nothing set, prints its addresses, takes a file, and ends on SIGTERM', async () => {
    const server = await start()
    const wizard = await server.line('Document upload wizard: ')
    const sandbox = await server.line('ConnectFi sandbox: ')
    expect(wizard).toMatch(/^http:\/\/localhost:\d+$/)

    expect((await upload(wizard, await register(wizard), await makeImage('jpeg'))).status).toBe(200)
    expect(await (await fetch(`${sandbox}/sandbox/documents`)).json()).toMatchObject([{ uploadStatus: true }])
    server.stop()
    expect(await server.exitCode).toBe(0)
  })

  it('shows the wizard in the demo portal, which opens sessions with its own key', async () => {
    const server = await start()
    const wizard = await server.line('Document upload wizard: ')
    const portal = await server.line('Demo portal: ')
    expect(portal).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const frame = await fetch(`${wizard}/embed/demo`)
    expect(frame.headers.get('Content-Security-Policy')).toContain(`frame-ancestors ${portal}`)

    const page = await fetch(portal)
    expect(page.headers.get('Content-Security-Policy')).toContain(`frame-src ${wizard};`)
    const cookie = page.headers.get('Set-Cookie')?.split(';')[0] ?? ''
    const minted = await fetch(`${portal}/session`, { method: 'POST', headers: { cookie } })
    expect(await minted.json()).toMatchObject({ session: expect.any(String) as string })
  })

  it('starts no portal with a real ConnectFi', async () => {
    const server = await start(realConnectFi)
    await server.line('Document upload wizard: ')
    expect(server.output()).not.toContain('Demo portal')
  })

  it('needs neither the sandbox’s nor the portal’s file with a real ConnectFi', async () => {
    await cp(join(folder, 'server'), join(folder, 'alone'), { recursive: true })
    await rm(join(folder, 'alone', 'sandbox.js'))
    await rm(join(folder, 'alone', 'portal.js'))
    const server = await start(realConnectFi, 'alone')
    expect(await server.line('Document upload wizard: ')).toBe('https://uploads.example')
    const sandbox = await start({}, 'alone')
    expect(await sandbox.exitCode).toBe(1)
    expect(sandbox.output()).toContain('sandbox.js')
  })

  it('makes a new secret and a new receipt key at each start if it is given none', async () => {
    const [one, other] = [await start(), await start()]
    const [wizard, second] = [
      await one.line('Document upload wizard: '),
      await other.line('Document upload wizard: '),
    ]
    const keysOf = async (origin: string) => (await fetch(`${origin}/.well-known/jwks.json`)).text()
    expect(await keysOf(wizard)).toContain('P-256')
    expect(await keysOf(wizard)).not.toBe(await keysOf(second))
    const session = await openGuestSession(wizard)
    expect((await generate(wizard, session)).status).toBe(200)
    expect(await generate(second, session)).toMatchObject({ status: 401, body: { code: 'sessionInvalid' } })
  })

  it('finishes the request in flight before it ends', async () => {
    const server = await start()
    const wizard = await server.line('Document upload wizard: ')
    const sandbox = await server.line('ConnectFi sandbox: ')
    const { session } = await register(wizard)
    const slow = call(`${wizard}/api/akepa/document/generate`, {
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${session}` },
      body: JSON.stringify({
        workflow: 'PERSONAL',
        name: 'slow [fault:generate-slow]',
        extension: 'jpg',
        type: 'license',
      }),
    })
    await expect
      .poll(async () =>
        (await (await fetch(`${sandbox}/sandbox/requests`)).text()).match(/document\/generate/g),
      )
      .toHaveLength(2)
    server.stop()
    expect((await slow).status).toBe(200)
    expect(await server.exitCode).toBe(0)
  })

  it.each(['PORT', 'SANDBOX_PORT', 'PORTAL_PORT'])(
    'names the taken port and %s in one line',
    async (variable) => {
      const port = await takePort()
      const server = await start({ LOG_LEVEL: 'warn', [variable]: String(port) })
      expect(await server.exitCode).toBe(1)
      expect(server.output()).toBe(`Port ${port} is taken: set ${variable} to a free one.\n`)
    },
  )

  it.each<[string, (folder: string) => Record<string, string>, RegExp]>([
    [
      'a folder that can’t be made',
      (folder) => ({ SANDBOX_DIR: join(folder, 'file', 'documents') }),
      /^The folder \/.*\/file\/documents can't be used \(ENOTDIR\): set SANDBOX_DIR to one that can be written to\.\n$/,
    ],
    [
      'a folder that is a file',
      (folder) => ({ SANDBOX_DIR: join(folder, 'file') }),
      /^The folder \/.*\/file can't be used \(EEXIST\): set SANDBOX_DIR to one that can be written to\.\n$/,
    ],
    [
      'a folder that can’t be written to',
      // This folder is the kernel's. Nobody can make a file in it, not even root.
      () => ({ SANDBOX_DIR: '/proc/self/task' }),
      /^The folder \/proc\/self\/task can't be used \(\w+\): set SANDBOX_DIR to one that can be written to\.\n$/,
    ],
    [
      'an address of another machine',
      () => ({ HOST: '192.0.2.1' }),
      /^Nothing can listen on 192\.0\.2\.1 \(EADDRNOTAVAIL\): set HOST to an address of this machine\.\n$/,
    ],
  ])('reports %s in one line', async (_what, environmentFor, line) => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'file'), '')
    const server = await start({ LOG_LEVEL: 'warn', ...environmentFor(folder) })
    expect(await server.exitCode).toBe(1)
    expect(server.output()).toMatch(line)
  })

  it.each([
    ['a body that never comes', 'POST /api/sessions/guest'],
    ['a body to an unknown path', 'POST /nowhere'],
  ])('ends on SIGTERM in the middle of %s', async (_what, line) => {
    const server = await start({ DRAIN_SECONDS: '1' })
    const wizard = await server.line('Document upload wizard: ')
    const connection = openConnection(wizard)
    connection.write(requestHead(line, { 'Content-Type': 'application/json', 'Content-Length': 100 }))
    // When a later request has its answer, the server has seen this one.
    await fetch(`${wizard}/healthz`)
    server.stop()
    expect(await server.exitCode).toBe(0)
  })

  it('ends on SIGTERM in the middle of a generate without an answer', async () => {
    const server = await start({ DRAIN_SECONDS: '1' })
    const wizard = await server.line('Document upload wizard: ')
    const sandbox = await server.line('ConnectFi sandbox: ')
    const name = 'licence [fault:generate-hang]'
    const answer = generate(wizard, await openGuestSession(wizard), { ...licence, name }).catch(String)
    const requests = async () => (await fetch(`${sandbox}/sandbox/requests`)).text()
    await expect.poll(requests).toContain('document/generate')
    server.stop()
    expect(await answer).toContain('fetch failed')
    expect(await server.exitCode).toBe(0)
  })

  it('names every mistake in the environment, and does not start', async () => {
    const server = await start({ PORT: 'x', MAX_UPLOADS: '0' })
    expect(await server.exitCode).toBe(1)
    expect(server.output()).toMatch(/^The environment is not right:\n {2}PORT .*\n {2}MAX_UPLOADS .*\n$/)
  })
})
