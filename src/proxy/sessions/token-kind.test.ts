import { jwtVerify, SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { deriveKey } from './derived-key.ts'
import { rememberValid } from './remember-valid.ts'
import { createTokenKind, type TokenKind } from './token-kind.ts'

const secret = 'a-secret-for-tests-that-is-long-enough'
const key = deriveKey('session', secret)
const tokens = createTokenKind('session', [secret], z.object({ sub: z.string() }))
const marks = { alg: 'HS256', typ: 'session+jwt' }
const hour = 60 * 60_000
const inAnHour = () => new Date(Math.floor((Date.now() + hour) / 1000) * 1000)

describe('a token', () => {
  it('is a JWT that another library verifies, and one of another library’s is ours', async () => {
    const expiresAt = inAnHour()
    const ours = tokens.issue({ sub: 'Zoë' }, expiresAt)
    const { payload } = await jwtVerify(ours, key, { typ: marks.typ, audience: 'session' })
    const exp = expiresAt.getTime() / 1000
    expect(payload).toEqual({ sub: 'Zoë', aud: 'session', exp })
    const theirs = await new SignJWT({ sub: 'Zoë', aud: 'session', exp }).setProtectedHeader(marks).sign(key)
    expect(theirs).toBe(ours)
    expect(tokens.verify(theirs)).toEqual({ status: 'valid', claims: { sub: 'Zoë' }, expiresAt })
  })

  it.each<[string, (parts: readonly [string, string, string]) => string]>([
    ['nothing', () => ''],
    ['its head alone', ([head]) => head],
    ['no signature', ([head, claims]) => `${head}.${claims}.`],
    ['no dot before its signature', ([head, claims, signature]) => `${head}.${claims}${signature}`],
    ['half a signature', ([head, claims, signature]) => `${head}.${claims}.${signature.slice(0, 20)}`],
    // The same bytes in base64url, but for two bits that mean nothing.
    ['another spelling of its signature', (parts) => parts.join('.').slice(0, -1) + spelledOtherwise(parts)],
    ['a fourth part', (parts) => `${parts.join('.')}.e30`],
    ['its head in other words', ([, ...parts]) => [encoded({ ...marks, kid: '1' }), ...parts].join('.')],
  ])('with %s is none', (_what, change) => {
    const parts = tokens.issue({ sub: 'somebody' }, inAnHour()).split('.') as [string, string, string]
    expect(tokens.verify(parts.join('.')).status).toBe('valid')
    expect(tokens.verify(change(parts))).toEqual({ status: 'invalid' })
  })
})

function spelledOtherwise([, , signature]: readonly [string, string, string]): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet[alphabet.indexOf(signature.at(-1) ?? '') ^ 1] ?? ''
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

describe('tokens that were verified once', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function remembering(mostCharacters?: number) {
    const verify = vi.fn<TokenKind<{ sub: string }>['verify']>(tokens.verify)
    return { verify, remembered: rememberValid(verify, mostCharacters) }
  }

  it('are read without it until they expire, and then have expired', () => {
    const { verify, remembered } = remembering()
    const token = tokens.issue({ sub: 'somebody' }, inAnHour())
    const answers = [remembered(token), remembered(token)]
    expect(answers).toEqual([tokens.verify(token), tokens.verify(token)])
    expect(verify).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(hour)
    expect(remembered(token)).toMatchObject({ status: 'expired', claims: { sub: 'somebody' } })
    expect(verify).toHaveBeenCalledTimes(2)
  })

  it('are the only ones that take room, which has an end', () => {
    const [first, second, third] = ['1', '2', '3'].map((sub) => tokens.issue({ sub }, inAnHour()))
    if (first === undefined || second === undefined || third === undefined) return
    const { verify, remembered } = remembering(2 * first.length)
    for (const token of [first, second, `${first}x`, 'nonsense']) remembered(token)
    verify.mockClear()
    for (const token of [first, second]) remembered(token)
    expect(verify).not.toHaveBeenCalled()
    remembered(third)
    remembered(second)
    expect(verify.mock.calls).toEqual([[third]])
    remembered(first)
    expect(verify).toHaveBeenLastCalledWith(first)
  })
})
