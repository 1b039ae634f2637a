import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { chmod, chown, cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { inputs } from '../../.scripts/building/bundles.mjs'
import { createReceiptKey } from '../../src/proxy/partners/receipts/receipt-keys.ts'
import { createSecret } from '../../src/proxy/sessions/derived-key.ts'
import { freePorts } from '../../src/proxy/testing/free-ports.ts'
import { startRedis } from '../../src/proxy/testing/stores/redis-server.ts'
import { testFiles, UploadWizard } from '../../src/testkit/testkit.ts'
import { licence } from '../support/documents.ts'
import { startNginx } from '../support/nginx.ts'
import { expect, test } from '../support/wizard-test.ts'

const root = join(import.meta.dirname, '..', '..')
const textOf = (name: string) => readFileSync(join(root, '.deploy', name), 'utf8')
const stages = textOf('Containerfile').split(/^FROM /m)
/** Each program gets these variables alone, so nothing of the machine's environment helps it. */
type Environment = Readonly<Record<string, string>>

interface Image {
  readonly environment: Environment
  readonly user: { readonly uid?: number; readonly gid?: number }
  readonly command: readonly string[]
  readonly healthCheck: readonly string[]
}

/** What follows an instruction of the Containerfile's last stage, once for each time that it stands there. */
function instructions(name: string): string[] {
  return Array.from(
    stages.at(-1)?.matchAll(new RegExp(`^${name} (.*)$`, 'gm')) ?? [],
    ([, rest = '']) => rest,
  )
}

/** Does the steps of the Containerfile's last stage in a folder in place of a container. */
async function makeImage(folder: string): Promise<Image> {
  for (const copy of instructions('COPY')) {
    const [, from = '', to = ''] = /^--from=build \/source\/(\S+) (\S+)$/.exec(copy) ?? []
    await cp(join(root, from), join(folder, to), { recursive: true })
  }
  for (const run of instructions('RUN')) {
    const [program, ...paths] = run.split(' ')
    expect(program).toBe('rm')
    for (const path of paths) await rm(join(folder, path))
  }
  const settings = instructions('ENV').flatMap((line) => line.split(' ').map((pair) => pair.split('=')))
  const [uid, gid] = instructions('USER').join().split(':').map(Number)
  const program = (json = '[]') => {
    const [node, ...args] = JSON.parse(json) as string[]
    expect(node).toBe('node')
    return [process.execPath, ...args.map((text) => (text.startsWith('/') ? join(folder, text) : text))]
  }
  return {
    environment: Object.fromEntries(settings) as Environment,
    // Only root may start a program as another user.
    user: process.getuid?.() === 0 && uid !== undefined && gid !== undefined ? { uid, gid } : {},
    command: program(instructions('CMD')[0]),
    healthCheck: program(/CMD (.*)/.exec(instructions('HEALTHCHECK').join())?.[1]),
  }
}

class Running {
  readonly exitCode: Promise<number | null>
  output = ''
  readonly #child: ChildProcess

  constructor(child: ChildProcess) {
    this.#child = child
    this.exitCode = once(child, 'exit').then(([code]) => code as number | null)
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString()
      })
    }
  }

  stop(): Promise<number | null> {
    this.#child.kill()
    return this.exitCode
  }
}

/** As on a disk that can't be written to: a program that writes a byte into a file is ended. */
function startWithoutDisk(command: readonly string[], { user }: Image, env: Environment): Running {
  return new Running(
    spawn('sh', ['-c', 'ulimit -f 0 && exec "$@"', 'sh', ...command], { cwd: '/', env, ...user }),
  )
}

let folder = ''
const running: { stop(): Promise<unknown> }[] = []
test.use({ ignoreHTTPSErrors: true })
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deployment-'))
  await chmod(folder, 0o755)
})
test.afterEach(async () => {
  for (const program of running.splice(0)) await program.stop()
  await rm(folder, { recursive: true, force: true })
})

test('two replicas of what is built, behind nginx with TLS, take a document each, one being stopped between', async ({
  page,
  sandbox,
}) => {
  const image = await makeImage(folder)
  const server = join(folder, 'app', 'server')
  const isWide = (name: string) => /[^\0-\u00ff]/.test(readFileSync(join(server, name), 'utf8'))
  const scripts = (await readdir(server)).filter((name) => name.endsWith('.js'))
  expect(scripts.filter(isWide), 'the server’s files that V8 keeps in two bytes a character').toEqual([])
  const [one = 0, other = 0, oneAdmin = 0, otherAdmin = 0, https = 0, http = 0, unused = 0] =
    await freePorts(7)
  const origin = `https://127.0.0.1:${https}`
  const secret = async (name: string, text: string) => {
    const path = join(folder, 'secrets', name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text, { mode: 0o400 })
    if (image.user.uid !== undefined) await chown(path, image.user.uid, 0)
    return path
  }
  const compose = textOf('compose.yaml')
  const redisOptions = /command: redis-server (.*)/.exec(compose)?.[1]?.matchAll(/--(\S+) (\S+)/g) ?? []
  const redis = await startRedis(
    undefined,
    Object.fromEntries(Array.from(redisOptions, ([, name = '', value = '']) => [name, value])),
  )
  running.push(redis)
  const settings = {
    PUBLIC_ORIGIN: origin,
    CONNECTFI_BASE_URL: sandbox.origin,
    CONNECTFI_LOGIN: sandbox.login,
    CONNECTFI_PASSWORD_FILE: await secret('connectfi-password', `${sandbox.password}\n`),
    SESSION_SECRET_FILE: await secret('session-secret', `${createSecret()}\n`),
    RECEIPT_KEY_FILE: await secret(
      'receipt-key.pem',
      createReceiptKey().export({ format: 'pem', type: 'pkcs8' }).toString(),
    ),
    PARTNERS_FILE: await secret(
      'partners.json',
      JSON.stringify({
        partners: [{ id: 'acme', displayName: 'Acme Bank', apiKeySha256: ['a'.repeat(64)] }],
      }),
    ),
    REDIS_URL: redis.url,
    PLAIN_CONNECTIONS: 'REDIS_URL',
    TRUST_PROXY: 'loopback',
    ADMIN_PORT: String(oneAdmin),
  }
  const named = Array.from(compose.matchAll(/^ {4}([A-Z_]+): /gm), ([, name]) => name)
  expect(Object.keys(settings)).toEqual(named)

  const environment = { ...image.environment, ...settings, GUEST_SESSIONS: 'on' }
  const start = (port: number, adminPort: number) =>
    startWithoutDisk(image.command, image, {
      ...environment,
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
    })
  const replicas = [start(one, oneAdmin), start(other, otherAdmin)]
  running.push(...replicas)
  for (const port of [oneAdmin, otherAdmin]) {
    const ready = async (): Promise<unknown> =>
      (await page.request.get(`http://127.0.0.1:${port}/readyz`)).json()
    await expect(async () => {
      // No warning of a Redis that may forget.
      expect(await ready()).toMatchObject({ data: { status: 'ready', warnings: [] } })
    }).toPass({ timeout: 10_000 })
  }
  const isHealthy = (adminPort: number) =>
    startWithoutDisk(image.healthCheck, image, { PORT: String(one), ADMIN_PORT: String(adminPort) }).exitCode
  expect(await Promise.all([isHealthy(oneAdmin), isHealthy(unused)])).toEqual([0, 1])
  expect((await page.request.get(`http://127.0.0.1:${one}/metrics`)).status()).toBe(404)

  const nginx = await startNginx(folder, { replicas: [one, other], https, http })
  running.push(nginx)

  await expect(async () => {
    expect(nginx.said()).toBe('')
    const plain = await page.request.get(`http://127.0.0.1:${http}/`, { maxRedirects: 0 })
    expect([plain.status(), plain.headers()['location']]).toEqual([308, 'https://127.0.0.1/'])
  }).toPass({ timeout: 10_000 })
  const plainApi = await page.request.post(`http://127.0.0.1:${http}/api/sessions`, { maxRedirects: 0 })
  expect([plainApi.status(), plainApi.headers()['x-content-type-options']]).toEqual([403, 'nosniff'])
  // One of nginx's own answers, and one of the proxy's, which must not have a header twice.
  for (const [path, status] of [
    ['/metrics', 404],
    ['/', 200],
  ] as const) {
    const answer = await page.request.get(origin + path)
    const { 'x-content-type-options': sniffing, 'strict-transport-security': hsts } = answer.headers()
    expect([answer.status(), sniffing, hsts]).toEqual([status, 'nosniff', 'max-age=31536000'])
  }

  await page.goto(origin)
  const wizard = new UploadWizard(page)
  // More than nginx takes without being told.
  const photo = testFiles.jpgOfSize(2_000_000)
  await wizard.register(licence)
  await wizard.chooseFile(photo)
  await wizard.upload()
  expect(await replicas[0]?.stop()).toBe(0)
  await wizard.addAnother()
  await wizard.register({ ...licence, type: 'passport' })
  await wizard.chooseFile(testFiles.goodJpg())
  await wizard.upload()
  expect(await sandbox.documents()).toMatchObject([
    { type: 'passport', uploadStatus: true, size: testFiles.goodJpg().buffer.length },
    { type: 'license', uploadStatus: true, size: photo.buffer.length },
  ])

  expect(await replicas[1]?.stop()).toBe(0)
  expect(await nginx.stop()).toBe(0)
})

test('the image is built from all that the build reads', () => {
  const copied = Array.from(stages.at(-2)?.matchAll(/^COPY (.*) \S+$/gm) ?? [], ([, names = '']) =>
    names.split(' '),
  ).flat()
  const tops = inputs.map((path) => path.split('/')[0])
  expect(tops.filter((path) => !copied.includes(path ?? ''))).toEqual([])
})
