import { type lookup } from 'node:dns'
import { describe, expect, it, onTestFinished } from 'vitest'
import { answers, endpointSecret, startScriptedEndpoint } from '../testing/scripted-endpoint.ts'
import { createEndpoints } from './endpoint.ts'
import { isPublicAddress } from './public-lookup.ts'
import { signedHeaders } from './signature.ts'

const never = new AbortController().signal
const body = JSON.stringify({ type: 'list.completed', data: {} })
const headers = signedHeaders({ id: 'msg_1', body, timestamp: Math.floor(Date.now() / 1000) }, [
  `whsec_${Buffer.alloc(24, 1).toString('base64')}`,
  endpointSecret,
])

function endpointsOf(options: Parameters<typeof createEndpoints>[0]) {
  const endpoints = createEndpoints({ timeoutMs: 300, ...options })
  onTestFinished(() => endpoints.close())
  return endpoints
}

describe('an endpoint', () => {
  it.each<readonly [keyof typeof answers, boolean, string]>([
    ['taken', true, '204'],
    ['endless', true, '200'],
    ['failed', false, '500'],
    ['redirected', false, '307'],
    ['hung', false, 'timeout'],
    ['lied', false, 'unreachable'],
    ['cut', false, 'unreachable'],
  ])('that has %s is believed: %s', async (kind, isDelivered, answer) => {
    const { url, received, forged, script } = await startScriptedEndpoint()
    script.answer = answers[kind]
    const outcome = await endpointsOf({
      allowsPrivate: true,
      timeoutMs: kind === 'hung' ? 300 : 60_000,
    }).post({ url, body, headers }, never)
    expect(outcome).toEqual({ isDelivered, answer })
    expect(forged).toEqual([])
    expect(received.map(({ path }) => path)).toEqual(['/hook'])
  })

  it('is not asked any more when the caller gives up', async () => {
    const { url, script } = await startScriptedEndpoint()
    script.answer = answers.hung
    const reason = new Error('The proxy closes')
    const posted = endpointsOf({ allowsPrivate: true }).post(
      { url, body, headers },
      AbortSignal.abort(reason),
    )
    await expect(posted).rejects.toBe(reason)
  })

  it.each([
    ['http://hooks.example/', ['93.184.215.14'], 'addressRefused'],
    ['https://127.0.0.1:1/', [], 'addressRefused'],
    ['https://2130706433:1/', [], 'addressRefused'],
    ['https://[::1]:1/', [], 'addressRefused'],
    ['https://[::ffff:10.0.0.1]:1/', [], 'addressRefused'],
    ['https://hooks.example:1/', ['127.0.0.1'], 'addressRefused'],
    ['https://hooks.example:1/', ['93.184.215.14', '10.0.0.1'], 'addressRefused'],
    ['https://hooks.example:1/', ['fd00::1'], 'addressRefused'],
  ])('at %s, found at %j, is %s', async (url, found, answer) => {
    const resolve = ((_host: string, _options: object, done: (error: null, addresses: object[]) => void) =>
      done(
        null,
        found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )) as unknown as typeof lookup
    const endpoints = endpointsOf({ allowsPrivate: false, lookup: resolve })
    expect(await endpoints.post({ url, body, headers }, never)).toEqual({ isDelivered: false, answer })
  })

  it.each([
    ['93.184.215.14', true],
    ['2606:2800:220:1::1', true],
    ['10.0.0.1', false],
    ['172.16.0.1', false],
    ['192.168.1.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['0.0.0.0', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::', false],
    ['::1', false],
    ['fe80::1', false],
    ['fd00::1', false],
    ['::ffff:127.0.0.1', false],
    ['64:ff9b::7f00:1', false],
    ['2002:7f00:1::', false],
    ['hooks.example', false],
  ])('at the address %s is public: %s', (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic)
  })
})
