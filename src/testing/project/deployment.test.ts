import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { configurationFromEnvironment } from '../../proxy/settings/environment.ts'

const root = resolve(import.meta.dirname, '../../..')
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')
const [compose, unit, nginx, image] = [
  'compose.yaml',
  'akepa-upload-wizard.service',
  'nginx.conf',
  'Containerfile',
].map((name) => textOf(`.deploy/${name}`)) as [string, string, string, string]

const found = (text: string, pattern: RegExp) => Array.from(text.matchAll(pattern), ([, name = '']) => name)
const secondsIn = (text: string, pattern: RegExp) => Number(found(text, pattern)[0])

/** What each file sets for the proxy. */
const settings = {
  compose: found(compose, /^ {4}([A-Z_]+): /gm),
  unit: found(unit, /^Environment=([A-Z_]+)=/gm),
  image: found(image, /\b([A-Z_]+)=\S/g).filter((name) => name !== 'NODE_IMAGE'),
}

/** What libraries and the C library read. */
const readByOthers = ['NODE_ENV', 'MALLOC_ARENA_MAX']

it('sets no variable that the proxy doesn’t read', () => {
  const source = textOf('src/proxy/settings/environment.ts')
  const named = Object.values(settings).flat()
  expect(named.length).toBeGreaterThan(15)
  expect(named.filter((name) => !readByOthers.includes(name) && !source.includes(name))).toEqual([])
})

it('starts the server with the same options in a container, as a unit and by the guide', () => {
  const options = found(image, /^CMD \["node", "(.+)", "\/app/gm)
  expect(options).toHaveLength(1)
  expect(found(unit, /^ExecStart=\S+node (\S+) /gm)).toEqual(options)
  expect(found(textOf('src/proxy/README.md'), /^MALLOC_ARENA_MAX=\d+ node (\S+) /gm)).toEqual(options)
})

it('has health and metrics on a port of their own, which the image’s check asks', () => {
  expect(settings.compose).toContain('ADMIN_PORT')
  expect(settings.unit).toContain('ADMIN_PORT')
  expect(image).toContain('process.env.ADMIN_PORT ?? process.env.PORT')
  expect(found(nginx, /server proxy-\d:(\d+)/g)).toEqual(['4300', '4300'])
})

it('gives the server each secret that it is told to read', () => {
  const given = found(compose, /^ {4}[A-Z_]+: \/run\/secrets\/(\S+)$/gm)
  expect(given.toSorted()).toEqual(found(compose, /^ {2}([\w.-]+):\n {4}file: secrets\/\1$/gm).toSorted())
  expect(found(unit, /^Environment=[A-Z_]+=%d\/(\S+)$/gm)).toEqual(found(unit, /^LoadCredential=([^:]+):/gm))
})

it('gives the proxy more time than its own settings take, on each side of it', () => {
  const { uploadIdleMs, upstreamTimeoutMs, keepAliveMs, drainDelayMs, drainMs } =
    configurationFromEnvironment({}).proxy
  const drainSeconds = (drainDelayMs + drainMs) / 1000
  expect(secondsIn(compose, /stop_grace_period: (\d+)s/g)).toBeGreaterThan(drainSeconds)
  expect(secondsIn(unit, /^TimeoutStopSec=(\d+)$/gm)).toBeGreaterThan(drainSeconds)
  expect(secondsIn(nginx, /client_body_timeout (\d+)s/g)).toBeGreaterThan(uploadIdleMs / 1000)
  expect(secondsIn(nginx, /proxy_send_timeout (\d+)s/g)).toBeGreaterThan(uploadIdleMs / 1000)
  expect(secondsIn(nginx, /proxy_read_timeout (\d+)s/g)).toBeGreaterThan(upstreamTimeoutMs / 1000)
  expect(secondsIn(nginx, /keepalive_timeout (\d+)s/g)).toBeLessThan(keepAliveMs / 1000)
})
