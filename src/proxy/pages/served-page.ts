import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { type FastifyReply, type FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'

/** The pages that the build has made, by language (`index.<language>.html`). In development there are none. */
export async function readPages(wizardDir: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(wizardDir).catch(() => [])
  const languages = names.flatMap((name) => /^index\.(\w+)\.html$/.exec(name)?.[1] ?? [])
  return new Map(
    await Promise.all(
      // English first: it is what those read who wish for nothing that there is.
      languages
        .toSorted((a, b) => Number(b === 'en') - Number(a === 'en'))
        .map(
          async (language) =>
            [language, await readFile(join(wizardDir, `index.${language}.html`), 'utf8')] as const,
        ),
    ),
  )
}

/** A page as it is sent, in each encoding that browsers take. */
export interface ServedPage {
  readonly etag: string
  readonly bodies: Readonly<Record<(typeof encodings)[number], Buffer>>
}

const encodings = ['br', 'gzip', 'identity'] as const

export async function makeServedPage(html: string): Promise<ServedPage> {
  const identity = Buffer.from(html)
  const [br, gz] = await Promise.all([promisify(brotliCompress)(identity), promisify(gzip)(identity)])
  const digest = createHash('sha256').update(identity).digest('base64url').slice(0, 22)
  return { etag: digest, bodies: { br, gzip: gz, identity } }
}

/**
 * The language of a page: the one that the address asks for (`?lang`, BCP 47), else the first of those that the browser
 * reads, as the wizard itself chooses it.
 */
export function languageOf(request: FastifyRequest, languages: readonly string[]): string {
  const { lang } = request.query as { lang?: unknown }
  const asked = typeof lang === 'string' ? lang.split('-')[0]?.toLowerCase() : undefined
  if (asked !== undefined && languages.includes(asked)) return asked
  return new Negotiator(request.raw).language([...languages]) ?? languages[0] ?? 'en'
}

/** Sends a page, or 304 to a browser that has it (RFC 9110, 13.1.2). Each encoding has an `ETag` of its own. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, page: ServedPage): FastifyReply {
  const wished = new Negotiator(request.raw).encoding([...encodings])
  const encoding = encodings.find((known) => known === wished) ?? 'identity'
  const etag = `"${page.etag}-${encoding}"`
  reply.headers({
    'Cache-Control': 'private, no-cache',
    Vary: 'Accept-Language, Accept-Encoding',
    ETag: etag,
  })
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (known?.includes(etag)) return reply.code(304).send()
  if (encoding !== 'identity') reply.header('Content-Encoding', encoding)
  return reply.type('text/html; charset=utf-8').send(page.bodies[encoding])
}
