import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { call, makeImage, register, upload } from './proxy-client.ts'
import { temporaryFolder } from './proxy-fixture.ts'

/** Built as `npm start` builds it, since Node 20 runs no TypeScript; inside the project, where its packages are found. */
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(resolve('node_modules', '.proxy-main-'))
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: 'src/proxy/main.ts', outDir: folder, target: 'node20', copyPublicDir: false },
  })
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Started {
  readonly output: () => string
  readonly line: (beginning: string) => Promise<string>
  readonly stop: () => void
  readonly exitCode: Promise<number | null>
}

async function start(environment: Record<string, string> = {}): Promise<Started> {
  const child = spawn(process.execPath, [join(folder, 'main.js')], {
    env: {
      PORT: '0',
      SANDBOX_PORT: '0',
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
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

describe('the server', () => {
  it('starts with nothing set, says where to look, takes a file, and ends when told to', async () => {
    const server = await start()
    const wizard = await server.line('Document upload wizard: ')
    const sandbox = await server.line('ConnectFi sandbox: ')
    expect(wizard).toMatch(/^http:\/\/localhost:\d+$/)

    expect((await upload(wizard, await register(wizard), await makeImage('jpeg'))).status).toBe(200)
    expect(await (await fetch(`${sandbox}/sandbox/documents`)).json()).toMatchObject([{ uploadStatus: true }])
    server.stop()
    expect(await server.exitCode).toBe(0)
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

  it.each(['PORT', 'SANDBOX_PORT'])('names the taken port and %s in one line', async (variable) => {
    const port = await takePort()
    const server = await start({ [variable]: String(port) })
    expect(await server.exitCode).toBe(1)
    expect(server.output()).toBe(`Port ${port} is taken: set ${variable} to a free one.\n`)
  })

  it('names every mistake in the environment, and does not start', async () => {
    const server = await start({ PORT: 'x', MAX_UPLOADS: '0' })
    expect(await server.exitCode).toBe(1)
    expect(server.output()).toMatch(/^The environment is not right:\n {2}PORT .*\n {2}MAX_UPLOADS .*\n$/)
  })
})
