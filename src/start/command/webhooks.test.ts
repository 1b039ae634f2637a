import { describe, expect, it } from 'vitest'
import { createPartnerKey } from '../../proxy/partners/partner-key.ts'
import { MemoryStore } from '../../proxy/store/memory-store.ts'
import { startTestProxy } from '../../proxy/testing/proxy-fixture.ts'
import { answers, startScriptedEndpoint } from '../../proxy/testing/scripted-endpoint.ts'
import { webhookReplica } from '../../proxy/testing/webhook-rig.ts'
import { CommandMistake } from './command.ts'
import { parseWebhooks, runWebhooks } from './webhooks.ts'

const origin = 'http://localhost:4300'

describe('the arguments behind `webhooks`', () => {
  it.each([
    [['list'], { origin, what: 'list', state: undefined }],
    [['list', '--state', 'waiting'], { origin, what: 'list', state: 'waiting' }],
    [['resend', 'msg_1', 'msg_2'], { origin, what: 'resend', ids: ['msg_1', 'msg_2'] }],
    [
      ['resend', '--state=failed', '--origin=https://uploads.example'],
      { origin: 'https://uploads.example', what: 'resendAll', state: 'failed' },
    ],
  ])('%j are understood', (args, command) => {
    expect(parseWebhooks(args)).toEqual(command)
  })

  it.each([
    [[], '`webhooks` takes'],
    [['delete', 'msg_1'], '`webhooks` takes'],
    [['resend'], '`webhooks` takes'],
    [['resend', 'msg_1', '--state=failed'], '`webhooks` takes'],
    [['list', 'msg_1'], '`webhooks` takes'],
    [['list', '--state=lost'], '--state lost is none: there are waiting, delivered, failed.'],
    [['list', '--key=secret'], 'Unknown option'],
  ])('%j are refused with what was found', (args, mistake) => {
    expect(() => parseWebhooks(args)).toThrow(CommandMistake)
    expect(() => parseWebhooks(args)).toThrow(mistake)
  })
})

it('lists what a partner was told, and sends again what is asked for', async () => {
  const store = new MemoryStore()
  const endpoint = await startScriptedEndpoint()
  const key = createPartnerKey()
  const acme = {
    id: 'acme',
    displayName: 'Bank',
    origins: [],
    returnUrls: [],
    defaults: {},
    apiKeySha256: [key.sha256],
  }
  const wizard = await startTestProxy('http://127.0.0.1:9', { partners: [acme] }, { store })
  const replica = await webhookReplica(store, endpoint.url)
  await replica.confirm('doc_first')
  await replica.sender.round()
  endpoint.script.answer = answers.failed
  await replica.confirm('doc_late')
  await replica.sender.round()
  endpoint.script.answer = answers.taken

  const run = async (words: readonly string[], apiKey: string | undefined = key.apiKey) => {
    const lines: string[][] = []
    const command = parseWebhooks([...words, '--origin', wizard.origin])
    await runWebhooks(command, apiKey, (line) => lines.push(line.split('\t')))
    return lines
  }
  const listed = await run(['list'])
  expect(listed.map((line) => line.at(-1))).toEqual(['doc_late', 'doc_first'])
  const at = expect.stringMatching(/Z$/) as unknown
  const late = [
    expect.any(String),
    'waiting',
    '1',
    '500',
    'document.uploaded',
    at,
    'customer-1',
    'doc_late',
  ] as const
  expect(listed[0]).toEqual(late)
  expect(await run(['list', '--state', 'waiting'])).toEqual([late])

  expect(await run(['resend', '--state=waiting'])).toEqual([late])
  const [, [first = ''] = []] = listed
  expect((await run(['resend', first]))[0]?.slice(0, 2)).toEqual([first, 'waiting'])
  await replica.sender.round()
  const resent = endpoint.received.slice(-2).map(({ id }) => id)
  expect(new Set(resent)).toEqual(new Set([listed[0]?.[0], first]))
  for (const [words, apiKey, mistake] of [
    [['resend', 'msg_unknown'], key.apiKey, /\(notFound, request /],
    [['list'], 'guessed', /\(partnerKeyInvalid, request /],
    [['list'], '', /AKEPA_API_KEY must hold/],
  ] as const) {
    await expect(run(words, apiKey)).rejects.toThrow(mistake)
    await expect(run(words, apiKey)).rejects.toBeInstanceOf(CommandMistake)
  }
})
