import { expect, test } from 'vitest'
import { anyRequestId, anyTime, license, startOwnSandbox } from '../testing/sandbox-fixture.ts'

const anyToken: unknown = expect.stringMatching(/^[\w-]{100,}$/)

test('the right login and password give a token that the other calls accept', async () => {
  const { client } = await startOwnSandbox({ login: 'acme_1', password: 'p@ss word', tokenTtlSeconds: 60 })
  const asked = Date.now()
  const answer = await client.getToken({
    user: { login: 'acme_1', password: 'p@ss word' },
    requestId: 'mine',
  })
  const answered = Date.now()

  expect(answer.status).toBe(200)
  expect(answer.body).toEqual({
    code: '0',
    data: { token: anyToken, dtsExpireAt: anyTime },
    requestId: anyRequestId,
  })
  const expiry = Date.parse(String(answer.body.data?.['dtsExpireAt']))
  expect(expiry).toBeGreaterThanOrEqual(asked + 60_000)
  expect(expiry).toBeLessThanOrEqual(answered + 60_000)

  const generated = await client.post('/akepa/document/generate', {
    body: JSON.stringify(license),
    headers: { 'content-type': 'application/json', 'x-connectfi-token': String(answer.body.data?.['token']) },
  })
  expect(generated.status).toBe(200)
})

test('two tokens are valid side by side', async () => {
  const { client } = await startOwnSandbox()
  const first = (await client.getToken()).body.data?.['token']
  const second = (await client.getToken()).body.data?.['token']
  expect(second).not.toBe(first)
  for (const token of [first, second]) {
    const headers = { 'content-type': 'application/json', 'x-connectfi-token': String(token) }
    const answer = await client.post('/akepa/document/generate', { body: JSON.stringify(license), headers })
    expect(answer.status).toBe(200)
  }
})

test.each([
  ['login', { login: 'nobody', password: 'sandbox' }],
  ['password', { login: 'sandbox', password: 'Sandbox' }],
])('a wrong %s is unauthorized', async (_which, user) => {
  const { client } = await startOwnSandbox()
  const { status, body } = await client.getToken({ user })
  expect(status).toBe(401)
  expect(body).toEqual({
    requestId: anyRequestId,
    code: 'unauthorized',
    message: 'Authentication error',
  })
})

test.each([
  ['no user', {}, '', 'required'],
  ['no password', { user: { login: 'sandbox' } }, '/user', 'required'],
  ['an empty login', { user: { login: '', password: 'sandbox' } }, '/user/login', 'minLength'],
  [
    'a login of 37 characters',
    { user: { login: 'a'.repeat(37), password: 'sandbox' } },
    '/user/login',
    'maxLength',
  ],
  ['a login with a dash', { user: { login: 'sand-box', password: 'sandbox' } }, '/user/login', 'pattern'],
  [
    'a password of 51 characters',
    { user: { login: 'sandbox', password: 'a'.repeat(51) } },
    '/user/password',
    'maxLength',
  ],
  ['a login that is a number', { user: { login: 1, password: 'sandbox' } }, '/user/login', 'type'],
  [
    'a request ID of 33 characters',
    { user: { login: 'sandbox', password: 'sandbox' }, requestId: 'a'.repeat(33) },
    '/requestId',
    'maxLength',
  ],
])('%s is refused', async (_what, request, instancePath, keyword) => {
  const { client } = await startOwnSandbox()
  const { status, body } = await client.getToken(request)
  expect(status).toBe(400)
  expect(body).toMatchObject({ code: 'requestValidateError', context: [{ instancePath, keyword }] })
})
