import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { anyRequestId, startOwnSandbox } from './testing/sandbox-fixture.ts'
import { askByHost } from '../testing/ask-by-host.ts'
import { startSandbox } from './sandbox.ts'

test('a taken port fails the start with Node’s own error, and the other sandbox goes on', async () => {
  const { origin, dir, client } = await startOwnSandbox()
  const port = Number(new URL(origin).port)
  await expect(startSandbox({ dir, port })).rejects.toMatchObject({ code: 'EADDRINUSE', port })
  expect((await client.generate()).status).toBe(200)
})

test('a sandbox can be reached only on the loopback address', async () => {
  const { origin } = await startOwnSandbox()
  expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
  for (const { address } of others) {
    const socket = connect(Number(new URL(origin).port), address)
    await expect(once(socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  }
})

test.each([
  'evil.example',
  'localhost.evil.example:4301',
  '127.0.0.1.evil.example',
  'evil.example:4301@localhost',
  '192.168.0.1:4301',
  '0.0.0.0:4301',
  'localhost, evil.example',
])('a request that calls the sandbox %s is refused and not logged', async (host) => {
  const { origin, client } = await startOwnSandbox()
  const answer = await askByHost(`${origin}/sandbox/documents`, host)
  expect([answer.status, JSON.parse(answer.text)]).toEqual([
    421,
    {
      requestId: anyRequestId,
      code: 'hostRefused',
      message: 'The sandbox answers to names of its own machine alone, such as localhost.',
    },
  ])
  expect((await askByHost(`${origin}/akepa/document/generate`, host, 'POST')).status).toBe(421)
  expect(await client.requests()).toEqual([])
})

test.each(['localhost:4301', 'LOCALHOST', 'bank.localhost:9', '127.0.0.1:65535', '[::1]:4301'])(
  'a request that calls the sandbox %s is answered',
  async (host) => {
    const { origin } = await startOwnSandbox()
    expect(await askByHost(`${origin}/sandbox/documents`, host)).toEqual({ status: 200, text: '[]' })
  },
)

test('closing cuts idle and half-sent connections, and can be done twice', async () => {
  const { origin, close } = await startOwnSandbox()
  const port = Number(new URL(origin).port)
  const idle = connect(port, '127.0.0.1')
  const halfSent = connect(port, '127.0.0.1')
  const ends = [idle, halfSent].map(
    (socket) => new Promise((resolve) => socket.resume().on('error', resolve).on('close', resolve)),
  )
  await Promise.all([once(idle, 'connect'), once(halfSent, 'connect')])
  halfSent.write(
    'POST /auth/get-token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
  )
  await Promise.all([close(), ...ends])
  await close()
  await expect(fetch(origin)).rejects.toThrow('fetch failed')
})

test.each([
  ['GET', '/nowhere'],
  ['GET', '/akepa/document/generate'],
  ['POST', '/akepa/document/upload'],
  ['POST', '/akepa/update'],
  ['OPTIONS', '/akepa/document/generate'],
  ['PUT', '/sandbox/documents'],
])('%s %s answers 404 in the vendor’s envelope', async (method, path) => {
  const { origin } = await startOwnSandbox()
  const response = await fetch(origin + path, { method })
  expect(response.status).toBe(404)
  expect(await response.json()).toEqual({ requestId: anyRequestId, code: 'notFound', message: 'Not found.' })
})

test('a very long ID is an unknown document, not an unknown address', async () => {
  const { client } = await startOwnSandbox()
  const documentId = 'x'.repeat(1000)
  const { body } = await client.upload(documentId)
  expect(body).toMatchObject({ code: 'documentNotFound', context: { documentId } })
})

test('an address that can’t be decoded is refused in the vendor’s envelope', async () => {
  const { origin } = await startOwnSandbox()
  const response = await fetch(`${origin}/akepa/document/upload/%ff`, { method: 'POST' })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ requestId: anyRequestId, code: 'requestValidateError' })
})

test('the log holds the last thousand requests, with unknown paths and without the view', async () => {
  const { origin, client } = await startOwnSandbox()
  const socket = connect(Number(new URL(origin).port), '127.0.0.1')
  const requests = Array.from(
    { length: 1005 },
    (_, index) => `GET /path/${index}?token=x HTTP/1.1\r\nHost: localhost\r\n`,
  )
  socket.end(`${requests.join('\r\n')}Connection: close\r\n\r\n`)
  await once(socket.resume(), 'close')
  await fetch(origin)
  const logged = await client.requests()
  expect(logged).toHaveLength(1000)
  expect(logged[0]).toMatchObject({ method: 'GET', path: '/path/5' })
  expect(logged.at(-1)).toMatchObject({ path: '/path/1004' })
})
