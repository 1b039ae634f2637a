import { generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { receiptClaimsSchema } from '../../contract/api/partner-api.ts'
import { sessionDescriptionAnswerSchema } from '../../contract/api/session.ts'
import { createPartnerKey } from './partner-key.ts'
import { type Partner } from './partners.ts'
import { MemoryStore } from '../store/memory-store.ts'
import {
  generate,
  licence,
  makeImage,
  register,
  registerIn,
  upload,
} from '../testing/requests/proxy-client.ts'
import { startTestProxy } from '../testing/proxy-fixture.ts'
import { testSecret } from '../testing/start-proxy.ts'
import { startOwnSandbox } from '../../sandbox/testing/sandbox-fixture.ts'
import { type Answer, call } from '../../testing/call.ts'
import { shared } from '../../testing/at-end.ts'
import { sha256Of } from '../../testing/sha256-of.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'

const acmeKey = createPartnerKey()
const acmeNewKey = createPartnerKey()
const otherKey = createPartnerKey()
const acme: Partner = {
  id: 'acme',
  displayName: 'Acme Bank',
  origins: ['https://portal.acme.example', 'http://127.0.0.1:8080'],
  apiKeySha256: [acmeKey.sha256, acmeNewKey.sha256],
  returnUrls: ['https://portal.acme.example/thanks'],
  defaults: { locale: 'fr-CA', prefill: { extension: 'png' } },
}
const other: Partner = { ...acme, id: 'other', apiKeySha256: [otherKey.sha256], origins: [], defaults: {} }
const partners = [acme, other]

async function startProxyWithPartners(
  changes: Parameters<typeof startTestProxy>[1] = {},
  parts: Parameters<typeof startTestProxy>[2] = {},
) {
  const sandbox = await startOwnSandbox()
  const proxy = await startTestProxy(sandbox.origin, { partners, ...changes }, parts)
  const forwarded = async () =>
    (await (await fetch(`${sandbox.origin}/sandbox/requests`)).json()) as { path: string }[]
  return { ...proxy, sandbox, forwarded }
}

function askForSession(origin: string, body: unknown, apiKey = acmeKey.apiKey): Promise<Answer> {
  return call(`${origin}/api/sessions`, {
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${apiKey}` },
    body: JSON.stringify(body),
  })
}

async function openSession(origin: string, body: unknown, apiKey?: string): Promise<string> {
  return String((await askForSession(origin, body, apiKey)).body.data['session'])
}

async function describeSession(origin: string, session: string) {
  const { body } = await call(`${origin}/api/session`, {
    method: 'GET',
    headers: { Authorization: `Bearer ${session}` },
  })
  return sessionDescriptionAnswerSchema.parse(body).data
}

function redeem(origin: string, code: string, key?: string): Promise<Answer> {
  return call(`${origin}/api/sessions/redeem`, {
    headers: { 'Content-Type': 'application/json', ...(key !== undefined && { 'Idempotency-Key': key }) },
    body: JSON.stringify({ code }),
  })
}

describe('a partner’s session', () => {
  const proxy = shared(startProxyWithPartners)

  it('has the terms that were asked for, on top of the partner’s defaults', async () => {
    const { origin } = proxy()
    const session = await openSession(origin, {
      reference: 'customer-42',
      prefill: { workflow: 'BUSINESS', name: 'Lease' },
      locked: ['workflow'],
      types: ['contract', 'utility'],
      agent: true,
      maxDocuments: 3,
      afterwards: 'We look at it within two days.',
    })
    expect(await describeSession(origin, session)).toMatchObject({
      partner: { id: 'acme', displayName: 'Acme Bank' },
      subject: 'customer-42',
      reference: 'customer-42',
      locale: 'fr-CA',
      prefill: { workflow: 'BUSINESS', name: 'Lease', extension: 'png' },
      locked: ['workflow'],
      types: ['contract', 'utility'],
      agent: true,
      maxDocuments: 3,
      afterwards: 'We look at it within two days.',
    })
  })

  it('lasts a minute at least, and a second where documents go to the sandbox', async () => {
    const [tried, real] = [await startProxyWithPartners(), await startProxyWithPartners({ isSandbox: false })]
    const answers = [
      await askForSession(tried.origin, { reference: 'c', ttlSeconds: 1 }),
      await askForSession(tried.origin, { reference: 'c', ttlSeconds: 0 }),
      await askForSession(real.origin, { reference: 'c', ttlSeconds: 59 }),
      await askForSession(real.origin, { reference: 'c', ttlSeconds: 60 }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 400, 200])
  })

  it('offers each type once, however often it is named', async () => {
    const { origin } = await startProxyWithPartners()
    const session = await openSession(origin, {
      reference: 'customer-42',
      types: ['contract', 'utility', 'contract'],
    })
    expect((await describeSession(origin, session)).types).toEqual(['contract', 'utility'])
  })

  it('can be opened with each of the partner’s keys, so a key can be changed without a gap', async () => {
    const { origin } = proxy()
    const { status } = await askForSession(origin, { reference: 'c' }, acmeNewKey.apiKey)
    expect(status).toBe(200)
  })

  it.each([
    ['no key', undefined, 'partnerKeyMissing'],
    ['an unknown key', createPartnerKey().apiKey, 'partnerKeyInvalid'],
    ['the hash of a key', acmeKey.sha256, 'partnerKeyInvalid'],
  ])('is refused for %s', async (_what, apiKey, code) => {
    const { origin } = proxy()
    const answer = await call(`${origin}/api/sessions`, {
      headers: {
        'Content-Type': 'application/json',
        ...(apiKey !== undefined && { Authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({ reference: 'c' }),
    })
    expect([answer.status, answer.body.code]).toEqual([401, code])
  })

  it.each([
    ['no reference', {}, '/reference'],
    ['an empty reference', { reference: '' }, '/reference'],
    ['a name that the contract refuses', { reference: 'c', prefill: { name: 'a<b' } }, '/prefill/name'],
    ['a lock on an answer that is not prefilled', { reference: 'c', locked: ['note'] }, '/locked/0'],
    [
      'a locked name that nobody can see or mend',
      { reference: 'c', prefill: { name: '\u2800\u200B' }, locked: ['name'] },
      '/prefill/name',
    ],
    [
      'a type that is not among the allowed ones',
      { reference: 'c', prefill: { type: 't4' }, types: ['t1'] },
      '/prefill/type',
    ],
    ['an unknown property', { reference: 'c', admin: true }, ''],
    ['a malformed locale', { reference: 'c', locale: 'not a tag' }, '/locale'],
    ['an endless locale', { reference: 'c', locale: `en-x${'-a'.repeat(50)}` }, '/locale'],
  ])('is refused with the place of the mistake for %s', async (_what, body, place) => {
    const { origin } = proxy()
    const answer = await askForSession(origin, body)
    expect([answer.status, answer.body.code]).toEqual([400, 'requestValidateError'])
    expect(answer.body.context).toMatchObject([{ instancePath: place }])
  })

  const email = (length: number) => `${'a'.repeat(length - '@bank.example'.length)}@bank.example`
  it.each([
    [
      'an e-mail address that no mail reaches',
      { prefill: { note_author_agent_email: email(255) } },
      {
        instancePath: '/prefill/note_author_agent_email',
        message: 'must have at most 254 characters, and has 255',
      },
    ],
    [
      'no e-mail address',
      { prefill: { note_author_agent_email: 'Ada Lovelace' } },
      { instancePath: '/prefill/note_author_agent_email', message: 'must be an e-mail address' },
    ],
    [
      'a long name',
      { prefill: { name: '🛂'.repeat(51) } },
      { instancePath: '/prefill/name', message: 'must have at most 50 characters, and has 51' },
    ],
    ['a blank name', { prefill: { name: ' ' } }, { instancePath: '/prefill/name', message: 'shows nothing' }],
    [
      'a long note',
      { prefill: { note: 'n'.repeat(501) } },
      { instancePath: '/prefill/note', message: 'must have at most 500 characters, and has 501' },
    ],
    [
      'a note of two lines',
      { prefill: { note: 'one\ntwo' } },
      { instancePath: '/prefill/note', message: 'must not have a line break' },
    ],
    [
      'the same lock twice',
      { prefill: { name: 'Licence', type: 'license' }, locked: ['name', 'type', 'name'] },
      { instancePath: '/locked/2', message: 'locks name twice' },
    ],
    [
      'more locks than there are answers',
      { prefill: { name: 'Licence' }, locked: Array.from({ length: 5000 }, () => 'name') },
      { instancePath: '/locked', message: expect.stringContaining('6') as unknown },
    ],
  ])('is refused for %s, and the answer says what was found', async (_what, terms, problem) => {
    const { origin } = proxy()
    const answer = await askForSession(origin, { reference: 'c', ...terms })
    expect([answer.status, answer.body.code]).toEqual([400, 'requestValidateError'])
    expect(answer.body.context).toEqual([problem])
  })

  it('is refused where its return URL alone is longer than a header may be', async () => {
    const returnUrl = `https://portal.acme.example/${'x'.repeat(6000)}`
    const { origin } = await startProxyWithPartners({ partners: [{ ...acme, returnUrls: [returnUrl] }] })
    const answer = await askForSession(origin, { reference: 'c', link: { returnUrl } })
    expect([answer.status, answer.body.code]).toEqual([400, 'requestValidateError'])
    expect(answer.body.context).toEqual([
      {
        instancePath: '/link/returnUrl',
        message: expect.stringMatching(/^makes a session of \d{4} bytes/) as unknown,
      },
    ])
  })

  it('may have the longest of every answer at once', async () => {
    const { origin } = await startProxyWithPartners()
    const prefill = {
      workflow: 'PERSONAL',
      type: 'canada_provincial_id',
      extension: 'jpg',
      name: '🛂'.repeat(50),
      note: '🛂'.repeat(500),
      note_author_agent_email: email(254),
    }
    const terms = { reference: '証'.repeat(200), prefill, locked: Object.keys(prefill), agent: true }
    const session = await openSession(origin, terms)
    expect(await describeSession(origin, session)).toMatchObject({ prefill, locked: terms.locked })
    const { status } = await generate(origin, session, prefill)
    expect(status).toBe(200)
  })

  it('is void when its partner is removed', async () => {
    const { origin } = await startProxyWithPartners()
    const session = await openSession(origin, { reference: 'c' })
    const without = await startProxyWithPartners({ partners: [other] })
    const answer = await generate(without.origin, session)
    expect([answer.status, answer.body.code]).toEqual([401, 'sessionInvalid'])
  })
})

describe('the terms of a session', () => {
  const proxy = shared(startProxyWithPartners)
  const terms = {
    reference: 'c',
    prefill: { workflow: 'PERSONAL', name: 'Licence' },
    locked: ['workflow', 'name'],
    types: ['license'],
  }

  it.each([
    ['another value for a locked answer', { ...licence, name: 'Passport' }, 'fieldLocked'],
    [
      'another workflow than the locked one',
      { ...licence, name: 'Licence', workflow: 'BUSINESS' },
      'fieldLocked',
    ],
    ['a type that is not allowed', { ...licence, name: 'Licence', type: 'passport' }, 'typeNotAllowed'],
  ])('refuse %s, and nothing is forwarded', async (_what, request, code) => {
    const { origin, forwarded } = proxy()
    const session = await openSession(origin, terms)
    const answer = await generate(origin, session, request)
    expect([answer.status, answer.body.code]).toEqual([403, code])
    expect((await forwarded()).filter(({ path }) => path.includes('generate'))).toEqual([])
  })

  it('require an agent’s e-mail address, in the words in which the vendor requires a property', async () => {
    const { origin, forwarded } = await startProxyWithPartners()
    const session = await openSession(origin, { reference: 'c', agent: true })
    const answer = await generate(origin, session)
    expect([answer.status, answer.body.code]).toEqual([400, 'requestValidateError'])
    expect(answer.body.context).toEqual([
      {
        instancePath: '',
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'note_author_agent_email' },
        message: "must have required property 'note_author_agent_email'",
      },
    ])
    expect((await forwarded()).filter(({ path }) => path.includes('generate'))).toEqual([])
    const complete = { ...licence, note_author_agent_email: 'agent@bank.example' }
    expect((await generate(origin, session, complete)).status).toBe(200)
  })

  it('accept a locked answer as the form sends it', async () => {
    const { origin } = await startProxyWithPartners()
    const session = await openSession(origin, { ...terms, prefill: { ...terms.prefill, name: ' Licence ' } })
    expect((await generate(origin, session, { ...licence, name: 'Licence' })).status).toBe(200)
  })

  it('count documents by customer, however often the session is renewed', async () => {
    const { origin, forwarded } = await startProxyWithPartners()
    const asked = { reference: 'c', maxDocuments: 2 }
    await registerIn(origin, await openSession(origin, asked))
    const renewed = await openSession(origin, asked)
    await generate(origin, renewed, licence, 'one-key')
    // A repeat is not another document.
    expect((await generate(origin, renewed, licence, 'one-key')).status).toBe(200)
    const answer = await generate(origin, await openSession(origin, asked))
    expect([answer.status, answer.body.code]).toEqual([403, 'documentLimitReached'])
    expect((await forwarded()).filter(({ path }) => path.includes('generate'))).toHaveLength(2)
    const someoneElse = await openSession(origin, { ...asked, reference: 'd' })
    expect((await generate(origin, someoneElse)).status).toBe(200)
  })

  it('count the documents of a session without a limit towards a later session’s limit', async () => {
    const { origin } = await startProxyWithPartners()
    await registerIn(origin, await openSession(origin, { reference: 'c' }))
    const answer = await generate(origin, await openSession(origin, { reference: 'c', maxDocuments: 1 }))
    expect([answer.status, answer.body.code]).toEqual([403, 'documentLimitReached'])
    expect((await generate(origin, await openSession(origin, { reference: 'c' }))).status).toBe(200)
  })

  it('do not count a document that could not be registered', async () => {
    const { origin } = await startProxyWithPartners()
    const session = await openSession(origin, { reference: 'c', maxDocuments: 1 })
    expect((await generate(origin, session, { ...licence, name: '[fault:generate-500]' })).status).toBe(502)
    expect((await generate(origin, session)).status).toBe(200)
  })

  it('keep one partner, and one customer, from another’s document', async () => {
    const { origin, forwarded } = await startProxyWithPartners()
    const mine = await registerIn(origin, await openSession(origin, { reference: 'c' }))
    const file = await makeImage('jpeg')
    for (const session of [
      await openSession(origin, { reference: 'c' }, otherKey.apiKey),
      await openSession(origin, { reference: 'd' }),
    ]) {
      const answer = await upload(origin, { ...mine, session }, file)
      expect([answer.status, answer.body.code]).toEqual([403, 'ticketForeign'])
    }
    expect((await forwarded()).filter(({ path }) => path.includes('upload'))).toEqual([])
    const renewed = await openSession(origin, { reference: 'c' })
    expect((await upload(origin, { ...mine, session: renewed }, file)).status).toBe(200)
  })

  it('tell whose they are, and share no Idempotency-Key with another partner or customer', async () => {
    const { origin } = await startProxyWithPartners()
    const ids = new Map<string, unknown>()
    for (const [reference, apiKey, partner] of [
      ['c', acmeKey.apiKey, 'acme'],
      ['c', otherKey.apiKey, 'other'],
      ['d', acmeKey.apiKey, 'acme'],
    ] as const) {
      const session = await openSession(origin, { reference }, apiKey)
      expect(await describeSession(origin, session)).toMatchObject({
        partner: { id: partner },
        subject: reference,
      })
      const answer = await generate(origin, session, licence, 'key')
      expect(answer.status).toBe(200)
      ids.set(`${partner} ${reference}`, answer.body.data['id'])
    }
    expect(new Set(ids.values()).size).toBe(3)
    const renewed = await openSession(origin, { reference: 'c' })
    expect((await generate(origin, renewed, licence, 'key')).body.data['id']).toBe(ids.get('acme c'))
  })
})

describe('a retired secret', () => {
  it('opens what it signed as long as it is listed', async () => {
    const { origin, sandbox } = await startProxyWithPartners()
    const session = await openSession(origin, { reference: 'c' })
    const newest = 'another-secret-for-tests-that-is-long-enough'
    const rotated = await startTestProxy(sandbox.origin, { partners, sessionSecrets: [newest, testSecret] })
    const retired = await startTestProxy(sandbox.origin, { partners, sessionSecrets: [newest] })
    expect((await generate(rotated.origin, session)).status).toBe(200)
    const answer = await generate(retired.origin, session)
    expect([answer.status, answer.body.code]).toEqual([401, 'sessionInvalid'])
  })
})

describe('a link', () => {
  async function linkOf(origin: string, link: object = {}): Promise<string> {
    const { body } = await askForSession(origin, { reference: 'c', prefill: { name: 'Lease' }, link })
    return String(body.data['link'])
  }
  const codeOf = (link: string) => new URLSearchParams(new URL(link).hash.slice(1)).get('code') ?? ''

  it('opens one session with its terms, and its code does not show them', async () => {
    const { origin } = await startProxyWithPartners()
    const link = await linkOf(origin, { returnUrl: 'https://portal.acme.example/thanks' })
    expect(new URL(link).origin).toBe(origin)
    const code = codeOf(link)
    expect(Buffer.from(code, 'base64url').toString('latin1')).not.toContain('Lease')
    const { body } = await redeem(origin, code)
    expect(await describeSession(origin, String(body.data['session']))).toMatchObject({
      subject: 'c',
      prefill: { name: 'Lease' },
      returnUrl: 'https://portal.acme.example/thanks',
    })
    const again = await redeem(origin, code)
    expect([again.status, again.body.code]).toEqual([403, 'linkUsed'])
  })

  it('is redeemed once, when many try at the same time', async () => {
    const { origin } = await startProxyWithPartners()
    const code = codeOf(await linkOf(origin))
    const answers = await Promise.all(Array.from({ length: 8 }, () => redeem(origin, code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('gives the very session again to the tab that opened it, and to nobody else', async () => {
    const { origin } = await startProxyWithPartners()
    const code = codeOf(await linkOf(origin))
    const answers = await Promise.all(Array.from({ length: 8 }, () => redeem(origin, code, 'key-of-the-tab')))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    const data = answers.map(({ body }) => body.data)
    expect(data).toEqual(data.map(() => data[0]))
    expect(await describeSession(origin, String(data[0]?.['session']))).toMatchObject({ subject: 'c' })
    for (const key of ['another-key', undefined]) {
      expect(await redeem(origin, code, key)).toMatchObject({ status: 403, body: { code: 'linkUsed' } })
    }
  })

  it.each([
    ['empty', ''],
    ['two words', 'two words'],
    ['too long', 'x'.repeat(129)],
  ])('is not opened for a key that is %s, and can still be opened', async (_what, key) => {
    const { origin } = await startProxyWithPartners()
    const code = codeOf(await linkOf(origin))
    expect(await redeem(origin, code, key)).toMatchObject({
      status: 400,
      body: { code: 'idempotencyKeyInvalid' },
    })
    expect((await redeem(origin, code, 'key')).status).toBe(200)
  })

  it('is refused if its code is made up, or is a session', async () => {
    const { origin } = await startProxyWithPartners()
    for (const code of ['made-up', await openSession(origin, { reference: 'c' })]) {
      const answer = await redeem(origin, code)
      expect([answer.status, answer.body.code]).toEqual([403, 'linkInvalid'])
    }
  })

  it('opens nothing once the store has forgotten it, whether it was used or not', async () => {
    const before = await startProxyWithPartners()
    const [used, unused] = [codeOf(await linkOf(before.origin)), codeOf(await linkOf(before.origin))]
    expect((await redeem(before.origin, used, 'key')).status).toBe(200)
    const after = await startProxyWithPartners()
    for (const [code, key] of [
      [used, 'key'],
      [used, 'another-key'],
      [unused, 'key'],
    ] as const) {
      const answer = await redeem(after.origin, code, key)
      expect([answer.status, answer.body.code]).toEqual([403, 'linkExpired'])
    }
  })

  it('opens after the secret has been changed', async () => {
    const store = new MemoryStore()
    const { origin, sandbox } = await startProxyWithPartners({}, { store })
    const code = codeOf(await linkOf(origin))
    const sessionSecrets = ['another-secret-for-tests-that-is-long-enough']
    const changed = await startTestProxy(sandbox.origin, { partners, sessionSecrets }, { store })
    expect((await redeem(changed.origin, code, 'key')).status).toBe(200)
  })

  it('leads back only to registered addresses', async () => {
    const { origin } = await startProxyWithPartners()
    const answer = await askForSession(origin, {
      reference: 'c',
      link: { returnUrl: 'https://evil.example/' },
    })
    expect([answer.status, answer.body.code]).toEqual([403, 'returnUrlForbidden'])
  })
})

describe('a receipt', () => {
  async function uploadOne(origin: string, session: string) {
    const registered = await registerIn(origin, session)
    const file = await makeImage('jpeg')
    const { headers } = await upload(origin, registered, file)
    return { registered, file, receipt: headers.get('Upload-Receipt') ?? '' }
  }

  it('is verified by the published key, and names the file and the customer', async () => {
    const { origin } = await startProxyWithPartners()
    const { registered, file, receipt } = await uploadOne(
      origin,
      await openSession(origin, { reference: 'c' }),
    )
    const jwks = (await (await fetch(`${origin}/.well-known/jwks.json`)).json()) as JSONWebKeySet
    expect(JSON.stringify(jwks)).not.toContain('"d"')
    const { payload } = await jwtVerify(receipt, createLocalJWKSet(jwks), {
      algorithms: ['ES256'],
      typ: 'receipt+jwt',
      audience: 'acme',
    })
    expect(receiptClaimsSchema.parse(payload)).toMatchObject({
      partner: 'acme',
      reference: 'c',
      documentId: registered.id,
      type: 'license',
      bytes: file.length,
      sha256: sha256Of(file),
    })
  })

  it('is the same when the upload is repeated', async () => {
    const { origin } = await startProxyWithPartners()
    const { registered, file, receipt } = await uploadOne(
      origin,
      await openSession(origin, { reference: 'c' }),
    )
    const repeated = await upload(origin, registered, file, { 'X-File-Sha256': sha256Of(file) })
    expect(repeated.headers.get('Upload-Receipt')).toBe(receipt)
  })

  it('can be asked for again, only by its partner', async () => {
    const { origin } = await startProxyWithPartners()
    const first = await uploadOne(origin, await openSession(origin, { reference: 'c' }))
    const second = await uploadOne(origin, await openSession(origin, { reference: 'c' }))
    await uploadOne(origin, await openSession(origin, { reference: 'd' }))
    const ask = (reference: string, apiKey: string) =>
      call(`${origin}/api/receipts?reference=${reference}`, {
        method: 'GET',
        headers: { Authorization: `Bearer ${apiKey}` },
      })
    expect((await ask('c', acmeKey.apiKey)).body.data).toEqual({ receipts: [first.receipt, second.receipt] })
    expect((await ask('c', otherKey.apiKey)).body.data).toEqual({ receipts: [] })
    expect((await ask('c', 'made-up')).body.code).toBe('partnerKeyInvalid')
  })

  it('of all customers can be polled for by one place, only by their partner', async () => {
    const { origin } = await startProxyWithPartners()
    const ask = async (query: string, { apiKey } = acmeKey) =>
      call(`${origin}/api/receipts${query}`, {
        method: 'GET',
        headers: { Authorization: `Bearer ${apiKey}` },
      })
    const uploadFor = async (reference: string, { apiKey } = acmeKey) =>
      (await uploadOne(origin, await openSession(origin, { reference }, apiKey))).receipt
    const since = new Date(Date.now() - 60_000).toISOString()
    const nothing = await ask(`?since=${since}`)
    expect(nothing.body.data).toEqual({
      receipts: [],
      cursor: String(Date.parse(since) - 1),
      hasMore: false,
    })
    const first = [await uploadFor('c'), await uploadFor('d')]
    await uploadFor('c', otherKey)
    const { data } = (await ask(`?cursor=${String(nothing.body.data['cursor'])}`)).body
    expect(data).toEqual({ receipts: first, cursor: expect.any(String) as unknown, hasMore: false })
    const next = [await uploadFor('c')]
    expect((await ask(`?cursor=${String(data['cursor'])}`)).body.data['receipts']).toEqual(next)
    expect((await ask(`?since=${since}`)).body.data['receipts']).toEqual([...first, ...next])
    expect((await ask('?since=2020-01-01T00:00:00%2B02:00', otherKey)).body.data['receipts']).toHaveLength(1)
    expect((await ask(`?since=${since}`, { ...acmeKey, apiKey: 'made-up' })).body.code).toBe(
      'partnerKeyInvalid',
    )
    for (const query of ['', '?reference=', `?reference=c&since=${since}`, '?since=today', '?cursor=later'])
      expect([query, (await ask(query)).body.code]).toEqual([query, 'requestValidateError'])
  })

  it('can still be verified after another key signs', async () => {
    const key = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const [older, newer] = [key(), key()]
    const before = await startProxyWithPartners({ receiptKeys: [older] })
    const session = await openSession(before.origin, { reference: 'c' })
    const { receipt } = await uploadOne(before.origin, session)
    const after = await startProxyWithPartners({ receiptKeys: [newer, older] })
    const jwks = (await (await fetch(`${after.origin}/.well-known/jwks.json`)).json()) as JSONWebKeySet
    await expect(jwtVerify(receipt, createLocalJWKSet(jwks))).resolves.toBeDefined()
  })

  it('comes to a guest too', async () => {
    const { origin } = await startProxyWithPartners()
    const { headers } = await upload(origin, await register(origin), await makeImage('jpeg'))
    expect(headers.get('Upload-Receipt')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
  })
})

describe('the page for a frame', () => {
  async function startWithPage() {
    const wizardDir = await temporaryFolder()
    await writeFile(`${wizardDir}/index.en.html`, '<!doctype html><html><head></head><body></body></html>')
    for (const name of ['embed.js', 'embed-0.2.0-1a2b3c4d.js', 'embed.json'])
      await writeFile(`${wizardDir}/${name}`, '')
    return startProxyWithPartners({ wizardDir })
  }

  it('may be framed by exactly the partner’s origins, and names them to the wizard', async () => {
    const { origin } = await startWithPage()
    const response = await fetch(`${origin}/embed/acme?origin=https%3A%2F%2Fevil.example`)
    const policy = response.headers.get('Content-Security-Policy') ?? ''
    expect(policy.split('; ')).toContain('frame-ancestors https://portal.acme.example http://127.0.0.1:8080')
    expect(await response.text()).toContain(
      '<meta name="host-origins" content="https://portal.acme.example http://127.0.0.1:8080" />',
    )
    expect(response.headers.get('Cache-Control')).toBe('private, no-cache')
    expect(response.headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp')
  })

  it('may be framed by nobody if the partner has no origins, and is not found for an unknown partner', async () => {
    const { origin } = await startWithPage()
    const closed = await fetch(`${origin}/embed/other`)
    expect(closed.headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'")
    expect((await fetch(`${origin}/embed/nobody`)).status).toBe(404)
    expect((await fetch(`${origin}/`)).headers.get('Content-Security-Policy')).toContain(
      "frame-ancestors 'none'",
    )
  })

  it.each([
    ['/embed.js', 'no-cache'],
    ['/embed.js?v=2', 'no-cache'],
    ['/embed-0.2.0-1a2b3c4d.js', 'public, max-age=31536000, immutable'],
  ])('comes with a script that other sites may load and read: %s', async (path, cacheControl) => {
    const { origin } = await startWithPage()
    const { headers } = await fetch(`${origin}${path}`)
    expect(headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin')
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(headers.get('Cache-Control')).toBe(cacheControl)
  })

  it('lets other sites read nothing else', async () => {
    const { origin } = await startWithPage()
    for (const path of ['/', '/embed/acme', '/embed.json', '/healthz']) {
      const { headers } = await fetch(`${origin}${path}`)
      expect([path, headers.get('Access-Control-Allow-Origin')]).toEqual([path, null])
    }
  })
})
