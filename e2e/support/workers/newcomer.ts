import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'playwright/test'
import { freePorts } from '../../../src/proxy/testing/free-ports.ts'
import { installPackedPackage, type PartnerProject } from '../embed/embed-package.ts'
import { fileOfGuide, guideOfPortals } from '../embed/file-of-guide.ts'
import { test as base } from './base.ts'

const execute = promisify(execFile)
const root = join(import.meta.dirname, '..', '..', '..')

/** A partner of a running wizard, as the guide makes one, in a project with the packed package. */
export interface Newcomer {
  readonly project: PartnerProject
  /** The guides' ports are those of `npm start`, which may be taken here. Nothing else is changed. */
  readonly here: (text: string) => string
  readonly page: string
  /** Starts a server in a folder of the project, with what the partner knows. */
  readonly start: (
    args: readonly string[],
    folder?: string,
  ) => { readonly output: () => string; readonly stop: () => void }
}

export const test = base.extend<object, { newcomer: Newcomer }>({
  newcomer: [
    async ({}, use) => {
      const [wizardPort, portalPort, partnerPort, backEndPort] = await freePorts(4)
      const here = (text: string) =>
        text
          .replaceAll('localhost:4300', `localhost:${wizardPort}`)
          .replaceAll('8080', String(partnerPort))
          .replaceAll('8081', String(backEndPort))
      const project = await installPackedPackage()
      // 1. Become a partner, who is told by webhooks too
      const keys = (await execute('npm', ['run', '--silent', 'partner-key'], { cwd: root })).stdout
      const apiKey = /akepa_[\w-]+/.exec(keys)?.[0] ?? ''
      const sha256 = /\b[0-9a-f]{64}\b/.exec(keys)?.[0] ?? ''
      const webhookSecret = `whsec_${randomBytes(32).toString('base64')}`
      const file = here(await fileOfGuide('partners.json', guideOfPortals)).replace('…', sha256)
      const { partners } = JSON.parse(file) as { partners: [object] }
      const webhookUrl = here('http://127.0.0.1:8080/webhooks')
      await project.write(
        'partners.json',
        JSON.stringify({ partners: [{ ...partners[0], webhookUrl, webhookSecret }] }),
      )
      const wizard = start([join(root, 'dist/server/main.js')], root, {
        PARTNERS_FILE: join(project.folder, 'partners.json'),
        PORT: String(wizardPort),
        SANDBOX_PORT: '0',
        PORTAL_PORT: String(portalPort),
        SANDBOX_DIR: join(project.folder, 'sandbox'),
      })
      try {
        await expect.poll(wizard.output, { timeout: 30_000 }).toContain('Document upload wizard:')
        const secrets = { AKEPA_API_KEY: apiKey, AKEPA_WEBHOOK_SECRET: webhookSecret }
        await use({
          project,
          here,
          page: here('http://127.0.0.1:8080/'),
          start: (args, folder = '') => start(args, join(project.folder, folder), secrets),
        })
      } finally {
        wizard.stop()
        await project.remove()
      }
    },
    { scope: 'worker', timeout: 180_000 },
  ],
})

function start(args: readonly string[], cwd: string, variables: Record<string, string>) {
  const child = spawn(process.execPath, args, { cwd, env: { ...ownEnvironment(), ...variables } })
  let output = ''
  const collect = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  return { output: () => output, stop: () => child.kill('SIGKILL') }
}

/** Leaves out what this test's runner has set for itself, because the newcomer's runner is none of its workers. */
export function ownEnvironment(): Record<string, string> {
  const isRunners = (name: string) => /^(?:PLAYWRIGHT|PW|TEST_|NODE_OPTIONS|NODE_ENV)/.test(name)
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || isRunners(name) ? [] : [[name, value]],
    ),
  )
}
