import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPartnersFile } from './partners-file.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'

const hash = 'a'.repeat(64)
const webhookSecret = `whsec_${Buffer.alloc(24).toString('base64')}`
const webhookUrl = 'https://hooks.acme.example/'
const partner = { id: 'acme', displayName: 'Acme Bank', apiKeySha256: [hash] }

/** One grey pixel, each. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
)
const webp = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64')

async function read(content: unknown) {
  const path = join(await temporaryFolder(), 'partners.json')
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return readPartnersFile(path)
}

describe('the partners’ file', () => {
  it('may be short, or set everything', async () => {
    expect(await read({ partners: [partner] })).toMatchObject({ partners: [{ id: 'acme', origins: [] }] })
    const all = {
      ...partner,
      origins: ['https://portal.example', 'http://localhost:3000'],
      returnUrls: ['https://portal.example/thanks?x=1'],
      webhookUrl: 'https://hooks.acme.example/documents?of=1',
      webhookSecret: [webhookSecret, `whsec_${Buffer.alloc(64).toString('base64')}`],
      defaults: { locale: 'fr-CA', types: ['passport'], maxDocuments: 2 },
    }
    expect(await read({ partners: [all] })).toEqual({ partners: [all] })
    const named = { ...all, defaults: { ...all.defaults, types: ['passport', 'passport'] } }
    expect(await read({ partners: [named] })).toEqual({ partners: [all] })
  })

  it('has logos beside it, and pages of the partner’s', async () => {
    const folder = await temporaryFolder()
    const svg = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>\n'
    const pages = {
      privacyUrl: 'https://acme.example/privacy',
      supportUrl: 'http://localhost:8080/help#phone',
    }
    await writeFile(join(folder, 'acme.png'), svg)
    await writeFile(
      join(folder, 'partners.json'),
      JSON.stringify({ partners: [{ ...partner, logo: 'acme.png', ...pages }] }),
    )
    // Its bytes say what it is.
    expect(readPartnersFile(join(folder, 'partners.json'))).toMatchObject({
      partners: [{ ...pages, logo: { extension: 'svg', bytes: Buffer.from(svg) } }],
    })
  })

  it.each([
    ['is not there', undefined, 'can\'t be read (ENOENT) (acme: "logo.svg")'],
    ['is empty', '', 'and is empty'],
    ['is a JPEG', new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), 'and is a file of the kind jpeg'],
    ['is a page', '<!doctype html><svg></svg>', 'and is a file of the kind html'],
    [
      'is an SVG without its end',
      '<svg xmlns="http://www.w3.org/2000/svg"><path/>',
      'and begins as SVG, but lacks its end or its namespace',
    ],
    ['is an SVG of no namespace', '<svg></svg>', 'begins as SVG, but lacks its end or its namespace'],
    ['is a PNG without its end', png.subarray(0, -4), 'and begins as PNG, but is damaged or cut off'],
    ['is a WebP without its end', webp.subarray(0, -1), 'and begins as WEBP, but is damaged or cut off'],
    ['is too large', `<svg>${' '.repeat(100_000)}</svg>`, 'of at most 100 kB, and has 100011 bytes'],
  ])('is refused with a logo that %s, and the mistake says what was found', async (_what, bytes, mistake) => {
    const folder = await temporaryFolder()
    if (bytes !== undefined) await writeFile(join(folder, 'logo.svg'), bytes)
    await writeFile(
      join(folder, 'partners.json'),
      JSON.stringify({ partners: [{ ...partner, logo: 'logo.svg' }] }),
    )
    const result = readPartnersFile(join(folder, 'partners.json'))
    expect('mistakes' in result ? result.mistakes : []).toEqual([expect.stringContaining(mistake)])
    expect('mistakes' in result && result.mistakes[0]).toMatch(/^partners\[0\]\.logo: /)
  })

  it.each([png, webp])('takes a whole picture as a logo', async (bytes) => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'logo'), bytes)
    await writeFile(
      join(folder, 'partners.json'),
      JSON.stringify({ partners: [{ ...partner, logo: 'logo' }] }),
    )
    expect(readPartnersFile(join(folder, 'partners.json'))).toMatchObject({ partners: [{ logo: { bytes } }] })
  })

  it.each([
    'hunter2',
    webhookSecret.slice(6),
    `whsec_${Buffer.alloc(23).toString('base64')}`,
    `whsec_${Buffer.alloc(65).toString('base64')}`,
    `${webhookSecret}!`,
  ])('is refused with %s as a webhook’s secret, and the mistake doesn’t quote it', async (secret) => {
    const { mistakes = [] } = (await read({
      partners: [{ ...partner, webhookUrl, webhookSecret: secret }],
    })) as { mistakes?: string[] }
    expect(mistakes.join()).toContain('partners[0].webhookSecret: ')
    expect(mistakes.join()).not.toContain(secret)
  })

  it.each([
    ['no JSON', '{', 'is not JSON'],
    [
      'a webhook without a secret',
      { ...partner, webhookUrl },
      'partners[0].webhookUrl: and webhookSecret must both be there, or neither',
    ],
    [
      'a webhook’s secret without a webhook',
      { ...partner, webhookSecret },
      'partners[0].webhookUrl: and webhookSecret must both be there, or neither',
    ],
    [
      'a webhook with credentials',
      { ...partner, webhookUrl: 'https://a:b@hooks.example/', webhookSecret },
      'partners[0].webhookUrl: must be an https URL',
    ],
    [
      'a webhook of another scheme',
      { ...partner, webhookUrl: 'ftp://hooks.example/', webhookSecret },
      'partners[0].webhookUrl: must be an https URL',
    ],
    [
      'an origin with a path',
      { ...partner, origins: ['https://a.example/'] },
      'partners[0].origins[0]: must be an origin',
    ],
    [
      'plain http',
      { ...partner, origins: ['http://a.example'] },
      'partners[0].origins[0]: must be an origin',
    ],
    [
      'a quotation mark in an origin',
      { ...partner, origins: ['https://"portal".example'] },
      'partners[0].origins[0]: must be an origin',
    ],
    [
      'a semicolon in an origin',
      { ...partner, origins: ['https://portal;.example'] },
      'partners[0].origins[0]: must be an origin',
    ],
    [
      'an origin for any host, by the partner and the value',
      { ...partner, origins: ['https://a.example', 'https://*.x'] },
      'partners[0].origins[1]: must be an origin with https (or a loopback one), such as https://portal.example (acme: "https://*.x")',
    ],
    [
      'a directive behind an origin',
      { ...partner, origins: ['https://b;script-src'] },
      '(acme: "https://b;script-src")',
    ],
    ['a keyword of the policy', { ...partner, origins: ["https://'self'"] }, `(acme: "https://'self'")`],
    ['two origins in one', { ...partner, origins: ['https://a.example https://b.example'] }, 'an origin'],
    ['an empty label', { ...partner, origins: ['https://a..example'] }, '(acme: "https://a..example")'],
    [
      'a return URL over plain http',
      { ...partner, returnUrls: ['http://a.example/thanks'] },
      'must be a URL with https (or a loopback one) (acme: "http://a.example/thanks")',
    ],
    [
      'a return URL of another scheme',
      { ...partner, returnUrls: ['javascript:0'] },
      '(acme: "javascript:0")',
    ],
    [
      'a page about privacy over plain http',
      { ...partner, privacyUrl: 'http://acme.example/privacy' },
      'partners[0].privacyUrl: must be a URL with https (or a loopback one) (acme: "http://acme.example/privacy")',
    ],
    [
      'a page of help that is a script',
      { ...partner, supportUrl: 'javascript:0' },
      'partners[0].supportUrl: must be a URL with https (or a loopback one) (acme: "javascript:0")',
    ],
    ['any origin at all', { ...partner, origins: ['*'] }, 'partners[0].origins[0]: must be an origin'],
    [
      'an IPv6 address, whose frame browsers would refuse',
      { ...partner, origins: ['http://localhost:8080', 'http://[::1]:8080'] },
      'partners[0].origins[1]: must name its host, or its IPv4 address',
    ],
    [
      'a key in place of its hash',
      { ...partner, apiKeySha256: ['akepa_x'] },
      'partners[0].apiKeySha256[0]: must be 64',
    ],
    ['no key', { ...partner, apiKeySha256: [] }, 'partners[0].apiKeySha256'],
    ['an unknown property', { ...partner, origin: 'x' }, 'origin'],
    [
      'a lock on an answer that is not prefilled',
      { ...partner, defaults: { locked: ['name'] } },
      'partners[0].defaults.locked[0]',
    ],
    [
      'a lock that stands there twice',
      { ...partner, defaults: { prefill: { name: 'Licence' }, locked: ['name', 'name'] } },
      'partners[0].defaults.locked[1]: locks name twice (acme)',
    ],
    [
      'a prefilled name that is too long',
      { ...partner, defaults: { prefill: { name: 'n'.repeat(51) } } },
      'partners[0].defaults.prefill.name: must have at most 50 characters, and has 51 (acme)',
    ],
    ['an ID that is not a path segment', { ...partner, id: '../x' }, 'partners[0].id'],
  ])('is refused with %s, and the mistake has its place', async (_what, content, mistake) => {
    const result = await read(typeof content === 'string' ? content : { partners: [content] })
    expect('mistakes' in result ? result.mistakes.join('\n') : '').toContain(mistake)
  })

  it('shows nothing of a key in its mistakes', async () => {
    const result = await read({ partners: [{ ...partner, apiKeySha256: ['akepa_key'] }] })
    expect(JSON.stringify(result)).not.toContain('akepa_key')
  })

  it('must exist, and must give two partners different IDs and different keys', async () => {
    const twice = await read({
      partners: [partner, { ...partner, id: 'other' }, { ...partner, apiKeySha256: ['b'.repeat(64)] }],
    })
    const text = 'mistakes' in twice ? twice.mistakes.join('\n') : ''
    expect(text).toContain('partners[1].apiKeySha256[0]')
    expect(text).toContain('partners[2].id')
    expect(readPartnersFile('/nowhere/partners.json')).toEqual({ mistakes: ["can't be read (ENOENT)"] })
  })
})
