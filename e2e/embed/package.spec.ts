import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { addInstalled, filesUnder, type PartnerProject } from '../support/embed/embed-package.ts'
import { expect, test } from '../support/embed/embed-test.ts'

/** The package as a partner gets it: packed, and installed from the tarball in a project of their own. */
test.describe('the published package', () => {
  test('holds only what is built and the guides, nothing twice, and installs no other package', ({
    project,
  }) => {
    expect(project.installed).toEqual(['node_modules/akepa-upload-wizard'])
    const own = project.packed.filter(
      (path) =>
        !/^(?:(?:src\/(?:[a-z]+\/){0,2})?[A-Z]+\.md|src\/wizard\/readme-wizard\.png|LICENSE|package\.json)$/.test(
          path,
        ),
    )
    expect(project.packed).toEqual(
      expect.arrayContaining(
        ['backend', 'embed', 'errors', 'testkit'].map((part) => `src/${part}/README.md`),
      ),
    )
    const built = /^dist\/(?:(?:backend|embed|errors|testkit)[^/]*|(?:portal|server|wizard)\/.*)$/
    expect(own.filter((path) => !built.test(path) || /\.(?:br|gz|map)$/.test(path))).toEqual([])
    expect(own).toEqual(
      expect.arrayContaining([
        'dist/embed.js',
        'dist/embed.mjs',
        'dist/embed-react.mjs',
        'dist/server/LICENCES.md',
      ]),
    )
    expect(project.tarballBytes).toBeLessThan(1.3e6)
  })

  test('is 3 kB at most, for a script tag and for a bundler', async ({ project }) => {
    const dist = join(project.folder, 'node_modules/akepa-upload-wizard/dist')
    const script = await readFile(join(dist, 'embed.js'))
    const modules = await Promise.all(
      ['embed.mjs', 'embed-sdk.mjs'].map(async (name) => readFile(join(dist, name))),
    )
    expect(gzipSync(script, { level: 9 }).length).toBeLessThan(3000)
    expect(gzipSync(Buffer.concat(modules), { level: 9 }).length).toBeLessThan(3000)
  })

  test('has types that need nothing else, and refuse what is wrong', async ({ project }) => {
    await project.write(
      'right.ts',
      `import { mountDocumentUpload, DocumentUploadError, type DocumentUploadOptions, type UploadedEvent } from 'akepa-upload-wizard/embed'
       const options: DocumentUploadOptions = {
         origin: 'https://uploads.example', partner: 'acme', session: async () => 'a.b.c',
         theme: { colorScheme: 'dark', '--akepa-accent': '#036' },
         onUploaded(event: UploadedEvent) { event.receipt.toUpperCase() },
       }
       try { mountDocumentUpload('#documents', options).update({ locale: 'fr' }) }
       catch (error) { if (error instanceof DocumentUploadError) error.code satisfies string }`,
    )
    await project.write(
      'wrong.ts',
      `import { mountDocumentUpload } from 'akepa-upload-wizard/embed'
       mountDocumentUpload('#documents', { partner: 'acme', session: () => 'a.b.c' })
       mountDocumentUpload('#documents', { origin: 'https://uploads.example', partner: 'acme', session: 'a.b.c' })
       mountDocumentUpload('#documents', { origin: 'x', partner: 'y', session: () => 'z', theme: { '--accent': 'red' } })
       mountDocumentUpload('#documents', { origin: 'x', partner: 'y', session: () => 'z', onVerified() {} })`,
    )
    await project.write(
      'tag.ts',
      `/// <reference types="akepa-upload-wizard/embed.js" />
       AkepaUploadWizard.mountDocumentUpload('#documents', { partner: 'acme', session: () => 'a.b.c' }).destroy()
       window.AkepaUploadWizard.mountDocumentUpload('#documents', { session: () => 'a.b.c' })
       import { mountDocumentUpload } from 'akepa-upload-wizard/embed.js'`,
    )
    const errors = await project.compile('right.ts', 'wrong.ts', 'tag.ts')
    const places = errors.flatMap((line) => /^[^(\s]+\(\d+/.exec(line) ?? [])
    expect(places).toEqual(['tag.ts(3', 'tag.ts(4', 'wrong.ts(2', 'wrong.ts(3', 'wrong.ts(4', 'wrong.ts(5'])
  })

  test('has a module for back ends and the error codes, by import and by require', async ({ project }) => {
    const uses = `
      const uploads = createBackend({ origin: 'https://uploads.example', partner: 'acme', apiKey: 'a-key',
        fetch: async () => Response.json({ code: '0', data: { receipts: ['a.b.c'] } }) })
      const refused = uploads.verifyReceipt('made-up', { reference: 'customer-42' })
      refused.catch(async (error) =>
        console.log(JSON.stringify([error instanceof BackendError, error.code, await uploads.receipts('customer-42'),
          errorCatalogue.fileDamaged.actor])))`
    await project.write(
      'back.mjs',
      `import { BackendError, createBackend } from 'akepa-upload-wizard/server'
       import { errorCatalogue } from 'akepa-upload-wizard/errors'${uses}`,
    )
    await project.write(
      'back.cjs',
      `const { BackendError, createBackend } = require('akepa-upload-wizard/server')
       const { errorCatalogue } = require('akepa-upload-wizard/errors')${uses}`,
    )
    for (const file of ['back.mjs', 'back.cjs'])
      expect(await project.run(file)).toBe('[true,"receiptInvalid",["a.b.c"],"person"]\n')
    // Runtimes other than Node have none of its modules.
    const built = await readFile(
      join(project.folder, 'node_modules/akepa-upload-wizard/dist/backend.mjs'),
      'utf8',
    )
    expect(built).not.toMatch(/\bimport\b|\brequire\b|\bprocess\b|\bBuffer\b/)
  })

  test('has types for React, back ends and tests, for whoever has React and Playwright', async ({
    project,
  }) => {
    const ofReact = ['react', 'react-dom', 'scheduler', '@types/react', '@types/react-dom', 'csstype']
    const ofPlaywright = ['@playwright/test', 'playwright', 'playwright-core', '@types/node', 'undici-types']
    await addInstalled(project, ...ofReact, ...ofPlaywright)
    await project.write(
      'right.tsx',
      `import { DocumentUpload } from 'akepa-upload-wizard/embed/react'
       export const Page = () => <DocumentUpload origin="https://uploads.example" partner="acme"
         session={async () => 'a.b.c'} onUploaded={({ documentId }) => documentId.toUpperCase()} />`,
    )
    await project.write(
      'wrong.tsx',
      `import { DocumentUpload } from 'akepa-upload-wizard/embed/react'
       export const Page = () => <DocumentUpload origin="https://uploads.example" session={async () => 'a.b.c'} />`,
    )
    await project.write(
      'back.ts',
      `import { createBackend, type SessionTerms } from 'akepa-upload-wizard/server'
       import { errorCatalogue } from 'akepa-upload-wizard/errors'
       errorCatalogue.fileDamaged.words.fr.title.toUpperCase()
       const uploads = createBackend({ origin: 'https://uploads.example', partner: 'acme', apiKey: 'a-key' })
       const terms: SessionTerms = { types: ['license'], requested: [{ key: 'identity', types: ['license'] }] }
       uploads.createSession({ ...terms, reference: 'customer-42' }).then(({ session }) => session.toUpperCase())
       uploads.verifyReceipt('a.b.c', { reference: 'customer-42' }).then(({ bytes }) => bytes.toFixed())
       // @ts-expect-error: no such type
       uploads.createSession({ reference: 'customer-42', types: ['licence'] })`,
    )
    const use = (playwright: string) =>
      `/// <reference types="node" />
       import { expect as baseExpect, test as base } from '${playwright}'
       import { testFiles, UploadWizard, wizardFixtures, type WizardFixtures, wizardMatchers, type WizardWorkerFixtures } from 'akepa-upload-wizard/testkit'
       const test = base.extend<WizardFixtures, WizardWorkerFixtures>(wizardFixtures)
       const expect = baseExpect.extend(wizardMatchers)
       test.use({ wizardOptions: { origins: ['http://127.0.0.1:8080'] } })
       test('uploads', async ({ page, uploads }) => {
         const wizard: UploadWizard = await uploads.open(page, { types: ['license'] })
         await wizard.chooseFile(testFiles.goodJpg())
         await uploads.sandbox.fail('upload-500:once', 'generate-slow')
         await expect(wizard).toHaveReceipt({ documentId: 'doc_1' }, { timeout: 100 })
         await expect(wizard).not.toBeAtStep('file')
         const [document] = await uploads.sandbox.documents()
         document?.name satisfies string | undefined
         for (const told of uploads.webhooks()) if (told.type === 'document.uploaded') told.data.receipt satisfies string
         // @ts-expect-error: no such type
         await wizard.register({ workflow: 'PERSONAL', type: 'licence', name: 'Licence', extension: 'jpg' })
         // @ts-expect-error: no such fault
         await uploads.sandbox.fail('upload-418')
         // @ts-expect-error: no such step
         await expect(wizard).toBeAtStep('end')
       })`
    await project.write('kit.ts', use('@playwright/test'))
    await project.write('kit-of-playwright.ts', use('playwright/test'))
    const files = ['right.tsx', 'wrong.tsx', 'back.ts', 'kit.ts', 'kit-of-playwright.ts']
    expect(await project.compile(...files)).toEqual([
      expect.stringMatching(/^wrong\.tsx.*'partner' is missing/),
    ])
    await project.write(
      'rendered.cjs',
      `const { createElement } = require('react'), { renderToString } = require('react-dom/server')
       const { DocumentUpload } = require('akepa-upload-wizard/embed/react')
       const { mountDocumentUpload } = require('akepa-upload-wizard/embed')
       console.log(renderToString(createElement(DocumentUpload, { id: 'd', className: 'wide' })), typeof mountDocumentUpload)`,
    )
    expect(await project.run('rendered.cjs')).toBe('<div id="d" class="wide"></div> function\n')
    const component = join(project.folder, 'node_modules/akepa-upload-wizard/dist/embed-react.mjs')
    expect(await readFile(component, 'utf8')).toMatch(/^['"]use client['"]/)
  })

  test('has a test kit that runs', async ({ project }) => {
    await project.write(
      'kit.mjs',
      `import { startTestSandbox } from 'akepa-upload-wizard/testkit'
       const sandbox = await startTestSandbox()
       console.log(JSON.stringify(await sandbox.documents()))
       await sandbox.close()`,
    )
    expect(await project.run('kit.mjs')).toBe('[]\n')
  })

  test('makes an API key, and refuses a wrong option', async ({ project }) => {
    const command = join(project.folder, 'node_modules/.bin/akepa-upload-wizard')
    const run = async (...args: string[]) => promisify(execFile)(process.execPath, [command, ...args])
    expect((await run('partner-key')).stdout).toMatch(/ akepa_[\w-]{43}\n.* [0-9a-f]{64}\n$/)
    const refused = { code: 1, stderr: expect.stringMatching(/^--prot is no option\.\n/) }
    await expect(run('--prot', '80')).rejects.toMatchObject(refused)
  })

  test('runs wizard, sandbox and demo portal, changes none of its own files, and ends with the npm that runs it', async ({
    project,
  }) => {
    await project.write('some/where/else.txt', '')
    const child = spawn('npm', ['exec', '--offline', '--', 'akepa-upload-wizard', '--port=0'], {
      cwd: join(project.folder, 'some/where'),
      detached: true,
    })
    const ended = once(child, 'close')
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const addresses = () =>
      /wizard: +(http:\S+)\n.*portal: +(http:\S+)\n.*sandbox: +(http:\S+)\n/.exec(output)?.slice(1) ?? []
    try {
      await expect.poll(addresses, { timeout: 30_000 }).toHaveLength(3)
      const [wizard = '', portal = '', sandbox = ''] = addresses()
      expect(await (await fetch(wizard)).text()).toContain('<script type="module"')
      const page = await fetch(portal)
      expect(page.headers.get('Content-Security-Policy')).toContain(`frame-src ${wizard};`)
      expect(await (await fetch(`${sandbox}/sandbox/documents`)).json()).toEqual([])
      child.kill('SIGTERM')
      await ended
      for (const origin of [wizard, portal, sandbox])
        await expect(fetch(origin)).rejects.toThrow('fetch failed')
    } finally {
      const isOver = child.pid === undefined || child.stdout.closed
      if (!isOver) process.kill(-child.pid, 'SIGKILL')
    }
    const files = await filesUnder(join(project.folder, 'node_modules/akepa-upload-wizard'))
    expect(files).toEqual(project.packed)
  })

  test('leaves no document behind, though Ctrl+C is pressed once more before its servers have closed', async ({
    project,
  }) => {
    await project.write('temporary/nothing.txt', '')
    const temporary = join(project.folder, 'temporary')
    const command = join(project.folder, 'node_modules/akepa-upload-wizard/dist/server/command.js')
    const child = spawn(process.execPath, [command, '--port=0'], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'close')
    const [told] = (await once(child.stdout, 'data')) as [Buffer]
    const { port, host } = new URL(/wizard: +(http:\S+)/.exec(told.toString())?.[1] ?? '')
    expect(await readdir(temporary)).toHaveLength(2)
    // Closing waits for the body of this one.
    const slow = connect(Number(port), 'localhost')
    const head = [
      'POST /api/sessions/guest HTTP/1.1',
      `Host: ${host}`,
      'Expect: 100-continue',
      'Content-Length: 9',
    ]
    slow.write(`${head.join('\r\n')}\r\n\r\n`)
    await once(slow, 'data')
    child.kill('SIGINT')
    child.kill('SIGTERM')
    await ended
    slow.destroy()
    expect(await readdir(temporary)).toEqual(['nothing.txt'])
  })

  test('mounts the wizard from a fresh Vite project', async ({ host, sites, project }) => {
    await project.write(
      'main.js',
      `import { mountDocumentUpload } from 'akepa-upload-wizard/embed'
       window.heard = []
       mountDocumentUpload('#documents', { origin: '${sites.wizard}', partner: 'acme',
         session: () => 'a.b.c', onReady: ({ type }) => window.heard.push(type) })`,
    )
    await host.open()
    await host.page.addScriptTag({ content: await built(project, 'main.js'), type: 'module' })
    await expect.poll(() => host.page.evaluate(() => window.heard)).toEqual(['ready'])
  })

  test('mounts the wizard from a plain page that serves the script itself', async ({
    host,
    sites,
    project,
  }) => {
    await host.open('/bare')
    const script = await readFile(
      join(project.folder, 'node_modules/akepa-upload-wizard/dist/embed.js'),
      'utf8',
    )
    await host.page.addScriptTag({ content: script })
    await host.mountReady({ origin: sites.wizard }, 'body')
  })
})

/** What Vite makes of an entry, without any configuration. */
async function built(project: PartnerProject, entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    root: project.folder,
    logLevel: 'error',
    build: { write: false, rolldownOptions: { input: join(project.folder, entry) } },
  })
  const [output] = Array.isArray(result) ? result : [result]
  if (!output || !('output' in output)) throw new Error('Nothing was built.')
  return output.output[0].code
}
