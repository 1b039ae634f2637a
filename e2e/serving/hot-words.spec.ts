import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'vite'
import { freePort } from '../../src/proxy/testing/free-ports.ts'
import { UploadWizard } from '../../src/testkit/testkit.ts'
import { expect, test as base } from '../support/wizard-test.ts'

const project = join(import.meta.dirname, '..', '..')

interface Development {
  readonly origin: string
  /** Replaces a text in a source of the served copy, as an editor does when it saves. */
  readonly edit: (file: string, from: string, to: string) => Promise<void>
}

/** The wizard as `npm run dev` serves it, from a copy of its sources. */
const test = base.extend<{ development: Development }>({
  development: async ({ startProxy }, use) => {
    const copy = await mkdtemp(join(tmpdir(), 'sources-'))
    for (const name of ['index.html', 'tsconfig.json', 'package.json', 'public', 'src'])
      await cp(join(project, name), join(copy, name), { recursive: true })
    await symlink(join(project, 'node_modules'), join(copy, 'node_modules'))
    const port = await freePort()
    const origin = `http://127.0.0.1:${port}`
    const proxy = await startProxy({ publicOrigin: origin })
    const vite = await createServer({
      root: copy,
      configFile: join(project, 'vite.config.ts'),
      cacheDir: join(copy, '.vite'),
      logLevel: 'warn',
      // The installed packages lie outside the copy.
      server: {
        host: '127.0.0.1',
        port,
        strictPort: true,
        fs: { strict: false, allow: [], deny: [] },
        proxy: { '/api': proxy.origin },
      },
    })
    await vite.listen()
    await use({
      origin,
      edit: async (file, from, to) => {
        const path = join(copy, file)
        const text = await readFile(path, 'utf8')
        expect(text).toContain(from)
        await writeFile(path, text.replace(from, to))
      },
    })
    await vite.close()
    await rm(copy, { recursive: true, force: true })
  },
})

test(
  'a word that is edited in development shows at once, and no answer is lost',
  { tag: '@wide' },
  async ({ page, development: { origin, edit } }) => {
    await page.goto(origin)
    const wizard = new UploadWizard(page)
    await wizard.answerWorkflow('PERSONAL')
    await wizard.answerType('license')
    await wizard.fill({ name: 'Typed and not sent' })
    let loads = 0
    page.on('load', () => (loads += 1))

    await edit('src/wizard/words/en/steps.ts', "name: 'Name of", "name: 'Changed name of")
    await expect(page.getByLabel('Changed name')).toHaveValue('Typed and not sent')
    await edit('src/wizard/words/en/page.ts', "continue: 'Continue'", "continue: 'Go on'")
    await expect(page.getByRole('button', { name: 'Go on' })).toBeVisible()
    await expect(page.getByLabel('Changed name')).toHaveValue('Typed and not sent')
    expect(loads).toBe(0)
  },
)
