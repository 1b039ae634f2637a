import { expect, it } from 'vitest'
import { type WebhookDelivery } from '../../contract/api/back-end.ts'
import { createPartnerKey } from '../partners/partner-key.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { startTestProxy } from '../testing/proxy-fixture.ts'
import { answers, startScriptedEndpoint } from '../testing/scripted-endpoint.ts'
import { webhookReplica } from '../testing/webhook-rig.ts'
import { call } from '../../testing/call.ts'

it('a partner lists what it was told, a hundred at a time, and has one of it sent again', async () => {
  const store = new MemoryStore()
  const endpoint = await startScriptedEndpoint()
  const [acmeKey, otherKey] = [createPartnerKey(), createPartnerKey()]
  const partner = { displayName: 'Bank', origins: [], returnUrls: [], defaults: {} }
  // It sends nothing by itself, so the test says when something is sent.
  const { origin } = await startTestProxy(
    'http://127.0.0.1:9',
    {
      partners: [
        { ...partner, id: 'acme', apiKeySha256: [acmeKey.sha256] },
        { ...partner, id: 'other', apiKeySha256: [otherKey.sha256] },
      ],
    },
    { store },
  )
  const replica = await webhookReplica(store, endpoint.url)
  const ids = Array.from({ length: 230 }, (_, index) => `doc_${index}`)
  await Promise.all(ids.map((id) => replica.confirm(id)))
  await replica.sender.round()
  endpoint.script.answer = answers.failed
  await replica.confirm('doc_late')
  await replica.sender.round()

  const ask = async (path: string, { apiKey } = acmeKey, method = 'GET') => {
    const answer = await call(`${origin}/api/webhooks${path}`, {
      method,
      headers: { Authorization: `Bearer ${apiKey}` },
    })
    const { webhooks = [], cursor } = (answer.body.data ?? {}) as {
      webhooks?: WebhookDelivery[]
      cursor?: string
    }
    return { ...answer, webhooks, cursor }
  }
  const pages: WebhookDelivery[][] = []
  for (let cursor: string | undefined = ''; cursor !== undefined && pages.length < 5;) {
    const page = await ask(cursor === '' ? '' : `?cursor=${cursor}`)
    pages.push(page.webhooks)
    cursor = page.cursor
  }
  expect(pages.map(({ length }) => length)).toEqual([100, 100, 31])
  expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(231)
  const [late, first] = pages.flat()
  expect(late).toMatchObject({
    state: 'waiting',
    attempts: 1,
    lastAnswer: '500',
    dtsNextAttempt: expect.stringMatching(/Z$/) as unknown,
    event: { type: 'document.uploaded', data: { documentId: 'doc_late' } },
  })
  expect(first).toMatchObject({ state: 'delivered', lastAnswer: '204' })
  expect((await ask('?state=waiting')).webhooks).toEqual([late])
  expect((await ask('', otherKey)).webhooks).toEqual([])

  endpoint.script.answer = answers.taken
  const resent = await ask(`/${first?.id}/resend`, acmeKey, 'POST')
  expect([resent.status, resent.body.data['state']]).toEqual([200, 'waiting'])
  await replica.sender.round()
  expect(endpoint.received.filter(({ id }) => id === first?.id)).toHaveLength(2)
  for (const [path, key, method, code] of [
    [`/${first?.id}/resend`, otherKey, 'POST', 'notFound'],
    ['/msg_unknown/resend', acmeKey, 'POST', 'notFound'],
    ['?cursor=later', acmeKey, 'GET', 'requestValidateError'],
    ['?state=lost', acmeKey, 'GET', 'requestValidateError'],
    ['', { ...acmeKey, apiKey: 'guessed' }, 'GET', 'partnerKeyInvalid'],
    [`/${first?.id}/resend`, { ...acmeKey, apiKey: 'guessed' }, 'POST', 'partnerKeyInvalid'],
  ] as const) {
    expect((await ask(path, key, method)).body.code).toBe(code)
  }
})
