import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { readReceipt } from './receipt-claims.ts'

const claims = { uploadedAt: '2026-01-02T03:04:05.678Z', bytes: 3, sha256: 'a'.repeat(64) }
const signed = (payload: Record<string, unknown>) =>
  new SignJWT(payload).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32))
const withPayload = (payload: string) => `e30.${payload}.c2ln`

describe('the claims of a receipt', () => {
  it('are those that were signed, whatever else the receipt holds', async () => {
    expect(readReceipt(await signed(claims))).toEqual(claims)
    expect(readReceipt(await signed({ reference: 'Zoë ÿ?>> 客户', ...claims }))).toEqual(claims)
  })

  it.each([
    ['no receipt', undefined],
    ['an empty one', ''],
    ['one without parts', 'receipt'],
    ['what is no base64', withPayload('*')],
    ['what is no JSON', withPayload(btoa('{'))],
    ['no claims', withPayload(btoa('{}'))],
    ['a time that is none', withPayload(btoa(JSON.stringify({ ...claims, uploadedAt: 'yesterday' })))],
  ])('are not known with %s', (_title, receipt) => {
    expect(readReceipt(receipt)).toBeUndefined()
  })
})
