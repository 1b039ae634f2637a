import { generateKeyPairSync } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import { createPartnerKey } from '../proxy/partners/partner-key.ts'
import { MemoryStore } from '../proxy/store/memory-store.ts'
import {
  generate,
  licence,
  makeImage,
  register,
  registerIn,
  upload,
} from '../proxy/testing/requests/proxy-client.ts'
import { startTestProxy } from '../proxy/testing/proxy-fixture.ts'
import { startOwnSandbox } from '../sandbox/testing/sandbox-fixture.ts'
import { sendJson, startScriptedWizard } from '../portal/testing/scripted-wizard.ts'
import { shared } from '../testing/at-end.ts'
import { sha256Of } from '../testing/sha256-of.ts'
import { BackendError, createBackend } from './backend.ts'

const [acmeKey, otherKey] = [createPartnerKey(), createPartnerKey()]
const acme = {
  id: 'acme',
  displayName: 'Acme Bank',
  origins: [],
  apiKeySha256: [acmeKey.sha256],
  returnUrls: ['https://portal.acme.example/thanks'],
  defaults: {},
}
const partners = [acme, { ...acme, id: 'other', apiKeySha256: [otherKey.sha256] }]

async function startWizard(changes: Parameters<typeof startTestProxy>[1] = {}, store = new MemoryStore()) {
  const sandbox = await startOwnSandbox()
  const { origin } = await startTestProxy(sandbox.origin, { partners, ...changes }, { store })
  const uploads = createBackend({ origin, partner: 'acme', apiKey: acmeKey.apiKey })
  const ofOther = createBackend({ origin, partner: 'other', apiKey: otherKey.apiKey })
  return { origin, uploads, ofOther }
}

async function uploadFor(origin: string, session: string) {
  const file = await makeImage('jpeg')
  const registered = await registerIn(origin, session)
  const { headers } = await upload(origin, registered, file)
  return { id: registered.id, file, receipt: headers.get('Upload-Receipt') ?? '' }
}

describe('a partner’s back end', () => {
  const wizard = shared(startWizard)

  it('makes a session with the terms that it gives', async () => {
    const { origin, uploads } = wizard()
    const { session, dtsExpireAt } = await uploads.createSession({
      reference: 'terms',
      types: ['license'],
      ttlSeconds: 60,
    })
    expect(Date.parse(dtsExpireAt)).toBeGreaterThan(Date.now())
    expect((await generate(origin, session)).status).toBe(200)
    const passport = await generate(origin, session, { ...licence, type: 'passport' })
    expect(passport.body.code).toBe('typeNotAllowed')
  })

  it('makes a link', async () => {
    const { origin, uploads } = wizard()
    const links = [
      await uploads.createLink({ reference: 'link' }),
      await uploads.createLink(
        { reference: 'link', maxDocuments: 1 },
        { returnUrl: 'https://portal.acme.example/thanks', reusable: true, days: 30 },
      ),
    ]
    for (const { link, dtsExpireAt } of links) {
      expect(link.startsWith(`${origin}/?partner=acme#code=`)).toBe(true)
      expect(dtsExpireAt).toMatch(/^\d{4}-.*Z$/)
    }
  })

  it('reads a customer’s receipts and documents, and verifies the receipts', async () => {
    const { origin, uploads } = wizard()
    const reference = 'a customer & more'
    const { session } = await uploads.createSession({ reference })
    const { id, file, receipt } = await uploadFor(origin, session)
    const open = await registerIn(origin, session)
    expect(await uploads.receipts(reference)).toEqual([receipt])
    expect(await uploads.visits(reference)).toMatchObject({
      documents: [
        { id, state: 'uploaded', sha256: sha256Of(file) },
        { id: open.id, state: 'open' },
      ],
      skipped: [],
    })
    expect(await uploads.verifyReceipt(receipt, { reference })).toEqual({
      partner: 'acme',
      reference,
      documentId: id,
      type: 'license',
      bytes: file.length,
      sha256: sha256Of(file),
      uploadedAt: expect.stringMatching(/Z$/) as unknown,
    })
  })

  it('reads the receipts of all its customers, a page at a time, and goes on where it stopped', async () => {
    const { origin, uploads, ofOther } = await startWizard()
    const since = new Date(Date.now() - 60_000)
    const uploadAs = async (backend: typeof uploads, reference: string) =>
      uploadFor(origin, (await backend.createSession({ reference })).session)
    const [first, second] = [await uploadAs(uploads, 'c'), await uploadAs(uploads, 'd')]
    await uploadAs(ofOther, 'c')
    const read = async (from: Parameters<typeof uploads.allReceipts>[0]) => {
      const pages = []
      for await (const page of uploads.allReceipts(from)) pages.push(page)
      return pages
    }
    const [page, ...others] = await read({ since })
    expect(others).toEqual([])
    expect(page?.receipts).toMatchObject([
      { reference: 'c', documentId: first.id, receipt: first.receipt, sha256: sha256Of(first.file) },
      { reference: 'd', documentId: second.id, receipt: second.receipt },
    ])
    const cursor = page?.cursor ?? ''
    expect(await read({ cursor })).toEqual([{ receipts: [], cursor }])
    const third = await uploadAs(uploads, 'c')
    expect(await read({ cursor })).toMatchObject([{ receipts: [{ documentId: third.id }] }])
    expect(await read({ since: since.toISOString() })).toMatchObject([{ receipts: [{}, {}, {}] }])
    await expect(read({ since: 'today' })).rejects.toMatchObject({ code: 'requestValidateError' })
  })

  it('asks for the next page as long as there is one, and takes no receipt that is not genuine', async () => {
    const wizard = await startScriptedWizard()
    const { origin, asked } = wizard
    const { allReceipts } = createBackend({ origin, partner: 'acme', apiKey: 'key' })
    const answerPages = (receipts: string[]) =>
      wizard.answerWith((response) => {
        const data = { receipts, cursor: `${asked.length}`, hasMore: asked.length < 3 }
        sendJson(response, 200, { code: '0', data, requestId: 'r' })
      })
    const cursors = []
    answerPages([])
    for await (const { cursor } of allReceipts({ cursor: '0' })) cursors.push(cursor)
    expect(cursors).toEqual(['1', '2', '3'])
    expect(asked.map(({ url }) => url)).toEqual(['0', '1', '2'].map((at) => `/api/receipts?cursor=${at}`))
    answerPages(['a.b.c'])
    await expect(allReceipts({ cursor: '3' }).next()).rejects.toMatchObject({ code: 'receiptInvalid' })
  })

  it('lists webhooks page by page, those of one state where it is asked to', async () => {
    const wizard = await startScriptedWizard()
    const { origin, asked } = wizard
    wizard.answerWith((response) => {
      const data = {
        webhooks: [{ id: `msg_${asked.length}` }],
        ...(asked.length < 3 && { cursor: '7.msg_7' }),
      }
      sendJson(response, 200, { code: '0', data, requestId: 'r' })
    })
    const backend = createBackend({ origin, partner: 'acme', apiKey: 'key' })
    const ids = []
    for await (const { id } of backend.webhooks({ state: 'failed' })) ids.push(id)
    for await (const { id } of backend.webhooks()) ids.push(id)
    expect(ids).toEqual(['msg_1', 'msg_2', 'msg_3', 'msg_4'])
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /api/webhooks?state=failed',
      'GET /api/webhooks?state=failed&cursor=7.msg_7',
      'GET /api/webhooks?state=failed&cursor=7.msg_7',
      'GET /api/webhooks',
    ])
  })

  it('knows of a requested document which one it is', async () => {
    const { origin, uploads } = wizard()
    const requested = [{ key: 'identity', types: ['license'] }] as const
    const { session } = await uploads.createSession({ reference: 'list', requested })
    const headers = { 'Requested-Key': 'identity', Authorization: `Bearer ${session}` }
    const answer = await fetch(`${origin}/api/akepa/document/generate`, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify(licence),
    })
    const { data } = (await answer.json()) as { data: { id: string } }
    const ticket = answer.headers.get('Upload-Ticket') ?? ''
    const uploaded = await upload(origin, { session, id: data.id, ticket }, await makeImage('jpeg'))
    const receipt = uploaded.headers.get('Upload-Receipt') ?? ''
    expect(await uploads.verifyReceipt(receipt, { reference: 'list' })).toMatchObject({
      requestKey: 'identity',
      side: 1,
    })
  })

  it('ends a customer’s sessions', async () => {
    const { origin, uploads } = wizard()
    const { session } = await uploads.createSession({ reference: 'leaving' })
    expect((await uploads.endSessions('leaving')).dtsEndedAt).toMatch(/Z$/)
    expect((await generate(origin, session)).body.code).toBe('sessionEnded')
  })

  it('refuses a genuine receipt of another customer, another partner or a guest', async () => {
    const { origin, uploads, ofOther } = wizard()
    const { receipt } = await uploadFor(origin, (await uploads.createSession({ reference: 'b' })).session)
    const theirs = await uploadFor(origin, (await ofOther.createSession({ reference: 'b' })).session)
    const guests = (await upload(origin, await register(origin), await makeImage('jpeg'))).headers
    const nobody = {} as { reference: string }
    for (const [given, expected] of [
      [receipt, { reference: 'a' }],
      [receipt, nobody],
      [theirs.receipt, { reference: 'b' }],
      [guests.get('Upload-Receipt') ?? '', { reference: 'b' }],
      [guests.get('Upload-Receipt') ?? '', nobody],
    ] as const) {
      await expect(uploads.verifyReceipt(given, expected)).rejects.toMatchObject({ code: 'receiptForeign' })
    }
    expect((await ofOther.verifyReceipt(theirs.receipt, { reference: 'b' })).partner).toBe('other')
  })

  it('hears the code, the status and the request of what the wizard refuses', async () => {
    const { origin, uploads } = wizard()
    const stranger = createBackend({ origin, partner: 'acme', apiKey: 'made-up' })
    const refused = uploads.createSession({ reference: 'c', maxDocuments: 0 })
    await expect(refused).rejects.toBeInstanceOf(BackendError)
    await expect(refused).rejects.toMatchObject({
      code: 'requestValidateError',
      status: 400,
      requestId: expect.stringMatching(/\S/) as unknown,
      context: [expect.objectContaining({ instancePath: '/maxDocuments' })] as unknown,
    })
    for (const call of [() => stranger.receipts('c'), () => stranger.endSessions('c')]) {
      await expect(call()).rejects.toMatchObject({ code: 'partnerKeyInvalid', status: 401 })
    }
  })
})

it('a receipt is verified though its key has taken the place of the one that was fetched', async () => {
  const key = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const [older, newer] = [key(), key()]
  const store = new MemoryStore()
  const before = await startWizard({ receiptKeys: [older] }, store)
  const after = await startWizard({ receiptKeys: [newer, older] }, store)
  let replica = before.origin
  const asked: string[] = []
  const uploads = createBackend({
    origin: 'https://uploads.example',
    partner: 'acme',
    apiKey: acmeKey.apiKey,
    fetch: async (input, init) => {
      const { pathname, search } = new URL(new Request(input).url)
      asked.push(pathname)
      return fetch(replica + pathname + search, init)
    },
  })
  const reference = 'c'
  const receiptOf = async () =>
    (await uploadFor(replica, (await uploads.createSession({ reference })).session)).receipt
  const first = await receiptOf()
  await uploads.verifyReceipt(first, { reference })
  replica = after.origin
  const second = await receiptOf()
  await Promise.all([second, first, second].map((one) => uploads.verifyReceipt(one, { reference })))
  expect(asked.filter((path) => path === '/.well-known/jwks.json')).toHaveLength(2)
})

/** A back end of a wizard that can lie. */
async function withScriptedWizard() {
  const wizard = await startScriptedWizard()
  const uploads = createBackend({ origin: wizard.origin, partner: 'demo', apiKey: 'a-key' })
  return { wizard, uploads }
}
type ScriptedWizard = Awaited<ReturnType<typeof startScriptedWizard>>

describe('a receipt', () => {
  const reference = 'c'
  const wizards = shared(withScriptedWizard)
  const changed = async (wizard: ScriptedWizard, part: 0 | 1 | 2, change: (text: string) => string) => {
    const parts = (await wizard.sign({ reference })).split('.')
    parts[part] = change(parts[part] ?? '')
    return parts.join('.')
  }
  const forged: readonly (readonly [
    what: string,
    make: (wizard: ScriptedWizard) => Promise<unknown>,
    why?: string,
  ])[] = [
    [
      'signed with another key',
      async (wizard) => wizard.sign({ reference }, { key: (await generateKeyPair('ES256')).privateKey }),
    ],
    [
      'signed with the public key as a secret',
      async (wizard) => {
        const key = new TextEncoder().encode(JSON.stringify(wizard.published))
        return wizard.sign({ reference }, { key, header: { alg: 'HS256' } })
      },
      'is not signed with ES256',
    ],
    [
      'that names no algorithm',
      async (wizard) =>
        changed(wizard, 0, () =>
          Buffer.from('{"alg":"none","kid":"first","typ":"receipt+jwt"}').toString('base64url'),
        ),
    ],
    [
      'that brings its own key',
      async (wizard) => {
        const { publicKey, privateKey } = await generateKeyPair('ES256')
        const header = { jwk: await exportJWK(publicKey) }
        return wizard.sign({ reference }, { key: privateKey, header })
      },
    ],
    ['of an unpublished key', async (wizard) => wizard.sign({ reference }, { header: { kid: 'second' } })],
    ['without a key’s name', async (wizard) => wizard.sign({ reference }, { header: { kid: undefined } })],
    [
      'that is another token of the wizard’s',
      async (wizard) => wizard.sign({ reference }, { header: { typ: 'session+jwt' } }),
    ],
    [
      'that asks for an extension',
      async (wizard) => wizard.sign({ reference }, { header: { crit: ['b64'], b64: true } }),
    ],
    [
      'with changed claims',
      async (wizard) => {
        const other = await wizard.sign({ reference, documentId: 'doc_2' })
        return changed(wizard, 1, () => other.split('.')[1] ?? '')
      },
    ],
    ['without a signature', async (wizard) => changed(wizard, 2, () => '')],
    ['with a shortened signature', async (wizard) => changed(wizard, 2, (text) => text.slice(0, 40))],
    ['with a fourth part', async (wizard) => `${await wizard.sign({ reference })}.AAAA`],
    ['with padding', async (wizard) => `${await wizard.sign({ reference })}=`],
    ['without a document', async (wizard) => wizard.sign({ reference, documentId: undefined })],
    [
      'that is endless',
      async (wizard) => `${await wizard.sign({ reference })}${'A'.repeat(9000)}`,
      'is no receipt',
    ],
    ['that is not a token', async () => 'receipt'],
    ['that is a number', async () => 7],
  ]
  for (const [what, make, why = 'The receipt'] of forged) {
    it(`${what} is refused`, async () => {
      const { wizard, uploads } = wizards()
      const receipt = (await make(wizard)) as string
      const verified = uploads.verifyReceipt(receipt, { reference })
      await expect(verified).rejects.toMatchObject({ code: 'receiptInvalid' })
      await expect(verified).rejects.toThrow(why)
    })
  }

  it('without a customer is nobody’s', async () => {
    const { wizard, uploads } = wizards()
    const receipt = await wizard.sign({ reference: undefined })
    for (const expected of [{ reference }, {} as { reference: string }])
      await expect(uploads.verifyReceipt(receipt, expected)).rejects.toMatchObject({ code: 'receiptForeign' })
  })

  it('of a key that was withdrawn is refused once the keys are ten minutes old', async () => {
    const { wizard, uploads } = await withScriptedWizard()
    const receipt = await wizard.sign({ reference })
    await uploads.verifyReceipt(receipt, { reference })
    wizard.published.kid = 'second'
    await uploads.verifyReceipt(receipt, { reference })
    vi.setSystemTime(Date.now() + 11 * 60_000)
    await expect(uploads.verifyReceipt(receipt, { reference })).rejects.toMatchObject({
      code: 'receiptInvalid',
    })
    vi.useRealTimers()
  })

  it('is no forgery only because the keys can’t be fetched', async () => {
    const { wizard, uploads } = await withScriptedWizard()
    const receipt = await wizard.sign({ reference })
    await wizard.close()
    await expect(uploads.verifyReceipt(receipt, { reference })).rejects.toMatchObject({
      code: 'connectionLost',
    })
  })
})

describe('a call', () => {
  it('is made again while the wizard is busy or cuts the connection', async () => {
    const { wizard, uploads } = await withScriptedWizard()
    const answers: Parameters<ScriptedWizard['answerWith']>[0][] = [
      (response) => sendJson(response, 503, { code: 'shuttingDown', requestId: 'r1' }),
      (response) => response.destroy(),
      (response) => sendJson(response, 200, { code: '0', data: { receipts: ['a'] } }),
    ]
    wizard.answerWith((response) => answers.shift()?.(response))
    expect(await uploads.receipts('c')).toEqual(['a'])
    expect(wizard.asked).toHaveLength(3)
  })

  it('is not made again where the wizard refuses, or asks for a longer wait', async () => {
    const { wizard, uploads } = await withScriptedWizard()
    wizard.answerWith((response) => sendJson(response, 403, { code: 'returnUrlForbidden', requestId: 'r2' }))
    await expect(uploads.createLink({ reference: 'c' })).rejects.toMatchObject({
      code: 'returnUrlForbidden',
      status: 403,
      requestId: 'r2',
    })
    wizard.answerWith((response) => {
      response.setHeader('Retry-After', '60')
      sendJson(response, 429, { code: 'tooManyRequests' })
    })
    await expect(uploads.visits('c')).rejects.toMatchObject({ code: 'tooManyRequests' })
    expect(wizard.asked).toHaveLength(2)
  })

  it('never takes the key to another address', async () => {
    const { wizard, uploads } = await withScriptedWizard()
    const elsewhere = await startScriptedWizard()
    wizard.answerWith((response) =>
      response.writeHead(307, { Location: `${elsewhere.origin}/api/sessions` }).end(),
    )
    await expect(uploads.createSession({ reference: 'c' })).rejects.toMatchObject({
      code: 'answerUnreadable',
      status: 307,
    })
    expect(elsewhere.asked).toEqual([])
  })

  it.each<readonly [string, unknown]>([
    ['an envelope without data', { code: '0' }],
    ['data of another kind', { code: '0', data: { session: 7, receipts: 'none', documents: {} } }],
    ['a list', ['session']],
  ])('fails if the answer is %s', async (_what, body) => {
    const { wizard, uploads } = await withScriptedWizard()
    wizard.answerWith((response) => sendJson(response, 200, body))
    const { createSession, createLink, receipts, visits, endSessions } = uploads
    for (const call of [
      () => createSession({ reference: 'c' }),
      () => createLink({ reference: 'c' }),
      () => receipts('c'),
      () => visits('c'),
      () => endSessions('c'),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'answerUnreadable', status: 200 })
    }
  })
})

it('options that can’t be used are refused at once, and the key is not quoted', () => {
  const right = { origin: 'https://uploads.example', partner: 'acme', apiKey: 'a-key' }
  for (const [name, values] of [
    [
      'origin',
      ['', 'uploads.example', 'https://uploads.example/wizard', 'https://u:p@uploads.example', 'ftp://a'],
    ],
    ['partner', ['', undefined]],
    ['apiKey', ['', 'akepa_secret\n', 'akepa_secret ü', undefined]],
  ] as const) {
    for (const value of values) {
      const create = () => createBackend({ ...right, [name]: value })
      expect(create).toThrow(expect.objectContaining({ code: 'optionInvalid' }))
      expect(create).toThrow(name)
      expect(create).not.toThrow('secret')
    }
  }
  expect(() => createBackend({ ...right, origin: 'https://uploads.example/' })).not.toThrow()
})

/** The compiler is the test here (`npm run types`). Nothing below is ever run. */
async function wrongUse() {
  // @ts-expect-error: no partner
  createBackend({ origin: 'https://uploads.example', apiKey: 'a-key' })
  const uploads = createBackend({ origin: 'https://uploads.example', partner: 'acme', apiKey: 'a-key' })
  // @ts-expect-error: no reference
  await uploads.createSession({ types: ['license'] })
  // @ts-expect-error: no such type
  await uploads.createSession({ reference: 'c', types: ['licence'] })
  // @ts-expect-error: a link has a call of its own
  await uploads.createSession({ reference: 'c', link: {} })
  // @ts-expect-error: whose receipt it must be
  await uploads.verifyReceipt('a.b.c')
}

it('compiles what is right and refuses what is wrong', () => {
  expectTypeOf(wrongUse).toBeFunction()
})
