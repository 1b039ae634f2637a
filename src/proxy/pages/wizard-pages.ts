import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { Failure } from '../http/answer/failure.ts'
import { type Partner, type Partners } from '../partners/partners.ts'
import { pagePolicy } from '../http/answer/security-headers.ts'
import { escapeHtml, fillIn, logoFolder, logoPolicy, without } from './partner-pages.ts'
import { languageOf, makePage, readPages } from './served-page.ts'
import { sendFile, type StaticFile, type StaticFiles } from './static-files.ts'

/** The names of these files hold a hash of their content, so a file never changes. */
const hashedFiles = /^\/(?:assets\/|embed-|logos\/)/
/** A worker's script, which must isolate itself as the frame does, is among these. */
const ownFiles = '/assets/'
/** The SDK for a script tag, the newest and by its version. No other file is loaded by other sites' pages. */
const scriptFiles = /^\/embed(?:-[\w.-]+)?\.js$/
/** A browser compares a script of another site with its hash only if that site lets everybody read it. */
const readable = { 'Cross-Origin-Resource-Policy': 'cross-origin', 'Access-Control-Allow-Origin': '*' }

/**
 * A host page that isolates itself (COEP `require-corp` or `credentialless`) shows only frames that isolate themselves
 * too, and that other sites may load. A worker's script must isolate itself as the frame does.
 */
const isolated = { 'Cross-Origin-Embedder-Policy': 'require-corp' }
const framable = { ...isolated, 'Cross-Origin-Resource-Policy': 'cross-origin' }

/** A page says which files there are now, and is in another language for the next who reads it. */
const checkedEachTime = {
  'Cache-Control': 'private, no-cache',
  Vary: 'Accept-Language, Accept-Encoding',
}

interface PagesOptions {
  readonly wizardDir: string
  readonly files: StaticFiles
  /** Whether anybody may use the form without a link or a partner's page. */
  readonly hasGuests: boolean
  readonly isSandbox: boolean
  readonly partners: Partners
}

/**
 * Serves the built wizard: the pages, which browsers check for changes each time, and the files they load. Text is sent
 * as the build compressed it (`.br`, `.gz`). `GET /` is a guest's page, `GET /?partner=` that of a partner's links, and
 * `GET /embed/:partner` a frame's: each is there in every language, and says of the deployment and the partner what is known
 * before there is a session.
 */
export async function wizardPages(
  app: FastifyInstance,
  { wizardDir, files, partners, hasGuests, isSandbox }: PagesOptions,
): Promise<void> {
  const policy = pagePolicy([])
  app.get<{ Params: { '*': string } }>('/*', async (request, reply) => {
    const path = `/${request.params['*']}`
    const file = files.get(path)
    if (!file) {
      reply.callNotFound()
      return reply
    }
    const isHashed = hashedFiles.test(path)
    reply.headers({
      'Cache-Control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      // A browser that takes brotli gets other bytes from the same address.
      Vary: 'Accept-Encoding',
      // Scripts have it too: a worker obeys the policy of its own script, not its page's.
      'Content-Security-Policy': path.startsWith(logoFolder) ? logoPolicy : policy,
      ...(path.startsWith(ownFiles) && isolated),
      ...(scriptFiles.test(path) && readable),
    })
    return sendFile(request, reply, file)
  })

  const templates = await readPages(wizardDir)
  const languages = [...templates.keys()]
  const served = new Map<string, Promise<StaticFile>>()
  /** Each is made once: there are no more than partners and languages, twice. */
  const find = (request: FastifyRequest, view: 'guest' | 'frame', partner: Partner | undefined) => {
    const language = languageOf(request, languages)
    const key = JSON.stringify([language, view, partner?.id])
    const template = templates.get(language)
    if (template === undefined) throw new Failure('notFound')
    const known = served.get(key)
    if (known) return known
    const html = view === 'frame' && partner ? framedPage(template, partner) : guestPage(template, partner)
    const page = makePage(sandboxed(html))
    served.set(key, page)
    return page
  }
  const guestPage = (template: string, partner: Partner | undefined) => {
    const html = fillIn(without('frame', template), partner).replaceAll('href="?', () =>
      partner ? `href="?partner=${partner.id}&amp;` : 'href="?',
    )
    return hasGuests ? html : html.replace('<html', '<html data-covered')
  }
  const sandboxed = (html: string) =>
    isSandbox ? html.replace('<html', '<html data-sandbox') : html.replace(sandboxNotice, '')

  app.get('/', async (request, reply) => {
    const { partner } = request.query as { partner?: unknown }
    const sender = typeof partner === 'string' ? partners.find(partner) : undefined
    reply.headers({ ...checkedEachTime, 'Content-Security-Policy': policy })
    return sendFile(request, reply, await find(request, 'guest', sender))
  })

  app.get<{ Params: { partner: string } }>('/embed/:partner', async (request, reply) => {
    const partner = partners.find(request.params.partner)
    if (!partner) throw new Failure('notFound')
    const page = await find(request, 'frame', partner)
    reply.headers({
      ...checkedEachTime,
      ...framable,
      'Content-Security-Policy': pagePolicy(partner.origins),
    })
    return sendFile(request, reply, page)
  })
}

const sandboxNotice = /<p class="sandbox-notice">[^<]*<\/p>/

/**
 * The page with the origins that may frame it. The wizard announces itself to one of them and to no other. They need no
 * escaping, because `partnersFileSchema` accepts no character that has a meaning in HTML.
 */
function framedPage(template: string, partner: Partner): string {
  const { origins, displayName } = partner
  return fillIn(without('guest', template), partner)
    .replace('<html', '<html data-embedded')
    .replace('<head>', () => `<head>\n    <meta name="host-origins" content="${origins.join(' ')}" />`)
    .replace(/(<p class="page-name">)[^<]*/, (_whole, before: string) => before + escapeHtml(displayName))
}
