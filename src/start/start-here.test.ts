import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { EnvironmentError } from '../proxy/settings/environment.ts'
import { openGuestSession } from '../proxy/testing/requests/proxy-client.ts'
import { createSecret } from '../proxy/sessions/derived-key.ts'
import { serve } from '../testing/serve.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { startHere } from './start-here.ts'
import { StartProblem } from './start-problem.ts'

const pages = { wizardDir: resolve('dist/wizard'), portalDir: resolve('src/portal/page') }

async function start(variables: Readonly<Record<string, string>> = {}) {
  const servers = await startHere({ LOG_LEVEL: 'silent', ...variables }, pages)
  onTestFinished(servers.close)
  return servers
}

it('a start for trying out takes other ports where the usual are taken, and reads no environment', async () => {
  const temporary = await temporaryFolder()
  vi.stubEnv('TMPDIR', temporary)
  vi.stubEnv('PORT', 'of the CI')
  vi.stubEnv('CONNECTFI_BASE_URL', 'https://connectfi.example')
  expect(tmpdir()).toBe(temporary)
  const [one, other] = [await start(), await start()]
  const origins = [one, other].flatMap(({ wizardOrigin, sandboxOrigin, portalOrigin }) => [
    wizardOrigin,
    sandboxOrigin,
    portalOrigin,
  ])
  expect(new Set(origins).size).toBe(6)
  await openGuestSession(other.wizardOrigin)
  expect(await readdir(temporary)).toHaveLength(2)
  await one.close()
  await other.close()
  expect(await readdir(temporary)).toEqual([])
})

it('a start for trying out that fails leaves no folder behind', async () => {
  const temporary = await temporaryFolder()
  vi.stubEnv('TMPDIR', temporary)
  const taken = await serve()
  onTestFinished(taken.close)
  const { port } = new URL(taken.origin)
  await expect(start({ PORTAL_PORT: port })).rejects.toThrow(StartProblem)
  await expect(start({ PORT: 'x' })).rejects.toThrow(EnvironmentError)
  const real = {
    CONNECTFI_BASE_URL: 'https://connectfi.example',
    CONNECTFI_LOGIN: 'login',
    CONNECTFI_PASSWORD: 'password',
    SESSION_SECRET: createSecret(),
    PUBLIC_ORIGIN: 'https://uploads.example',
  }
  await expect(start(real)).rejects.toThrow('Only the sandbox can be tried out')
  expect(await readdir(temporary)).toEqual([])
  vi.stubEnv('TMPDIR', '/proc/self/task')
  await expect(start()).rejects.toThrow(/^The folder \/proc\/self\/task can't be written to: set TMPDIR/)
})
