import { execFile, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Webhook } from 'standardwebhooks'
import { freePort } from '../../src/proxy/testing/free-ports.ts'
import { makeImage, registerIn, upload } from '../../src/proxy/testing/requests/proxy-client.ts'
import { startWizard } from '../../src/testkit/testkit.ts'
import { fileOfGuide } from '../support/embed/file-of-guide.ts'
import { installPackedPackage, type PartnerProject } from '../support/embed/embed-package.ts'
import { expect, test as base } from '../support/embed/embed-test.ts'

const root = join(import.meta.dirname, '..', '..')

const test = base.extend<object, { project: PartnerProject }>({
  project: [
    async ({}, provide) => {
      const project = await installPackedPackage()
      // Programs come as packages for each platform, which no script has to fetch.
      const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
      await promisify(execFile)('npm', ['install', ...options, ...(await toolsOfGuide())], {
        cwd: project.folder,
      })
      await provide(project)
      await project.remove()
    },
    { scope: 'worker', timeout: 600_000 },
  ],
})

/** What the guide says that the package was tried with: `webpack@5.113.0` and so on. */
async function toolsOfGuide(): Promise<readonly string[]> {
  const guide = await readFile(join(root, 'src/embed/guides/VERSIONS.md'), 'utf8')
  const table = guide.slice(guide.indexOf('e2e/embed/tools.spec.ts'))
  return Array.from(
    table.matchAll(/^\| `(\S+)` +\| ([\d.]+) +\|/gm),
    ([, name, version]) => `${name}@${version}`,
  )
}

/** The headers of a webhook that is sent now. */
function signedBy(secret: string, body: string) {
  const sentAt = new Date()
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', sentAt, body),
  }
}

/** Runs a program of the project in Node, as a partner does, and answers with all that it prints. */
async function run(project: PartnerProject, ...args: string[]): Promise<string> {
  const { NODE_ENV: _, ...own } = process.env
  const env = { ...own, FORCE_COLOR: '0' }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: project.folder, env })
  return stdout + stderr
}

async function runIn(project: PartnerProject, runtime: 'deno' | 'bun', ...args: string[]): Promise<string> {
  return (await promisify(execFile)(programOf(project, runtime), args, { cwd: project.folder })).stdout
}

/** The program of a package that holds it for this platform, such as `bun`. */
function programOf(project: PartnerProject, name: 'deno' | 'bun' | 'workerd'): string {
  const { platform, arch } = process
  const at = createRequire(join(project.folder, 'package.json'))
  const path = {
    deno: `@deno/${platform}-${arch}-glibc/deno`,
    bun: `@oven/bun-${platform}-${arch}/bin/bun`,
    workerd: `@cloudflare/workerd-${platform}-${arch === 'x64' ? '64' : arch}/bin/workerd`,
  }[name]
  return at.resolve(path)
}

test.describe('the package, installed from its tarball', { tag: '@wide' }, () => {
  test('mounts the wizard from what webpack, esbuild and Vite make of it', async ({
    host,
    sites,
    project,
  }) => {
    await project.write(
      'page.js',
      `import { mountDocumentUpload } from 'akepa-upload-wizard/embed'
       window.heard = []
       mountDocumentUpload('#documents', { origin: '${sites.wizard}', partner: 'acme',
         session: () => 'a.b.c', onReady: ({ type }) => window.heard.push(type) })`,
    )
    await project.write(
      'bundle.mjs',
      `import { build } from 'esbuild'
       import { build as viteBuild } from 'vite'
       import webpack from 'webpack'
       await build({ entryPoints: ['page.js'], bundle: true, minify: true, outfile: 'out/esbuild.js' })
       await viteBuild({ configFile: false, logLevel: 'warn', build: {
         outDir: 'out/vite', rolldownOptions: { input: 'page.js', output: { entryFileNames: 'page.js' } } } })
       const stats = await new Promise((resolve, reject) => webpack({ mode: 'production', entry: './page.js',
         output: { path: process.cwd() + '/out', filename: 'webpack.js' } }, (error, done) => error ? reject(error) : resolve(done)))
       console.log(stats.toString({ all: false, errors: true, warnings: true }))`,
    )
    expect((await run(project, 'bundle.mjs')).trim()).not.toMatch(/error|warn/i)
    for (const bundle of ['webpack.js', 'esbuild.js', 'vite/page.js']) {
      await host.open()
      await host.page.addScriptTag({
        content: await readFile(join(project.folder, 'out', bundle), 'utf8'),
        type: 'module',
      })
      await expect.poll(() => host.page.evaluate(() => window.heard), bundle).toEqual(['ready'])
    }
  })

  test('is loaded by require and mounted in Jest 29, by the SDK and in React 18', async ({ project }) => {
    await project.write(
      'frame.test.cjs',
      `const { act, createElement } = require('react'), { createRoot } = require('react-dom/client')
       const { DocumentUpload } = require('akepa-upload-wizard/embed/react')
       const { mountDocumentUpload } = require('akepa-upload-wizard/embed')
       const given = { origin: 'https://uploads.example', partner: 'acme', session: () => 'a.b.c' }
       const address = () => document.querySelector('iframe')?.src ?? ''
       beforeEach(() => { document.body.innerHTML = '<div id="documents"></div>' })
       test('SDK', () => {
         const upload = mountDocumentUpload('#documents', given)
         expect(address()).toMatch(/^https:..uploads\\.example.embed.acme/)
         upload.destroy()
         expect(address()).toBe('')
       })
       test('React', async () => {
         globalThis.IS_REACT_ACT_ENVIRONMENT = true
         const page = createRoot(document.querySelector('#documents'))
         await act(async () => page.render(createElement(DocumentUpload, given)))
         expect(address()).toMatch(/^https:..uploads\\.example.embed.acme/)
         await act(async () => page.unmount())
         expect(address()).toBe('')
       })`,
    )
    const options = ['--rootDir=.', '--testEnvironment=jsdom', '--testMatch=**/frame.test.cjs']
    expect(await run(project, 'node_modules/jest/bin/jest.js', ...options)).toContain(
      'Tests:       2 passed, 2 total',
    )
  })

  test('is rendered on a server by React 18, by import and by require', async ({ project }) => {
    const rendered = `console.log(renderToString(createElement(DocumentUpload, { id: 'd', className: 'wide' })))`
    const modules = {
      react: 'createElement',
      'react-dom/server': 'renderToString',
      'akepa-upload-wizard/embed/react': 'DocumentUpload',
    }
    const lines = (line: (name: string, path: string) => string) =>
      Object.entries(modules)
        .map(([path, name]) => line(name, path))
        .join('\n')
    await project.write(
      'server.mjs',
      `${lines((name, path) => `import { ${name} } from '${path}'`)}\n${rendered}`,
    )
    await project.write(
      'server.cjs',
      `${lines((name, path) => `const { ${name} } = require('${path}')`)}\n${rendered}`,
    )
    for (const file of ['server.mjs', 'server.cjs'])
      expect(await project.run(file)).toBe('<div id="d" class="wide"></div>\n')
  })

  test('calls the wizard, and verifies receipts and webhooks, on Node, Deno, Bun and Workers', async ({
    project,
  }) => {
    const wizard = await startWizard({}, join(root, 'dist'))
    try {
      const { id: partner, apiKey, webhookSecret } = wizard.partner
      const { session } = await wizard.backend.createSession({ reference: 'customer-42' })
      const registered = await registerIn(wizard.origin, session)
      await upload(wizard.origin, registered, await makeImage('jpeg'))
      const [receipt] = await wizard.backend.receipts('customer-42')
      const body = JSON.stringify({ type: 'document.uploaded', timestamp: '2026-01-02T03:04:05Z', data: {} })
      const headers = signedBy(webhookSecret, body)
      const given = { origin: wizard.origin, partner, apiKey, webhookSecret, receipt, body, headers }
      await project.write(
        'uses.mjs',
        `import { BackendError, createBackend, verifyWebhook } from 'akepa-upload-wizard/server'
         const { origin, partner, apiKey, webhookSecret, receipt, body, headers } = ${JSON.stringify(given)}
         const codeOf = (error) => error instanceof BackendError ? error.code : String(error)
         export async function use() {
           const uploads = createBackend({ origin, partner, apiKey })
           const { session } = await uploads.createSession({ reference: 'customer-42' })
           const { documentId } = await uploads.verifyReceipt(receipt, { reference: 'customer-42' })
           const foreign = await uploads.verifyReceipt(receipt, { reference: 'customer-43' }).catch(codeOf)
           const forged = await verifyWebhook(body + ' ', headers, webhookSecret).catch(codeOf)
           const { type } = await verifyWebhook(body, headers, webhookSecret)
           return JSON.stringify([session.split('.').length, documentId, foreign, forged, type])
         }`,
      )
      const used = JSON.stringify([3, registered.id, 'receiptForeign', 'webhookInvalid', 'document.uploaded'])
      await project.write('run.mjs', `import { use } from './uses.mjs'\nconsole.log(await use())`)
      expect(await project.run('run.mjs')).toBe(`${used}\n`)
      expect(await runIn(project, 'bun', 'run', 'run.mjs')).toBe(`${used}\n`)
      const allowed = [`--allow-net=${new URL(wizard.origin).host}`, '--no-prompt', '--quiet']
      expect(await runIn(project, 'deno', 'run', ...allowed, 'run.mjs')).toBe(`${used}\n`)
      expect(await answerOfWorker(project)).toBe(used)
    } finally {
      await wizard.close()
    }
  })

  test('takes webhooks in Express by the guide, and what is forged does not end the server', async ({
    project,
  }) => {
    const port = await freePort()
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    await project.write(
      'webhooks.mjs',
      `import express from 'express'
       const app = express()
       const inbox = { saveOnce: async (id, { type }) => console.log('saved', id, type) }
       ${await fileOfGuide('webhooks.mjs', 'src/backend/README.md')}
       app.listen(${port}, '127.0.0.1', () => console.log('listens'))`,
    )
    const server = spawn(process.execPath, ['webhooks.mjs'], {
      cwd: project.folder,
      env: { ...process.env, NODE_ENV: 'test', AKEPA_WEBHOOK_SECRET: secret },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      let said = ''
      server.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
      await expect.poll(() => said).toBe('listens\n')
      const body = JSON.stringify({ type: 'document.uploaded', timestamp: '2026-01-02T03:04:05Z', data: {} })
      const post = async (given: string) => {
        const answer = await fetch(`http://127.0.0.1:${port}/webhooks/documents`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', ...signedBy(secret, body) },
          body: given,
        })
        return answer.status
      }
      expect(await post(`${body} `)).toBe(500)
      expect(await post(body)).toBe(204)
      expect(said).toBe('listens\nsaved msg_1 document.uploaded\n')
    } finally {
      server.kill('SIGKILL')
    }
  })

  test('has nothing for publint and “Are the types wrong?” to find', async ({ project }) => {
    const { tarball } = project
    expect(await run(project, 'node_modules/publint/src/cli.js', 'run', tarball)).toContain('All good!')
    const attw = 'node_modules/@arethetypeswrong/cli/dist/index.js'
    // The test kit and the script for a tag are no modules for `require`, as VERSIONS.md says.
    const known = ['--ignore-rules', 'cjs-resolves-to-esm']
    expect(await run(project, attw, tarball, '--no-emoji', ...known)).toContain('No problems found')
  })
})

/** What a Worker answers, which esbuild has bundled for workerd. */
async function answerOfWorker(project: PartnerProject): Promise<string> {
  const port = await freePort()
  await project.write(
    'worker.mjs',
    `import { use } from './uses.mjs'\nexport default { fetch: async () => new Response(await use()) }`,
  )
  await project.write(
    'workerd.capnp',
    `using Workerd = import "/workerd/workerd.capnp";
     const config :Workerd.Config = (
       services = [
         (name = "main", worker = (
           modules = [(name = "worker.js", esModule = embed "out/worker.js")],
           compatibilityDate = "2026-01-01", globalOutbound = "network")),
         (name = "network", network = (allow = ["public", "private"]))],
       sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]);`,
  )
  const bundle = ['--bundle', '--format=esm', '--outfile=out/worker.js', '--conditions=workerd,worker']
  await run(project, 'node_modules/esbuild/bin/esbuild', 'worker.mjs', '--log-level=warning', ...bundle)
  const workerd = spawn(programOf(project, 'workerd'), ['serve', 'workerd.capnp'], {
    cwd: project.folder,
    stdio: 'inherit',
  })
  try {
    const answer = async () =>
      fetch(`http://127.0.0.1:${port}/`).then(
        async (response) => response.text(),
        () => '',
      )
    await expect.poll(answer, { timeout: 30_000 }).not.toBe('')
    return await answer()
  } finally {
    workerd.kill('SIGKILL')
  }
}
