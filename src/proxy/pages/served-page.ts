import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { type FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import { type StaticFile, storedForm } from './static-files.ts'

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

/** A page in each encoding that browsers take, as the build writes its files. */
export async function makePage(html: string): Promise<StaticFile> {
  const identity = Buffer.from(html)
  const [br, gz] = await Promise.all([promisify(brotliCompress)(identity), promisify(gzip)(identity)])
  const forms = { br: storedForm(br), gzip: storedForm(gz), identity: storedForm(identity) }
  return { mediaType: 'text/html; charset=utf-8', forms }
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
