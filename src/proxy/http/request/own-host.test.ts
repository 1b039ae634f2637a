import fastify from 'fastify'
import { expect, it } from 'vitest'
import { refuseForeignHosts } from './own-host.ts'

it.each([
  ['localhost:4300', true],
  ['Portal.LOCALHOST', true],
  ['127.0.0.1:4300', true],
  ['192.168.1.5', true],
  ['[::1]:4300', true],
  ['wizard:4300', true],
  ['uploads.internal.example:4300', true],
  ['portal.example', false],
  ['portal.example:4300', false],
  ['internal.example', false],
  ['localhost.portal.example', false],
  ['127.0.0.1.portal.example', false],
  ['portal.example.', false],
])('a proxy that listens on uploads.internal.example answers %s: %s', async (host, isAnswered) => {
  const app = fastify()
  refuseForeignHosts(app, 'uploads.internal.example')
  app.get('/', async () => 'here')
  const { body } = await app.inject({ url: '/', headers: { host } })
  expect(body === 'here').toBe(isAnswered)
})
