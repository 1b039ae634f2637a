import { describe, expect, it } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { makeImage, register, upload } from '../testing/requests/proxy-client.ts'
import { startTestProxy } from '../testing/proxy-fixture.ts'
import { startScriptedUpstream, uploadDone } from '../testing/scripted-upstream.ts'
import { UploadShares } from './upload-shares.ts'

const guest = (sub: string) => ({ partner: null, sub })
const customer = (partner: string, sub: string) => ({ partner, sub })

describe('uploads under way', () => {
  it.each([
    ['of a customer', { perSubject: 2, perPartner: 0, perAddress: 0 }, customer('acme', 'one'), '192.0.2.9'],
    ['of a partner', { perSubject: 0, perPartner: 2, perAddress: 0 }, customer('acme', 'new'), '192.0.2.9'],
    ['of an address', { perSubject: 0, perPartner: 0, perAddress: 2 }, customer('new', 'new'), '192.0.2.1'],
  ])('%s are no more than its share, until one is over', (_whose, limits, same, address) => {
    const shares = new UploadShares(limits)
    const [first] = [1, 2].map(() => shares.take(customer('acme', 'one'), '192.0.2.1'))
    expect(() => shares.take(same, address)).toThrow(expect.objectContaining({ code: 'tooManyRequests' }))
    shares.take(customer('another', 'another'), '192.0.2.8')
    first?.()
    shares.take(same, address)
  })

  it('of all guests are no more than a partner’s share', () => {
    const shares = new UploadShares({ perSubject: 0, perPartner: 1, perAddress: 0 })
    shares.take(guest('one'), '192.0.2.1')
    expect(() => shares.take(guest('other'), '192.0.2.2')).toThrow('Too many requests')
    shares.take(customer('acme', 'one'), '192.0.2.1')
  })

  it('that are refused take no share', () => {
    const shares = new UploadShares({ perSubject: 1, perPartner: 2, perAddress: 0 })
    shares.take(guest('one'), '192.0.2.1')
    for (let time = 1; time <= 5; time += 1)
      expect(() => shares.take(guest('one'), '192.0.2.1')).toThrow('Too many requests')
    shares.take(guest('other'), '192.0.2.2')
  })
})

it('one guest can’t hold the places of the others, and gets the own one back', async () => {
  const upstream = await startScriptedUpstream()
  let finish = () => {}
  upstream.script.upload = (exchange, response) => {
    finish = () => uploadDone(exchange, response)
    delete upstream.script.upload
  }
  const uploadLimits = { perSubject: 1, perPartner: 0, perAddress: 0 }
  const { origin } = await startTestProxy(upstream.origin, { uploadLimits })
  const [one, other, file] = [await register(origin), await register(origin), await makeImage('jpeg')]
  const first = upload(origin, one, file)
  await eventually(() => expect(upstream.to('/akepa/document/upload')[0]?.isComplete).toBe(true))
  const refused = await upload(origin, one, file)
  expect(refused).toMatchObject({ status: 429, body: { code: 'tooManyRequests' } })
  expect(refused.headers.get('Retry-After')).toBe('5')
  expect((await upload(origin, other, file)).status).toBe(200)
  finish()
  expect((await first).status).toBe(200)
  expect((await upload(origin, one, file)).status).toBe(409)
})
