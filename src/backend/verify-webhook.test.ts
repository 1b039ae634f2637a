import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { verifyWebhook } from './verify-webhook.ts'

const secretOf = (fill: number) => `whsec_${Buffer.alloc(32, fill).toString('base64')}`
const [secret, older] = [secretOf(1), secretOf(2)]
const event = {
  type: 'list.completed',
  timestamp: '2026-11-27T11:29:18.120Z',
  data: { reference: 'Zoë 42', documents: [], skipped: ['lease'] },
} as const
const body = JSON.stringify(event)

/** As the library that the specification names signs. */
function signed(changes: Record<string, string | undefined> = {}, by = secret, ageSeconds = 0) {
  const at = new Date(Date.now() - ageSeconds * 1000)
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(by).sign('msg_1', at, body),
    ...changes,
  }
}

describe('a webhook', () => {
  it.each<readonly [string, Parameters<typeof verifyWebhook>[1], string | string[]]>([
    ['of a Node server', signed(), secret],
    ['of fetch', new Headers(signed()), secret],
    ['signed with the older of two secrets', signed({}, older), [secret, older]],
    [
      'with signatures by two secrets, and one of another version',
      signed({
        'webhook-signature': `v1a,AAAA ${signed({}, older)['webhook-signature']} ${signed()['webhook-signature']}`,
      }),
      secret,
    ],
    ['that took four minutes', signed({}, secret, 240), secret],
  ])('%s is answered with its ID', async (_what, headers, secrets) => {
    expect(await verifyWebhook(body, headers, secrets)).toEqual({ ...event, id: 'msg_1' })
  })

  const forged: readonly (readonly [string, ReturnType<typeof signed>, string, string?])[] = [
    ['with another secret', signed({}, older), 'wrong signature'],
    ['with another body', signed(), 'wrong signature', `${body} `],
    ['with another ID', signed({ 'webhook-id': 'msg_2' }), 'wrong signature'],
    [
      'with another time',
      signed({ 'webhook-timestamp': String(Math.floor(Date.now() / 1000) + 1) }),
      'wrong signature',
    ],
    ['that is six minutes old', signed({}, secret, 360), 'older'],
    ['of the future', signed({}, secret, -360), 'older'],
    ['without a time', signed({ 'webhook-timestamp': undefined }), 'webhook-timestamp'],
    ['with a time that is none', signed({ 'webhook-timestamp': '1e9' }), 'no time'],
    ['without an ID', signed({ 'webhook-id': '' }), 'webhook-id'],
    ['without a signature', signed({ 'webhook-signature': undefined }), 'webhook-signature'],
    ['with an empty signature', signed({ 'webhook-signature': 'v1,' }), 'wrong signature'],
    ['with a signature that is no base64', signed({ 'webhook-signature': 'v1,§' }), 'wrong signature'],
    [
      'with a signature of another version',
      signed({ 'webhook-signature': signed()['webhook-signature'].replace('v1,', 'v2,') }),
      'wrong signature',
    ],
    ['that is endless', signed(), 'too long', 'a'.repeat(70_000)],
  ]
  for (const [what, headers, why, given = body] of forged) {
    it(`${what} is refused`, async () => {
      const verified = verifyWebhook(given, headers, secret)
      await expect(verified).rejects.toMatchObject({ name: 'BackendError', code: 'webhookInvalid' })
      await expect(verified).rejects.toThrow(why)
    })
  }

  it.each([
    ['a secret without its prefix', body, Buffer.alloc(32).toString('base64')],
    ['a secret that is too short', body, `whsec_${Buffer.alloc(8).toString('base64')}`],
    ['no secret', body, undefined as unknown as string],
    ['a parsed body', event as unknown as string, secret],
  ])('can’t be verified with %s', async (_what, given, by) => {
    await expect(verifyWebhook(given, signed(), by)).rejects.toMatchObject({ code: 'optionInvalid' })
  })
})
