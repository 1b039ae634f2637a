import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { shared } from '../../testing/at-end.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { startTestProxy } from '../testing/proxy-fixture.ts'

const nowhere = 'http://127.0.0.1:9'
const partner = {
  id: 'acme',
  displayName: `<Acme> & "Söhne"`,
  origins: ['https://portal.example'],
  apiKeySha256: ['a'.repeat(64)],
  returnUrls: [],
  defaults: {},
}

const known = { ...partner, privacyUrl: 'https://acme.example/privacy?a=1&b="', id: 'known' }
const logo = { extension: 'svg', bytes: Buffer.from('<svg/>') } as const

async function start(changes: { isSandbox?: boolean; guestSessionsPerMinute?: number } = {}) {
  const wizardDir = await temporaryFolder()
  for (const language of ['en', 'fr', 'pt']) {
    const notice = '<p class="sandbox-notice">A sandbox</p>'
    const guest = `<!--guest--><p class="page-name">Form</p>${notice}<h1>Question</h1><!--/guest-->`
    const frame = `<!--frame--><p class="page-name">Form</p>${notice}<p>Skeleton</p><!--/frame-->`
    const links =
      '<!--logo--><img src="{logo}"><!--/logo--><!--privacyUrl--><a href="{privacyUrl}">Privacy</a><!--/privacyUrl-->'
    const foot = `<!--partner--><footer>{partner}${links}<!--supportUrl-->{supportUrl}<!--/supportUrl--></footer><!--/partner-->`
    const page = `<html lang="${language}"><head></head><body><!--guest--><a href="?lang=fr">Languages</a><!--/guest--><div id="wizard">${guest}${frame}</div>${foot}</body></html>`
    await writeFile(join(wizardDir, `index.${language}.html`), page)
  }
  return startTestProxy(nowhere, {
    wizardDir,
    partners: [partner, known, { ...known, id: 'shown', logo }],
    ...changes,
  })
}

const textOf = async (origin: string, path: string, headers: Record<string, string> = {}) =>
  (await fetch(origin + path, { headers })).text()

describe('the language of a page', () => {
  const proxy = shared(start)
  it.each([
    ['/', undefined, 'en'],
    ['/', '*', 'en'],
    ['/', 'fr-CA,fr;q=0.9,en;q=0.8', 'fr'],
    ['/', 'de-DE,de;q=0.9,pt-BR;q=0.5,en;q=0.4', 'pt'],
    ['/', 'de', 'en'],
    ['/', 'en;q=0.1, fr;q=0.2', 'fr'],
    ['/?lang=fr', 'en', 'fr'],
    ['/?lang=FR-ca', 'en', 'fr'],
    ['/?lang=de', 'pt', 'pt'],
    ['/?lang=../x', 'fr', 'fr'],
    ['/?lang=fr&lang=pt', 'en', 'en'],
    ['/embed/acme?origin=https://portal.example&lang=fr', 'en', 'fr'],
    ['/embed/acme', 'fr', 'fr'],
  ])('at %s, for who reads %j, is %s', async (path, reads, language) => {
    const { body } = await ask(proxy().origin, path, reads === undefined ? {} : { 'Accept-Language': reads })
    expect(body.toString()).toContain(`lang="${language}"`)
  })

  it('is found in a header of any length', async () => {
    const { body } = await ask(proxy().origin, '/', { 'Accept-Language': `${'x;q=1,'.repeat(1000)}fr` })
    expect(body.toString()).toContain('lang="fr"')
  })
})

describe('the page of a guest', () => {
  it('has the first question, and no skeleton', async () => {
    const { origin } = await start({ isSandbox: false, guestSessionsPerMinute: 1 })
    const html = await textOf(origin, '/')
    expect(html).toContain(
      '<body><a href="?lang=fr">Languages</a><div id="wizard"><p class="page-name">Form</p><h1>Question</h1></div>',
    )
    expect(html).toContain('<html lang="en">')
  })

  it('says that it is a sandbox, in words and to the wizard', async () => {
    const { origin } = await start({ isSandbox: true })
    const html = await textOf(origin, '/')
    expect(html).toContain('<p class="sandbox-notice">A sandbox</p>')
    expect(html).toContain('<html data-sandbox lang="en">')
  })

  it('is covered where there are no guests', async () => {
    const { origin } = await start({ isSandbox: false, guestSessionsPerMinute: 0 })
    expect(await textOf(origin, '/')).toContain('<html data-covered lang="en">')
  })
})

describe('the page of a frame', () => {
  it('has a skeleton under the partner’s name, which can’t become markup', async () => {
    const { origin } = await start({ isSandbox: false })
    const html = await textOf(origin, '/embed/acme')
    expect(html).toContain(
      '<body><div id="wizard"><p class="page-name">&#60;Acme&#62; &#38; &#34;Söhne&#34;</p><p>Skeleton</p></div>',
    )
    expect(html).not.toContain('Question')
    // Otherwise its styles would move the skeleton once the script has come.
    expect(html).toContain('<html data-embedded lang="en">')
    const sandboxed = await start({ isSandbox: true })
    expect(await textOf(sandboxed.origin, '/embed/acme')).toContain('<p class="sandbox-notice">A sandbox</p>')
    // The page around a frame chooses its language.
    expect(html).not.toContain('Languages')
    expect(html).toContain('</div></body>')
  })
})

describe('the page of a partner', () => {
  const proxy = shared(start)
  it.each(['/embed/known', '/?partner=known'])(
    'says at %s what it has, and nothing of what it has not',
    async (path) => {
      expect(await textOf(proxy().origin, path)).toContain(
        '</div><footer>&#60;Acme&#62; &#38; &#34;Söhne&#34;<a href="https://acme.example/privacy?a=1&#38;b=&#34;">Privacy</a></footer></body>',
      )
    },
  )

  it('stays the partner’s in another language, and is a guest’s for a partner that there is not', async () => {
    const { origin } = proxy()
    expect(await textOf(origin, '/?partner=known')).toContain('<a href="?partner=known&amp;lang=fr">')
    expect(await textOf(origin, '/?partner=known&lang=fr')).toContain('lang="fr"')
    for (const path of ['/', '/?partner=nobody', '/?partner=known&partner=known']) {
      const html = await textOf(origin, path)
      expect(html).toContain('<a href="?lang=fr">')
      expect(html).not.toContain('footer')
    }
  })

  it('has its logo under an address of its content, as an image that can’t do anything', async () => {
    const { origin } = proxy()
    const [, path = ''] = /<img src="([^"]*)">/.exec(await textOf(origin, '/embed/shown')) ?? []
    expect(path).toMatch(/^\/logos\/shown-[0-9a-f]{8}\.svg$/)
    const answer = await fetch(origin + path)
    expect(await answer.text()).toBe('<svg/>')
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=31536000, immutable',
    })
  })
})

describe('a page', () => {
  const proxy = shared(start)

  it.each([
    ['br, gzip', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['identity', undefined, (body: Buffer) => body],
    ['br;q=0, gzip;q=0', undefined, (body: Buffer) => body],
  ] as const)('is sent to who takes %j in %s', async (accepted, encoding, decode) => {
    const answer = await ask(proxy().origin, '/', { 'Accept-Encoding': accepted })
    expect(answer.encoding).toBe(encoding)
    expect(decode(answer.body).toString()).toContain('<h1>Question</h1>')
  })

  it('is not sent again to a browser that has it, in its language and its encoding', async () => {
    const { origin } = proxy()
    const get = async (headers: Record<string, string>) => fetch(`${origin}/`, { headers })
    const first = await get({ 'Accept-Encoding': 'br' })
    const etag = first.headers.get('etag') ?? ''
    const again = await get({ 'Accept-Encoding': 'br', 'If-None-Match': `"other", W/${etag}` })
    expect(again.status).toBe(304)
    expect(again.headers.get('etag')).toBe(etag)
    expect(again.headers.get('cache-control')).toBe('private, no-cache')
    expect(again.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    for (const other of [{ 'Accept-Encoding': 'gzip' }, { 'Accept-Encoding': 'br', 'Accept-Language': 'fr' }])
      expect((await get({ ...other, 'If-None-Match': etag })).status).toBe(200)
  })
})

/** Not by `fetch`, which decodes the body, and always has a wish for a language. */
async function ask(origin: string, path: string, headers: Record<string, string>) {
  const [response] = (await once(request(origin + path, { headers }).end(), 'response')) as [IncomingMessage]
  return { encoding: response.headers['content-encoding'], body: await buffer(response) }
}
