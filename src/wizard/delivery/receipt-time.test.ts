import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { readReceiptTime } from './receipt-time.ts'

const uploadedAt = '2026-01-02T03:04:05.678Z'
const signed = (claims: Record<string, unknown>) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32))
const withPayload = (payload: string) => `e30.${payload}.c2ln`

describe('the time of a receipt', () => {
  it('is the one that was signed, whatever else the receipt holds', async () => {
    expect(readReceiptTime(await signed({ uploadedAt }))).toBe(uploadedAt)
    expect(readReceiptTime(await signed({ reference: 'Zoë ÿ?>> 客户', uploadedAt }))).toBe(uploadedAt)
  })

  it.each([
    ['no receipt', undefined],
    ['an empty one', ''],
    ['one without parts', 'receipt'],
    ['what is no base64', withPayload('*')],
    ['what is no JSON', withPayload(btoa('{'))],
    ['no time', withPayload(btoa('{}'))],
    ['a time that is none', withPayload(btoa('{"uploadedAt":"yesterday"}'))],
  ])('is not known with %s', (_title, receipt) => {
    expect(readReceiptTime(receipt)).toBeUndefined()
  })
})
