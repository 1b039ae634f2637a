import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'playwright/test'
import { freePorts } from '../../src/proxy/testing/free-ports.ts'
import { headlessShellLaunchOptions } from '../support/chromium.ts'
import { addInstalled, installPackedPackage, type PartnerProject } from '../support/embed/embed-package.ts'

const execute = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')

/** A code block of the partner's guide. The file's name follows the language: `js server.mjs`. */
async function fileOfGuide(name: string, path = 'src/embed/README.md'): Promise<string> {
  const guide = await readFile(join(root, path), 'utf8')
  const block = new RegExp(`\`\`\`\\w+ ${name.replaceAll('.', '\\.')}\n([\\s\\S]*?)\n\`\`\``).exec(guide)?.[1]
  if (block === undefined) throw new Error(`The guide has no block for ${name}.`)
  return `${block}\n`
}

test('a newcomer who follows the guides to the letter gets a verified receipt, and tests in their own CI', async () => {
  test.setTimeout(180_000)
  const [wizardPort, portalPort, partnerPort] = await freePorts(3)
  /** The guide's ports are those of `npm start`, which may be taken here. Nothing else is changed. */
  const here = (text: string) =>
    text.replaceAll('localhost:4300', `localhost:${wizardPort}`).replaceAll('8080', String(partnerPort))
  const started: ChildProcess[] = []
  const project = await installPackedPackage()
  try {
    // 1. Become a partner
    const keys = (await execute('npm', ['run', '--silent', 'partner-key'], { cwd: root })).stdout
    const apiKey = /akepa_[\w-]+/.exec(keys)?.[0] ?? ''
    const sha256 = /\b[0-9a-f]{64}\b/.exec(keys)?.[0] ?? ''
    await project.write('partners.json', here(await fileOfGuide('partners.json')).replace('…', sha256))
    const wizard = start(join(root, 'dist/server/main.js'), root, {
      PARTNERS_FILE: join(project.folder, 'partners.json'),
      PORT: String(wizardPort),
      SANDBOX_PORT: '0',
      PORTAL_PORT: String(portalPort),
      SANDBOX_DIR: join(project.folder, 'sandbox'),
    })
    started.push(wizard.process)
    await expect.poll(wizard.output, { timeout: 30_000 }).toContain('Document upload wizard:')

    // 2. and 3. The back end and its page
    for (const name of ['server.mjs', 'index.html', 'page.js', 'upload.spec.mjs']) {
      await project.write(name, here(await fileOfGuide(name)))
    }
    for (const name of ['fixtures.mjs', 'documents.spec.mjs'])
      await project.write(name, await fileOfGuide(name, 'src/testkit/README.md'))
    await addInstalled(project, '@playwright/test', 'playwright', 'playwright-core')
    const backEnd = start('server.mjs', project.folder, { AKEPA_API_KEY: apiKey })
    started.push(backEnd.process)
    await expect.poll(() => isUp(`http://127.0.0.1:${partnerPort}/`), { timeout: 30_000 }).toBe(true)

    // 6. Test it
    await project.write('playwright.config.mjs', `export default { ${foundBrowser()} }`)
    expect(await runTests(project)).toContain('2 passed')
    await expect.poll(backEnd.output).toMatch(/^Verified: doc_\w+ of customer-42$/m)
  } finally {
    for (const child of started) child.kill('SIGKILL')
    await project.remove()
  }
})

test(
  'the guide’s tests pass in a partner’s CI under pnpm, which starts everything by their configuration',
  { tag: '@wide' },
  async () => {
    test.setTimeout(180_000)
    const [wizardPort, partnerPort] = await freePorts(2)
    const here = (text: string) =>
      text.replaceAll('4300', String(wizardPort)).replaceAll('8080', String(partnerPort))
    const project = await installPackedPackage('pnpm')
    try {
      for (const name of ['server.mjs', 'index.html', 'page.js', 'upload.spec.mjs'])
        await project.write(name, here(await fileOfGuide(name)))
      for (const name of ['fixtures.mjs', 'documents.spec.mjs', 'playwright.config.mjs'])
        await project.write(name, here(await fileOfGuide(name, 'src/testkit/README.md')))
      const config = await readFile(join(project.folder, 'playwright.config.mjs'), 'utf8')
      await project.write(
        'playwright.config.mjs',
        config.replace('export default {', `export default { ${foundBrowser()},`),
      )
      expect(await runTests(project)).toContain('2 passed')
      for (const port of [wizardPort, partnerPort])
        expect(await isUp(`http://127.0.0.1:${port}/`)).toBe(false)
    } finally {
      await project.remove()
    }
  },
)

/** The guides leave it to Playwright to find a browser, which this machine has elsewhere. */
function foundBrowser(): string {
  return `use: { launchOptions: ${JSON.stringify(headlessShellLaunchOptions())} }`
}

/** Runs the project's tests, and answers with what they print, however they end. */
async function runTests(project: PartnerProject): Promise<string> {
  const runner = join(root, 'node_modules/playwright/cli.js')
  const options = { cwd: project.folder, env: ownEnvironment() }
  const run = execute(process.execPath, [runner, 'test', '--reporter=line'], options)
  return (await run.catch((error: unknown) => error as { stdout: string })).stdout
}

function start(file: string, cwd: string, variables: Record<string, string>) {
  const child = spawn(process.execPath, [file], { cwd, env: { ...ownEnvironment(), ...variables } })
  let output = ''
  const collect = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  return { process: child, output: () => output }
}

/** Leaves out what this test's runner has set for itself, because the newcomer's runner is none of its workers. */
function ownEnvironment(): Record<string, string> {
  const isRunners = (name: string) => /^(?:PLAYWRIGHT|PW|TEST_|NODE_OPTIONS|NODE_ENV)/.test(name)
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || isRunners(name) ? [] : [[name, value]],
    ),
  )
}

async function isUp(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )
}
