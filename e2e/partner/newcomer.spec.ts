import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePorts } from '../../src/proxy/testing/free-ports.ts'
import { testFiles, UploadWizard } from '../../src/testkit/testkit.ts'
import { headlessShellLaunchOptions } from '../support/chromium.ts'
import { addInstalled, installPackedPackage, type PartnerProject } from '../support/embed/embed-package.ts'
import { fileOfGuide, guideOfPortals } from '../support/embed/file-of-guide.ts'
import { Complaints } from '../support/page/complaints.ts'
import { ownEnvironment } from '../support/workers/newcomer.ts'
import { expect, test } from '../support/workers/workers.ts'

const execute = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')

test('a newcomer who follows the guides to the letter gets a verified receipt, and tests in their own CI', async ({
  newcomer,
}) => {
  test.setTimeout(180_000)
  const { project, here } = newcomer
  // 2. and 3. The back end and its page
  for (const name of ['server.mjs', 'index.html', 'page.js', 'upload.spec.mjs']) {
    await project.write(name, here(await fileOfGuide(name, guideOfPortals)))
  }
  for (const name of ['fixtures.mjs', 'documents.spec.mjs'])
    await project.write(name, await fileOfGuide(name, 'src/testkit/README.md'))
  await addInstalled(project, '@playwright/test', 'playwright', 'playwright-core')
  const backEnd = newcomer.start(['server.mjs'])
  try {
    await expect.poll(() => isUp(newcomer.page), { timeout: 30_000 }).toBe(true)
    // 6. Test it
    await project.write('playwright.config.mjs', `export default { ${foundBrowser()} }`)
    expect(await runTests(project)).toContain('2 passed')
    await expect.poll(backEnd.output).toMatch(/^Verified: doc_\w+ of customer-42$/m)
  } finally {
    backEnd.stop()
  }
})

const vite = '../node_modules/vite/bin/vite.js'
const next = 'node_modules/next/dist/bin/next'

/** What `src/embed/guides/PAGES.md` shows: the files of each page in a folder of its own, and what starts it. */
const pages: readonly {
  readonly name: string
  readonly ofPortal: readonly string[]
  readonly ofPages: readonly string[]
  /** What is fetched from npm and then built, before it starts. */
  readonly fetches?: readonly string[]
  readonly build?: readonly string[]
  readonly starts: readonly (readonly string[])[]
  /** What its server says beside. */
  readonly says?: string
}[] = [
  {
    name: 'Vite and React',
    ofPortal: ['server.mjs', 'documents.jsx'],
    ofPages: ['index.html', 'main.jsx', 'vite.config.mjs'],
    starts: [['server.mjs', '8081'], [vite]],
  },
  {
    name: 'React on a server',
    ofPortal: ['documents.jsx'],
    ofPages: ['server.mjs', 'browser.jsx'],
    starts: [['server.mjs']],
  },
  {
    name: 'Next.js',
    ofPortal: [],
    ofPages: [
      'documents.jsx',
      'page.jsx',
      'layout.jsx',
      'uploads.js',
      'session/route.js',
      'receipt/route.js',
    ].map((file) => `app/${file}`),
    fetches: ['next@16.4.6', 'react@19', 'react-dom@19'],
    build: [next, 'build'],
    starts: [[next, 'start', '--hostname', '127.0.0.1', '--port', '8080']],
  },
  {
    name: 'CommonJS, which is told by a webhook too',
    ofPortal: [],
    ofPages: ['server.cjs', 'mount.js'],
    starts: [['server.cjs']],
    says: 'Told: document.uploaded',
  },
]

for (const [index, shown] of pages.entries())
  test(
    `a newcomer who follows the guide gets a verified receipt from a page by ${shown.name}`,
    // The page above goes the same way.
    { tag: '@wide' },
    async ({ newcomer, page, context }) => {
      const { ofPortal, ofPages, fetches, build, starts, says } = shown
      test.setTimeout(fetches ? 600_000 : 120_000)
      const { project, here } = newcomer
      const complaints = new Complaints(context)
      const folder = `page-${index}`
      const write = async (file: string, guide: string) =>
        project.write(`${folder}/${file}`, here(await fileOfGuide(file, guide)))
      for (const file of ofPortal) await write(file, guideOfPortals)
      for (const file of ofPages) await write(file, 'src/embed/guides/PAGES.md')
      // As `npm init --yes` writes it. For Next.js, the guide takes the type away.
      const type = fetches ? undefined : 'commonjs'
      await project.write(`${folder}/package.json`, JSON.stringify({ name: 'page', version: '1.0.0', type }))
      if (fetches) await install(project, folder, fetches)
      else await addInstalled(project, 'react', 'react-dom', 'scheduler', 'vite')
      const own = { cwd: join(project.folder, folder), env: ownEnvironment() }
      if (build) await execute(process.execPath, build, own)
      const servers = starts.map((args) => newcomer.start(args.map(here), folder))
      const said = () => servers.map(({ output }) => output()).join('')
      try {
        await expect.poll(() => isUp(newcomer.page), { timeout: 30_000 }).toBe(true)
        await page.goto(newcomer.page)
        const wizard = new UploadWizard(page.frameLocator('#documents iframe'))
        const answers = { workflow: 'PERSONAL', type: 'license', name: 'Licence', extension: 'jpg' } as const
        const documentId = await wizard.register(answers)
        await wizard.chooseFile(testFiles.goodJpg())
        expect((await wizard.upload()).documentId).toBe(documentId)
        await expect.poll(said).toContain(`Verified: ${documentId} of customer-42\n`)
        if (says !== undefined) await expect.poll(said).toContain(`${says} ${documentId}\n`)
        expect(complaints.heard).toEqual([])
      } finally {
        for (const server of servers) server.stop()
      }
    },
  )

async function install(project: PartnerProject, folder: string, packages: readonly string[]): Promise<void> {
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
  const cwd = join(project.folder, folder)
  await execute('npm', ['install', ...options, ...packages, `../${project.tarball}`], { cwd })
}

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
        await project.write(name, here(await fileOfGuide(name, guideOfPortals)))
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

async function isUp(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )
}
