import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configurationFromEnvironment, EnvironmentError } from './environment.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'

const connectFi = {
  CONNECTFI_BASE_URL: 'https://connectfi.example/v1',
  CONNECTFI_LOGIN: 'login',
  CONNECTFI_PASSWORD: 'password',
}
const production = {
  ...connectFi,
  NODE_ENV: 'production',
  SESSION_SECRET: 'x'.repeat(32),
  PUBLIC_ORIGIN: 'https://uploads.example',
}

function mistakesIn(environment: Record<string, string>): readonly string[] {
  try {
    configurationFromEnvironment(environment)
    return []
  } catch (error) {
    if (error instanceof EnvironmentError) return error.mistakes
    throw error
  }
}

describe('the environment', () => {
  it('may be empty: then there are a sandbox, guests and the loopback address, and no secrets', () => {
    const { proxy, sessionSecrets, receiptKeys, upstream } = configurationFromEnvironment({})
    expect(proxy).toMatchObject({
      host: '127.0.0.1',
      port: 4300,
      isSandbox: true,
      guestSessionsPerMinute: 300,
      maxFileBytes: 10_485_760,
      publicOrigin: undefined,
      trustedProxies: [],
    })
    expect([sessionSecrets, receiptKeys]).toEqual([undefined, undefined])
    expect(upstream).toEqual({
      kind: 'sandbox',
      port: 4301,
      dir: resolve('.data/sandbox'),
      tokenTtlSeconds: 3600,
      portalPort: 4302,
    })
  })

  it('switches guests off with a real ConnectFi', () => {
    const { proxy, upstream } = configurationFromEnvironment(production)
    expect(upstream).toEqual({
      kind: 'connectFi',
      baseUrl: 'https://connectfi.example/v1',
      login: 'login',
      password: 'password',
    })
    expect(proxy).toMatchObject({ isSandbox: false, guestSessionsPerMinute: 0 })
    const withGuests = configurationFromEnvironment({ ...production, GUEST_SESSIONS: 'on' })
    expect(withGuests.proxy.guestSessionsPerMinute).toBe(300)
  })

  it('treats an empty variable as not set', () => {
    expect(configurationFromEnvironment({ PORT: '', CONNECTFI_LOGIN: ' ' }).proxy.port).toBe(4300)
  })

  it('reads secrets, proxies, limits and times', () => {
    const { proxy, sessionSecrets } = configurationFromEnvironment({
      SESSION_SECRET: `${'n'.repeat(32)}, ${'o'.repeat(32)}`,
      TRUST_PROXY: 'loopback, 10.0.0.0/8,2001:db8::/32, 192.0.2.1',
      MAX_FILE_BYTES: '1000',
      UPLOAD_IDLE_SECONDS: '5',
      UPSTREAM_TIMEOUT_SECONDS: '7',
      MAX_UPLOADS: '3',
      REDIS_URL: 'rediss://redis.example:6380/1',
    })
    expect(sessionSecrets).toEqual(['n'.repeat(32), 'o'.repeat(32)])
    expect(proxy).toMatchObject({
      trustedProxies: ['loopback', '10.0.0.0/8', '2001:db8::/32', '192.0.2.1'],
      maxFileBytes: 1000,
      uploadIdleMs: 5000,
      upstreamTimeoutMs: 7000,
      maxUploads: 3,
      redisUrl: 'rediss://redis.example:6380/1',
    })
  })

  it.each<[string, Record<string, string>, string[]]>([
    ['production without an upstream', { NODE_ENV: 'production' }, ['CONNECTFI_BASE_URL']],
    ['half an account', { ...production, CONNECTFI_PASSWORD: '' }, ['CONNECTFI_PASSWORD']],
    ['a real upstream without secret and origin', connectFi, ['SESSION_SECRET', 'PUBLIC_ORIGIN']],
    ['the sandbox beside a real upstream', { ...production, SANDBOX: '1' }, ['SANDBOX']],
    ['a short secret', { SESSION_SECRET: `${'x'.repeat(32)},short` }, ['SESSION_SECRET']],
    ['an origin with a path', { PUBLIC_ORIGIN: 'https://uploads.example/' }, ['PUBLIC_ORIGIN']],
    ['an origin in upper case', { PUBLIC_ORIGIN: 'https://Uploads.example' }, ['PUBLIC_ORIGIN']],
    [
      'a base URL with credentials',
      { ...production, CONNECTFI_BASE_URL: 'https://a:b@c.example' },
      ['CONNECTFI_BASE_URL'],
    ],
    ['an ftp base URL', { ...production, CONNECTFI_BASE_URL: 'ftp://c.example' }, ['CONNECTFI_BASE_URL']],
    ['a login the vendor would refuse', { ...production, CONNECTFI_LOGIN: 'a-b' }, ['CONNECTFI_LOGIN']],
    ['a store that is no Redis', { REDIS_URL: 'http://redis.example' }, ['REDIS_URL']],
    ['a malformed network', { TRUST_PROXY: '10.0.0.0/33' }, ['TRUST_PROXY']],
    ['trust in everybody', { TRUST_PROXY: 'true' }, ['TRUST_PROXY']],
    [
      'several mistakes, within variables and between them',
      {
        ...connectFi,
        PORT: '65536',
        HOST: '',
        MAX_UPLOADS: '0',
        LOG_LEVEL: 'loud',
        GUEST_SESSIONS: 'yes',
        SESSION_SECRET: 'short',
      },
      ['PORT', 'LOG_LEVEL', 'SESSION_SECRET', 'GUEST_SESSIONS', 'MAX_UPLOADS', 'PUBLIC_ORIGIN'],
    ],
  ])('is refused with %s, and each variable is named', (_what, environment, variables) => {
    expect(mistakesIn(environment).map((mistake) => mistake.split(' ')[0])).toEqual(variables)
  })

  it('starts the sandbox in production if SANDBOX=1 says so', () => {
    const { upstream } = configurationFromEnvironment({ NODE_ENV: 'production', SANDBOX: '1' })
    expect(upstream.kind).toBe('sandbox')
  })

  it('reserves the demo partner’s ID for the sandbox, and lets others use it without one', async () => {
    const path = join(await temporaryFolder(), 'partners.json')
    const partner = { id: 'demo', displayName: 'Acme Bank', apiKeySha256: ['a'.repeat(64)] }
    await writeFile(path, JSON.stringify({ partners: [partner] }))
    expect(mistakesIn({ PARTNERS_FILE: path })).toEqual([
      "PARTNERS_FILE must not have a partner with the ID demo, which is the sandbox's own",
    ])
    const withoutSandbox = mistakesIn({ ...production, PARTNERS_FILE: path })
    expect(withoutSandbox.filter((mistake) => mistake.startsWith('PARTNERS_FILE'))).toEqual([])
  })

  it('gives a request an hour, or as long as the largest file takes on a slow network', () => {
    expect(configurationFromEnvironment({}).proxy).toMatchObject({
      requestMs: 3_600_000,
      uploadIdleMs: 60_000,
      drainMs: 25_000,
    })
    const large = configurationFromEnvironment({ MAX_FILE_BYTES: '1000000000', DRAIN_SECONDS: '9' })
    expect(large.proxy).toMatchObject({ requestMs: 100_000_000, drainMs: 9000 })
  })

  it.each([
    ['is not there', () => '/nowhere/file', 'ENOENT'],
    ['is a folder', (folder: string) => folder, 'EISDIR'],
    ['lies below another file', (folder: string) => join(folder, 'wrong', 'file'), 'ENOTDIR'],
  ] as const)(
    'reports that a file can’t be read if it %s, and not that its content is wrong',
    async (_what, at, code) => {
      const folder = await temporaryFolder()
      await writeFile(join(folder, 'wrong'), 'neither partners nor keys')
      const path = at(folder)
      expect(mistakesIn({ PARTNERS_FILE: path, RECEIPT_KEY_FILE: path })).toEqual([
        `PARTNERS_FILE can't be read (${code})`,
        `RECEIPT_KEY_FILE can't be read (${code})`,
      ])
      const wrong = join(folder, 'wrong')
      expect(mistakesIn({ PARTNERS_FILE: wrong, RECEIPT_KEY_FILE: wrong })).toEqual([
        'PARTNERS_FILE is not JSON',
        'RECEIPT_KEY_FILE must hold one or more private keys on P-256, in PEM',
      ])
    },
  )

  it('reads secrets from files, without the end of their last line', async () => {
    const folder = await temporaryFolder()
    const fileOf = async (name: string, text: string) => {
      await writeFile(join(folder, name), text)
      return join(folder, name)
    }
    const { CONNECTFI_PASSWORD: _, SESSION_SECRET: __, ...others } = production
    const { sessionSecrets, upstream, proxy } = configurationFromEnvironment({
      ...others,
      CONNECTFI_PASSWORD_FILE: await fileOf('password', ' p4ss \n'),
      SESSION_SECRET_FILE: await fileOf('secrets', `${'n'.repeat(32)}, ${'o'.repeat(32)}\r\n`),
      REDIS_URL_FILE: await fileOf('redis', 'redis://:p4ss@redis.example\n'),
    })
    expect(upstream).toMatchObject({ kind: 'connectFi', password: ' p4ss ' })
    expect(sessionSecrets).toEqual(['n'.repeat(32), 'o'.repeat(32)])
    expect(proxy.redisUrl).toBe('redis://:p4ss@redis.example')
  })

  it.each<[string, Record<string, string>, string[]]>([
    [
      'that is given in the environment too',
      { SESSION_SECRET: 'x'.repeat(32), SESSION_SECRET_FILE: 'right' },
      ['SESSION_SECRET_FILE must not be set where SESSION_SECRET is'],
    ],
    ['that is not there', { REDIS_URL_FILE: 'nowhere' }, ["REDIS_URL_FILE can't be read (ENOENT)"]],
    ['that is empty', { SESSION_SECRET_FILE: 'empty' }, ['SESSION_SECRET_FILE is an empty file']],
    [
      'that is wrong, by the variable of the file',
      { SESSION_SECRET_FILE: 'short' },
      ['SESSION_SECRET_FILE must be one or more secrets of at least 32 characters, separated by commas'],
    ],
    [
      'of an account without the rest',
      { CONNECTFI_PASSWORD_FILE: 'short', SESSION_SECRET_FILE: 'right' },
      [
        'CONNECTFI_BASE_URL is needed where another CONNECTFI_ variable is set',
        'CONNECTFI_LOGIN is needed where another CONNECTFI_ variable is set',
        'PUBLIC_ORIGIN is needed with a real ConnectFi',
      ],
    ],
  ])('names a secret’s file %s', async (_what, environment, mistakes) => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'right'), 'x'.repeat(32))
    await writeFile(join(folder, 'short'), 'short')
    await writeFile(join(folder, 'empty'), '\n')
    const named = Object.entries(environment).map(([name, value]) => [
      name,
      name.endsWith('_FILE') ? join(folder, value) : value,
    ])
    expect(mistakesIn(Object.fromEntries(named) as Record<string, string>)).toEqual(mistakes)
  })

  it('quotes no secret in its mistakes', async () => {
    const secret = 'too-short-but-secret'
    expect(mistakesIn({ ...connectFi, SESSION_SECRET: secret }).join()).not.toContain(secret)
    const path = join(await temporaryFolder(), 'secret')
    await writeFile(path, secret)
    const mistakes = mistakesIn({ SESSION_SECRET_FILE: path, REDIS_URL_FILE: path })
    expect(mistakes).toHaveLength(2)
    expect(mistakes.join()).not.toContain(secret)
  })
})
