import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { serve } from '../../src/testing/serve.ts'
import { testFiles, UploadWizard } from '../../src/testkit/testkit.ts'
import { licence } from '../support/documents.ts'
import { expect, test } from '../support/portal/portal-test.ts'

interface CopiedBackEnd {
  readonly mintSession: (reference: string) => Promise<string>
  readonly verifyReceipt: (receipt: string, reference: string) => Promise<string>
}

/** Runs the code for a back end in Node as it was copied. */
async function importBackEnd(code: string, apiKey: string): Promise<CopiedBackEnd> {
  // The folder is inside the project, so that the module finds the package.
  const cache = join(import.meta.dirname, '..', '..', '.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'portal-code-'))
  const file = join(folder, 'back-end.mjs')
  await writeFile(file, code)
  process.env['AKEPA_API_KEY'] = apiKey
  const backEnd = (await import(pathToFileURL(file).href)) as CopiedBackEnd
  delete process.env['AKEPA_API_KEY']
  await rm(folder, { recursive: true })
  return backEnd
}

test('the code to copy works as it stands: curl’s in a shell, and the rest as a portal of its own, under the policy that it names', async ({
  page,
  portal,
  sites,
}) => {
  const session = await portal.openPanel('Session')
  await session.getByLabel('Name').fill('Ana’s "new" passport, it\'s blue')
  const env = { ...process.env, AKEPA_API_KEY: sites.apiKey }
  const { stdout } = await promisify(execFile)('sh', ['-c', await portal.code('Back end: curl')], { env })
  expect(stdout).toMatch(/"code":"0".*"session":"/)
  expect(stdout).toMatch(/"receipts":\[\]/)
  await session.getByLabel('Name').clear()

  const look = portal.panel('Look')
  await look.getByRole('radio', { name: 'Coral' }).check()
  await look.getByLabel('Language').selectOption('fr')
  const html = await portal.code('Page: HTML')
  const script = await portal.code('Page: script tag')
  const { mintSession, verifyReceipt } = await importBackEnd(
    await portal.code('Back end: Node'),
    sites.apiKey,
  )
  const policy = /Content-Security-Policy: (.*) -->/.exec(html)?.[1] ?? ''
  const reference = 'copied-customer'
  const verified: string[] = []
  const { close } = await serve(
    (request, response) => {
      const answer = async () => {
        switch (request.url) {
          case '/':
            return response
              .writeHead(200, {
                'Content-Type': 'text/html',
                'Content-Security-Policy': `default-src 'none'; connect-src 'self'; img-src data:; ${policy.replace('script-src', "script-src 'self'")}`,
              })
              .end(
                `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Copied</title>${html}</html>`,
              )
          case '/documents.js':
            return response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(script)
          case '/session':
            return response.end(JSON.stringify({ session: await mintSession(reference) }))
          case '/receipts': {
            const { receipt } = (await json(request)) as { receipt: string }
            verified.push(await verifyReceipt(receipt, reference))
            return response.end()
          }
          default:
            return response.writeHead(404).end()
        }
      }
      void answer()
    },
    Number(new URL(sites.spare).port),
  )

  await page.goto(sites.spare)
  const frame = page.frameLocator('#documents iframe')
  const wizard = new UploadWizard(frame)
  await wizard.register(licence)
  await expect(frame.locator('html')).toHaveAttribute('lang', /^fr/)
  await wizard.chooseFile(testFiles.goodJpg())
  const { documentId } = await wizard.upload()
  await expect.poll(() => verified).toEqual([documentId])

  await close()
})

test(
  'the back end that was copied refuses the receipt of another customer',
  { tag: '@wide' },
  async ({ portal, sites }) => {
    const { wizard } = portal
    const { verifyReceipt } = await importBackEnd(await portal.code('Back end: Node'), sites.apiKey)
    await wizard.register(licence)
    await wizard.chooseFile(testFiles.goodJpg())
    const { documentId } = await wizard.upload()
    await expect.poll(() => portal.eventTypes()).toContain('uploaded')
    const receipt = String((await portal.events()).find(({ type }) => type === 'uploaded')?.['receipt'])
    expect(await verifyReceipt(receipt, await portal.reference())).toBe(documentId)
    await expect(verifyReceipt(receipt, 'QH-1')).rejects.toThrow('another customer')
    await expect(verifyReceipt(`${receipt}A`, await portal.reference())).rejects.toThrow('signature')
  },
)
