import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { generateKeyPair } from 'jose'
import { describe, expect, it, onTestFinished } from 'vitest'
import { askByHost } from '../testing/ask-by-host.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { signedHeaders } from '../proxy/webhooks/signature.ts'
import { startOwnSandbox } from '../sandbox/testing/sandbox-fixture.ts'
import { generateFaults, uploadFaults } from './portal-messages.ts'
import { startPortal } from './portal.ts'
import { sendJson, startScriptedWizard } from './testing/scripted-wizard.ts'

const apiKey = 'the-key-of-the-bank'
const webhookSecret = `whsec_${Buffer.alloc(32, 'secret').toString('base64')}`

async function pageFolder(): Promise<string> {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'assets'))
  await copyFile(join(import.meta.dirname, 'page', 'index.html'), join(folder, 'index.html'))
  return folder
}

/** Starts a portal with a scripted wizard, and loads its page as a browser that keeps its cookie. */
async function openPortal() {
  const wizard = await startScriptedWizard()
  const sandbox = await startOwnSandbox()
  const portal = await startPortal({
    port: 0,
    wizardOrigin: wizard.origin,
    sandboxOrigin: sandbox.origin,
    webhookSecret,
    partnerId: 'demo',
    apiKey,
    pageDir: await pageFolder(),
  })
  onTestFinished(portal.close)
  const customer = await visit(portal.origin)
  return { wizard, sandbox, portal, ...customer }
}

/** Loads the page as a new browser does. */
async function visit(origin: string) {
  const page = await fetch(origin)
  const html = await page.text()
  const cookie = page.headers.get('Set-Cookie')?.split(';')[0] ?? ''
  async function call(path: string, body?: unknown, headers: Record<string, string> = { cookie }) {
    const response = await fetch(origin + path, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'Content-Type': 'application/json', ...headers },
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
  }
  const reference = /data-reference="([^"]+)"/.exec(html)?.[1] ?? ''
  return { page, html, cookie, reference, call }
}

it.each(['evil.example', 'localhost.evil.example', 'localhost, evil.example'])(
  'a request that calls the portal %s is refused',
  async (host) => {
    const { portal } = await openPortal()
    const answer = await askByHost(portal.origin, host)
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      421,
      {
        code: 'hostRefused',
        message: 'The portal answers to names of its own machine alone, such as localhost.',
      },
    ])
    expect((await askByHost(`${portal.origin}/assets/portal.js`, host)).status).toBe(421)
  },
)

it.each(['localhost:4302', '127.0.0.1:4302', '[::1]:4302'])(
  'a request that calls the portal %s is answered',
  async (host) => {
    const { portal } = await openPortal()
    expect((await askByHost(portal.origin, host)).status).toBe(200)
  },
)

describe('a session', () => {
  it('is opened by the back end, with its key, for the customer who is signed in', async () => {
    const { wizard, call, reference } = await openPortal()
    const settings = {
      prefill: { workflow: 'PERSONAL' },
      locked: ['workflow'],
      types: ['license'],
      maxDocuments: 2,
    }
    expect(await call('/session', settings)).toEqual({
      status: 200,
      body: { session: 'a-session', dtsExpireAt: '2026-01-02T03:04:05.678Z' },
    })
    expect(wizard.asked).toEqual([
      {
        method: 'POST',
        url: '/api/sessions',
        authorization: `Bearer ${apiKey}`,
        body: { ...settings, reference },
      },
    ])
  })

  const refused: readonly (readonly [string, unknown])[] = [
    ['a reference of its own', { reference: 'QH-1' }],
    ['a return address', { link: { returnUrl: 'https://example.com' } }],
    ['a type that ConnectFi does not know', { types: ['diary'] }],
    ['no type at all', { types: [] }],
    ['a lock on something else', { locked: ['reference'] }],
    ['a count of zero', { maxDocuments: 0 }],
    ['an endless name', { prefill: { name: 'x'.repeat(201) } }],
    ['a text in place of an object', 'settings'],
  ]
  for (const [what, body] of refused) {
    it(`is not opened if the page sends ${what}`, async () => {
      const { wizard, call } = await openPortal()
      expect(await call('/session', body)).toMatchObject({ status: 400, body: { code: 'requestInvalid' } })
      expect(wizard.asked).toEqual([])
    })
  }

  it('is given only to a customer who is signed in', async () => {
    const { wizard, call, cookie } = await openPortal()
    for (const headers of [{}, { cookie: 'quillhaven=guessed' }, { cookie: `other${cookie}` }]) {
      expect(await call('/session', {}, headers)).toMatchObject({ status: 401, body: { code: 'signedOut' } })
    }
    expect(wizard.asked).toEqual([])
  })

  it('fails with the wizard’s own error code', async () => {
    const { wizard, call } = await openPortal()
    wizard.answerWith((response) =>
      sendJson(response, 400, { code: 'requestValidateError', requestId: 'r7' }),
    )
    const { status, body } = await call('/session', {})
    expect({ status, body }).toMatchObject({ status: 502, body: { code: 'wizardRefused' } })
    expect(JSON.stringify(body)).toMatch(/requestValidateError.*r7/)
  })

  it('fails if the wizard’s answer is not as documented', async () => {
    const { wizard, call } = await openPortal()
    const answers: readonly Parameters<typeof wizard.answerWith>[0][] = [
      (response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>Welcome'),
      (response) => sendJson(response, 200, { code: '0', data: {} }),
      (response) => sendJson(response, 200, ['session']),
      (response) => response.destroy(),
    ]
    for (const answer of answers) {
      wizard.answerWith(answer)
      expect(await call('/session', {})).toMatchObject({ status: 502, body: { code: 'wizardUnreachable' } })
    }
    await wizard.close()
    expect(await call('/session', {})).toMatchObject({ status: 502, body: { code: 'wizardUnreachable' } })
  })

  it('never takes the key to another address', async () => {
    const { wizard, call } = await openPortal()
    const elsewhere = await startScriptedWizard()
    wizard.answerWith((response) =>
      response.writeHead(307, { Location: `${elsewhere.origin}/api/sessions` }).end(),
    )
    expect(await call('/session', {})).toMatchObject({ status: 502 })
    expect(elsewhere.asked).toEqual([])
  })
})

describe('a receipt', () => {
  const shown = {
    documentId: 'doc_1',
    documentType: 'passport',
    bytes: 1000,
    sha256: 'ab'.repeat(32),
    uploadedAt: '2026-01-02T03:04:05.678Z',
  }

  it('is listed when it is verified, and only once', async () => {
    const { wizard, call, reference } = await openPortal()
    const receipt = await wizard.sign({ reference })
    for (let time = 0; time < 2; time += 1) {
      expect(await call('/receipts', { receipt })).toEqual({ status: 200, body: { receipts: [shown] } })
    }
    expect(await call('/receipts')).toEqual({ status: 200, body: { receipts: [shown] } })
  })

  const forged: readonly (readonly [
    string,
    (wizard: ScriptedWizard, reference: string) => Promise<string>,
  ])[] = [
    [
      'signed with another key',
      async (wizard, reference) =>
        wizard.sign({ reference }, { key: (await generateKeyPair('ES256')).privateKey }),
    ],
    ['of another customer', async (wizard) => wizard.sign({ reference: 'QH-1' })],
    ['that is not a token', async () => 'receipt'],
  ]
  for (const [what, make] of forged) {
    it(`${what} is refused`, async () => {
      const { wizard, call, reference } = await openPortal()
      const receipt = await make(wizard, reference)
      expect(await call('/receipts', { receipt })).toMatchObject({
        status: 422,
        body: { code: 'receiptInvalid' },
      })
      expect(await call('/receipts')).toEqual({ status: 200, body: { receipts: [] } })
    })
  }

  it('can’t be verified while the public key can’t be fetched', async () => {
    const { wizard, call, reference } = await openPortal()
    const receipt = await wizard.sign({ reference })
    await wizard.close()
    expect(await call('/receipts', { receipt })).toMatchObject({
      status: 502,
      body: { code: 'wizardUnreachable' },
    })
  })

  it('that the page never got is found by asking', async () => {
    const { wizard, call, reference } = await openPortal()
    wizard.receipts.push(await wizard.sign({ reference }))
    expect(await call('/receipts/missed', {})).toEqual({ status: 200, body: { receipts: [shown] } })
    expect(wizard.asked).toMatchObject([
      { method: 'GET', url: `/api/receipts?reference=${reference}`, authorization: `Bearer ${apiKey}` },
    ])
  })

  it('is shown only to its own customer', async () => {
    const { wizard, call, reference, portal } = await openPortal()
    await call('/receipts', { receipt: await wizard.sign({ reference }) })
    const other = await visit(portal.origin)
    expect(other.reference).not.toBe(reference)
    expect(await other.call('/receipts')).toEqual({ status: 200, body: { receipts: [] } })
  })
})

describe('the page', () => {
  it('may run its own scripts and the wizard’s, and may frame only the wizard', async () => {
    const { wizard, page } = await openPortal()
    const policy = page.headers.get('Content-Security-Policy')?.split('; ')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain(`script-src 'self' ${wizard.origin}`)
    expect(policy).toContain(`frame-src ${wizard.origin}`)
    expect(policy).toContain("require-trusted-types-for 'script'")
    expect(policy?.join()).not.toMatch(/unsafe|\*|data:|blob:/)
  })

  it('holds no inline script or style, which its policy would have to allow', async () => {
    const { html } = await openPortal()
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*src=)/i)
  })

  it('keeps its customer over a reload, and has another one after signing out', async () => {
    const { portal, cookie, html, reference, call } = await openPortal()
    const again = await (await fetch(portal.origin, { headers: { cookie } })).text()
    expect(again).toBe(html)
    expect(await call('/sign-out', {})).toMatchObject({ status: 204 })
    expect(await call('/receipts')).toMatchObject({ status: 401 })
    const next = await (await fetch(portal.origin, { headers: { cookie } })).text()
    expect(next).not.toContain(reference)
  })

  it('has another customer after signing in, who begins', async () => {
    const { portal, cookie, reference, call } = await openPortal()
    const answer = await fetch(`${portal.origin}/sign-in`, {
      method: 'POST',
      headers: { cookie, 'Content-Type': 'application/json' },
      body: JSON.stringify({ hasList: false }),
    })
    expect(answer.status).toBe(204)
    const next = answer.headers.get('Set-Cookie')?.split(';')[0] ?? ''
    const page = await (await fetch(portal.origin, { headers: { cookie: next } })).text()
    expect(page).not.toContain(reference)
    expect(page).toContain('data-has-list="false"')
    expect(await call('/receipts')).toMatchObject({ status: 401 })
  })

  it('keeps its customer where the earlier visit of the next one can’t be made', async () => {
    const { wizard, call } = await openPortal()
    wizard.answerWith((response) => sendJson(response, 503, { code: 'overloaded', requestId: 'r8' }))
    const { status, body } = await call('/sign-in', { hasList: true })
    expect({ status, body }).toMatchObject({ status: 502, body: { code: 'wizardRefused' } })
    expect(await call('/receipts')).toMatchObject({ status: 200 })
    expect(await call('/sign-in', {})).toMatchObject({ status: 400, body: { code: 'requestInvalid' } })
  })

  it('holds no key', async () => {
    const { html, call } = await openPortal()
    expect(html).not.toContain(apiKey)
    expect(JSON.stringify(await call('/session', {}))).not.toContain(apiKey)
  })
})

describe('the server', () => {
  it('reports a taken port by Node’s own code', async () => {
    const { portal, wizard } = await openPortal()
    const port = Number(new URL(portal.origin).port)
    const second = startPortal({
      port,
      wizardOrigin: wizard.origin,
      sandboxOrigin: 'http://127.0.0.1:9',
      webhookSecret,
      partnerId: 'demo',
      apiKey,
      pageDir: await pageFolder(),
    })
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('answers an unknown address like any other failure', async () => {
    const { call } = await openPortal()
    expect(await call('/nothing')).toMatchObject({ status: 404, body: { code: 'notFound' } })
    expect(await call('/assets/../portal.ts')).toMatchObject({ status: 404, body: { code: 'notFound' } })
  })
})

type ScriptedWizard = Awaited<ReturnType<typeof startScriptedWizard>>

describe('for whoever tries the wizard out', () => {
  it('a link is made with the settings of the page, for the customer who is signed in', async () => {
    const { wizard, call, reference } = await openPortal()
    const link = 'https://uploads.example/#code=c'
    wizard.answerWith((response) =>
      sendJson(response, 200, {
        code: '0',
        data: { link, dtsExpireAt: '2026-01-02T03:04:05.678Z' },
        requestId: 'r',
      }),
    )
    const settings = { prefill: { workflow: 'PERSONAL' } }
    expect(await call('/links', { settings, isReusable: false })).toMatchObject({
      status: 200,
      body: { link },
    })
    await call('/links', { settings, isReusable: true })
    expect(wizard.asked.map(({ body }) => body)).toEqual([
      { ...settings, reference, link: {} },
      { ...settings, reference, link: { reusable: true, days: 30 } },
    ])
    expect((await call('/links', { settings: { reference: 'QH-1' }, isReusable: false })).status).toBe(400)
    expect((await call('/links', { settings, isReusable: false }, { cookie: '' })).status).toBe(401)
  })

  it('the customer’s sessions end', async () => {
    const { wizard, call, reference } = await openPortal()
    wizard.answerWith((response) =>
      sendJson(response, 200, {
        code: '0',
        data: { dtsEndedAt: '2026-01-02T03:04:05.678Z' },
        requestId: 'r',
      }),
    )
    expect((await call('/sessions/end', {})).status).toBe(200)
    expect(wizard.asked).toMatchObject([{ method: 'DELETE', url: `/api/sessions?reference=${reference}` }])
  })

  it('the sandbox’s faults are set and shown, every one that the page offers', async () => {
    const { call, sandbox } = await openPortal()
    const offered = [...generateFaults, ...uploadFaults].flatMap(({ name }) => [name, `${name}:once`])
    for (const fault of offered) expect((await call('/faults', { faults: [fault] })).status).toBe(204)
    expect(await call('/faults')).toEqual({ status: 200, body: { faults: offered.slice(-1) } })
    expect((await call('/faults', { faults: ['upload-418'] })).status).toBe(502)
    await sandbox.close()
    expect(await call('/faults')).toMatchObject({ status: 502, body: { code: 'sandboxUnreachable' } })
  })

  it('webhooks about the customer come as they arrive, each once, and no forged or foreign one', async () => {
    const { portal, cookie, reference } = await openPortal()
    const post = async (id: string, about: string, secret = webhookSecret) => {
      const body = JSON.stringify({ type: 'document.givenUp', data: { reference: about } }, undefined, 1)
      const headers = signedHeaders({ id, body, timestamp: Math.floor(Date.now() / 1000) }, [secret])
      const sent = { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body }
      return (await fetch(`${portal.origin}/webhooks`, sent)).status
    }
    expect(await post('early', reference)).toBe(204)
    const stream = await fetch(`${portal.origin}/webhooks`, { headers: { cookie } })
    expect(stream.headers.get('Content-Type')).toBe('text/event-stream')
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
    let heard = ''
    const hear = async (id: string) => {
      while (!heard.includes(`"id":"${id}"`)) heard += (await reader?.read())?.value ?? ''
    }
    await hear('early')
    expect(await post('foreign', 'QH-1')).toBe(204)
    expect(await post('forged', reference, `whsec_${Buffer.alloc(32).toString('base64')}`)).toBe(422)
    expect(await post('early', reference)).toBe(204)
    expect(await post('late', reference)).toBe(204)
    await hear('late')
    await reader?.cancel()
    expect(heard.match(/"id":"\w+"/g)).toEqual(['"id":"early"', '"id":"late"'])
    expect((await fetch(`${portal.origin}/webhooks`)).status).toBe(401)
  })
})
