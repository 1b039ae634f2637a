import { expect, it, onTestFinished } from 'vitest'
import { signedHeaders } from '../../proxy/webhooks/signature.ts'
import { testPartner } from '../../start/test-partner.ts'
import { serve } from '../../testing/serve.ts'
import { WebhookInbox } from './webhook-inbox.ts'

const secret = testPartner.webhookSecret
const body = JSON.stringify({ type: 'document.uploaded', data: {} })
const signed = (id: string) => signedHeaders({ id, body, timestamp: Math.floor(Date.now() / 1000) }, [secret])

async function open(forwardTo?: string) {
  const inbox = new WebhookInbox({ secret, forwardTo })
  const url = await inbox.listen()
  onTestFinished(() => inbox.close())
  const post = async (headers: Record<string, string>) =>
    (await fetch(url, { method: 'POST', headers, body })).status
  return { inbox, post }
}

it('an inbox keeps each webhook once, and none that is forged', async () => {
  const { inbox, post } = await open()
  const statuses = [await post(signed('a')), await post(signed('b')), await post(signed('a'))]
  expect(statuses).toEqual([204, 204, 204])
  expect(await post({ ...signed('c'), 'webhook-id': 'd' })).toBe(400)
  expect(await post({})).toBe(400)
  expect(inbox.received.map(({ id }) => id)).toEqual(['a', 'b'])
})

it('an inbox answers as the endpoint that it passes webhooks on to', async () => {
  const own = await serve((_request, response) => response.writeHead(503).end())
  const { inbox, post } = await open(own.origin)
  expect(await post(signed('a'))).toBe(503)
  await own.close()
  expect(await post(signed('a'))).toBe(502)
  expect(inbox.received).toHaveLength(1)
})
