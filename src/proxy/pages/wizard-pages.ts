import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { type FastifyInstance } from 'fastify'
import { Failure } from '../http/failure.ts'
import { type Partner, type Partners } from '../partners/partners.ts'
import { pagePolicy } from '../http/security-headers.ts'

/** The names of these files hold a hash of their content, so a file never changes. */
const hashedFiles = '/assets/'
/** The SDK for a script tag. It is the one file that other sites' pages load. */
const scriptFile = '/embed.js'

/**
 * A host page that isolates itself (COEP `require-corp` or `credentialless`) shows only frames that isolate themselves
 * too, and that other sites may load. A worker's script must isolate itself as the frame does.
 */
const isolated = { 'Cross-Origin-Embedder-Policy': 'require-corp' }
const framable = { ...isolated, 'Cross-Origin-Resource-Policy': 'cross-origin' }

/**
 * Lists the files of the built wizard once, and returns whether a path is one of them. In development there are none,
 * because Vite serves the wizard.
 */
export async function findWizardFiles(wizardDir: string): Promise<(path: string) => boolean> {
  const entries = existsSync(wizardDir)
    ? await readdir(wizardDir, { recursive: true, withFileTypes: true })
    : []
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  const known = new Set(files)
  return (path) => path === '/' || known.has(join(wizardDir, path))
}

interface PagesOptions {
  readonly wizardDir: string
  readonly partners: Partners
}

/**
 * Serves the built wizard: the page, which browsers check for changes each time, and the files it loads. Text is sent
 * as the build compressed it (`.br`, `.gz`). `GET /embed/:partner` is the page for a frame.
 */
export async function wizardPages(
  app: FastifyInstance,
  { wizardDir, partners }: PagesOptions,
): Promise<void> {
  const policy = pagePolicy([])
  await app.register(async (pages) => {
    pages.addHook('onSend', async (request, reply) => {
      if (reply.statusCode >= 400) return
      const [path = ''] = request.url.split('?')
      const isHashed = path.startsWith(hashedFiles)
      reply.header('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      // A browser that takes brotli gets other bytes from the same address.
      reply.header('Vary', 'Accept-Encoding')
      // Scripts have it too: a worker obeys the policy of its own script, not its page's.
      reply.header('Content-Security-Policy', policy)
      if (isHashed) reply.headers(isolated)
      if (path === scriptFile) reply.header('Cross-Origin-Resource-Policy', 'cross-origin')
    })
    await pages.register(fastifyStatic, {
      root: wizardDir,
      preCompressed: true,
      cacheControl: false,
      dotfiles: 'ignore',
    })
  })

  app.get<{ Params: { partner: string } }>('/embed/:partner', async (request, reply) => {
    const partner = partners.find(request.params.partner)
    if (!partner) throw new Failure('notFound')
    reply.header('Content-Security-Policy', pagePolicy(partner.origins))
    reply.headers(framable)
    reply.type('text/html; charset=utf-8')
    return framedPage(await readFile(join(wizardDir, 'index.html'), 'utf8'), partner)
  })
}

/**
 * The page with the origins that may frame it. The wizard announces itself to one of them and to no other. They need no
 * escaping, because `partnersFileSchema` accepts no character that has a meaning in HTML.
 */
function framedPage(html: string, { origins }: Partner): string {
  return html.replace('<head>', `<head>\n    <meta name="host-origins" content="${origins.join(' ')}" />`)
}
