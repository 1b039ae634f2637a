import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPartnersFile } from './partners-file.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'

const hash = 'a'.repeat(64)
const webhookSecret = `whsec_${Buffer.alloc(24).toString('base64')}`
const webhookUrl = 'https://hooks.acme.example/'
const partner = { id: 'acme', displayName: 'Acme Bank', apiKeySha256: [hash] }

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
