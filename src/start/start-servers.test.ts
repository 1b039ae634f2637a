import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { freePort } from '../proxy/testing/free-ports.ts'
import { generate, openGuestSession } from '../proxy/testing/requests/proxy-client.ts'
import { configurationFromEnvironment } from '../proxy/settings/environment.ts'
import { serve } from '../testing/serve.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { StartProblem } from './start-problem.ts'
import { startServers } from './start-servers.ts'

async function start(environment: Record<string, string> = {}) {
  const configuration = configurationFromEnvironment({
    LOG_LEVEL: 'silent',
    PORT: '0',
    SANDBOX_PORT: '0',
    // The port must be known before anything listens, because the portal's address is one of its partner's origins.
    PORTAL_PORT: String(await freePort()),
    SANDBOX_DIR: await temporaryFolder(),
    ...environment,
  })
  const servers = await startServers(configuration, {
    wizardDir: resolve('dist/wizard'),
    portalDir: resolve('src/portal/page'),
  })
  onTestFinished(servers.close)
  return servers
}

it('a start makes a new secret and a new receipt key if it is given none', async () => {
  const [one, other] = [await start(), await start()]
  const keysOf = async (origin: string) => (await fetch(`${origin}/.well-known/jwks.json`)).text()
  expect(await keysOf(one.wizardOrigin)).toContain('P-256')
  expect(await keysOf(one.wizardOrigin)).not.toBe(await keysOf(other.wizardOrigin))
  const session = await openGuestSession(one.wizardOrigin)
  expect((await generate(one.wizardOrigin, session)).status).toBe(200)
  expect(await generate(other.wizardOrigin, session)).toMatchObject({
    status: 401,
    body: { code: 'sessionInvalid' },
  })
})

describe('a problem that the operator can solve', () => {
  it.each(['PORT', 'SANDBOX_PORT', 'PORTAL_PORT'])(
    'is a taken port, by its number and %s',
    async (variable) => {
      const other = await serve()
      onTestFinished(other.close)
      const { port } = new URL(other.origin)
      const problem = await start({ [variable]: port }).catch((error: unknown) => error)
      expect(problem).toBeInstanceOf(StartProblem)
      expect(problem).toMatchObject({ message: `Port ${port} is taken: set ${variable} to a free one.` })
    },
  )

  it('leaves nothing running', async () => {
    const other = await serve()
    onTestFinished(other.close)
    const port = String(await freePort())
    await expect(start({ PORT: port, PORTAL_PORT: new URL(other.origin).port })).rejects.toThrow('is taken')
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow('fetch failed')
  })

  it.each<[string, (folder: string) => Record<string, string>, RegExp]>([
    [
      'a folder that can’t be made',
      (folder) => ({ SANDBOX_DIR: join(folder, 'file', 'documents') }),
      /^The folder \/.*\/file\/documents can't be used \(ENOTDIR\): set SANDBOX_DIR to one that can be written to\.$/,
    ],
    [
      'a folder that is a file',
      (folder) => ({ SANDBOX_DIR: join(folder, 'file') }),
      /^The folder \/.*\/file can't be used \(EEXIST\): set SANDBOX_DIR to one that can be written to\.$/,
    ],
    [
      'a folder that can’t be written to',
      // This folder is the kernel's. Nobody can make a file in it, not even root.
      () => ({ SANDBOX_DIR: '/proc/self/task' }),
      /^The folder \/proc\/self\/task can't be used \(\w+\): set SANDBOX_DIR to one that can be written to\.$/,
    ],
    [
      'an address of another machine',
      () => ({ HOST: '192.0.2.1' }),
      /^Nothing can listen on 192\.0\.2\.1 \(EADDRNOTAVAIL\): set HOST to an address of this machine\.$/,
    ],
  ])('is %s', async (_what, environmentFor, message) => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'file'), '')
    const problem = await start(environmentFor(folder)).catch((error: unknown) => error)
    expect(problem).toBeInstanceOf(StartProblem)
    expect((problem as StartProblem).message).toMatch(message)
  })
})
