import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configurationFromEnvironment, EnvironmentError } from './environment.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'

/** As `openssl rand -base64 33` makes them. */
const secret = 'wm0kY8J3sV1Qy7Zc5TfLrB2nXhEa9dGu6PiOjKtU4RzI'
const olderSecret = 'Hq5Zt2Nw8Ls1Vd7Xb4Kf9Mj3Rp6Gy0CcTeUaQoSiWxYv'

const connectFi = {
  CONNECTFI_BASE_URL: 'https://connectfi.example/v1',
  CONNECTFI_LOGIN: 'login',
  CONNECTFI_PASSWORD: 'password',
}
const production = {
  ...connectFi,
  NODE_ENV: 'production',
  SESSION_SECRET: secret,
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
  it('allows webhooks in private networks where the sandbox is tried, and elsewhere if it says so', async () => {
    const allows = (environment: Record<string, string>) =>
      configurationFromEnvironment(environment).proxy.allowsPrivateWebhooks
    expect(allows({})).toBe(true)
    expect(allows({ PRIVATE_WEBHOOKS: 'off' })).toBe(false)
    expect(allows({ SANDBOX: '1', NODE_ENV: 'production' })).toBe(false)
    expect(allows(production)).toBe(false)
    expect(allows({ ...production, PRIVATE_WEBHOOKS: 'on' })).toBe(true)

    const path = join(await temporaryFolder(), 'partners.json')
    const told = { webhookUrl: 'http://hooks', webhookSecret: `whsec_${Buffer.alloc(24).toString('base64')}` }
    const acme = { id: 'acme', displayName: 'Acme', apiKeySha256: ['a'.repeat(64)], ...told }
    await writeFile(path, JSON.stringify({ partners: [acme] }))
    expect(mistakesIn({ PARTNERS_FILE: path, PRIVATE_WEBHOOKS: 'off' })).toEqual([
      'PARTNERS_FILE needs https in the webhookUrl of acme, unless PRIVATE_WEBHOOKS is on',
    ])
    expect(mistakesIn({ PARTNERS_FILE: path })).toEqual([])
  })

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
      SESSION_SECRET: `${secret}, ${olderSecret}`,
      TRUST_PROXY: 'loopback, 10.0.0.0/8,2001:db8::/32, 192.0.2.1',
      MAX_FILE_BYTES: '1000',
      UPLOAD_IDLE_SECONDS: '5',
      UPSTREAM_TIMEOUT_SECONDS: '7',
      MAX_UPLOADS: '3',
      REDIS_URL: 'rediss://redis.example:6380/1',
    })
    expect(sessionSecrets).toEqual([secret, olderSecret])
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
    ['a short secret', { SESSION_SECRET: `${secret},short` }, ['SESSION_SECRET']],
    ['an origin with a path', { PUBLIC_ORIGIN: 'https://uploads.example/' }, ['PUBLIC_ORIGIN']],
    ['an origin for any host', { PUBLIC_ORIGIN: 'https://*.example' }, ['PUBLIC_ORIGIN']],
    ['a directive behind an origin', { PUBLIC_ORIGIN: 'https://b;script-src' }, ['PUBLIC_ORIGIN']],
    ['a list that allows what it can’t', { PLAIN_CONNECTIONS: 'REDIS_URL,PORT' }, ['PLAIN_CONNECTIONS']],
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

  it.each<[string, string]>([
    ['CONNECTFI_BASE_URL', 'http://connectfi.example/v1'],
    ['PUBLIC_ORIGIN', 'http://uploads.example'],
    // Looks like a loopback address, and is none.
    ['PUBLIC_ORIGIN', 'http://127.0.0.1.example'],
    ['REDIS_URL', 'redis://redis.example:6379'],
    ['CLAMD_ADDRESS', 'tcp://clamd.example:3310'],
  ])('sends nothing unencrypted to %s %s in production, unless it says so', async (variable, address) => {
    const environment = { ...production, [variable]: address }
    const must =
      variable === 'CLAMD_ADDRESS'
        ? 'be on the same machine'
        : `begin with ${variable === 'REDIS_URL' ? 'rediss' : 'https'}://`
    const mistake = `${variable} must ${must} in production, or be named in PLAIN_CONNECTIONS`
    expect(mistakesIn(environment)).toEqual([mistake])
    expect(mistakesIn({ ...environment, NODE_ENV: '' })).toEqual([mistake])
    expect(mistakesIn({ ...environment, PLAIN_CONNECTIONS: variable })).toEqual([])
    expect(mistakesIn({ [variable]: address, NODE_ENV: 'production', SANDBOX: '1' })).toContain(mistake)
  })

  it('finds a plain address in a secret’s file too, and takes one on this machine, or in a demonstration', async () => {
    const path = join(await temporaryFolder(), 'redis')
    await writeFile(path, 'redis://:p4ss@redis.example')
    expect(mistakesIn({ ...production, REDIS_URL_FILE: path })).toEqual([
      'REDIS_URL must begin with rediss:// in production, or be named in PLAIN_CONNECTIONS',
    ])
    for (const host of ['127.0.0.1', '127.8.9.10', '[::1]', 'localhost', 'redis.localhost']) {
      expect(mistakesIn({ ...production, REDIS_URL: `redis://${host}:6379` })).toEqual([])
    }
    expect(mistakesIn({ REDIS_URL: 'redis://redis.example', PUBLIC_ORIGIN: 'http://10.0.0.7:4300' })).toEqual(
      [],
    )
  })

  it.each([
    ['x'.repeat(48), 'must not repeat itself'],
    ['correct horse '.repeat(4), 'must not repeat itself'],
    ['0123456'.repeat(6), 'must not repeat itself'],
    ['your-256-bit-secret-goes-here-please', 'must not be made of words'],
    ['ChangeMe-in-production-0123456789abc', 'must not be made of words'],
    [secret.slice(0, 31), 'must have at least 32 characters'],
  ])('refuses %s as a secret that could be guessed', (weak, problem) => {
    expect(mistakesIn({ SESSION_SECRET: weak })).toEqual([
      `SESSION_SECRET ${problem}: \`openssl rand -base64 48\` makes a good one`,
    ])
    expect(mistakesIn({ SESSION_SECRET: `${secret}, ${weak}` }).join()).toContain(`${problem} (the 2. of 2)`)
  })

  it.each([
    ['tcp://127.0.0.1:3310', { host: '127.0.0.1', port: 3310 }],
    ['tcp://localhost:3310/', { host: 'localhost', port: 3310 }],
    ['tcp://[::1]:3310', { host: '::1', port: 3310 }],
    ['unix:/run/clamav/clamd.ctl', { path: '/run/clamav/clamd.ctl' }],
    ['unix:///run/clamav/clamd.ctl', { path: '/run/clamav/clamd.ctl' }],
  ])('finds a virus scanner at %s', (text, address) => {
    const { scanner } = configurationFromEnvironment({ ...production, CLAMD_ADDRESS: text }).proxy
    expect(scanner).toEqual({ address, timeoutMs: 30_000 })
    const quick = { CLAMD_ADDRESS: text, CLAMD_TIMEOUT_SECONDS: '5' }
    expect(configurationFromEnvironment(quick).proxy.scanner?.timeoutMs).toBe(5000)
  })

  it.each([
    '127.0.0.1:3310',
    'tcp://127.0.0.1',
    'tcp://:3310',
    'unix:clamd.ctl',
    'http://a.example',
    'tcp://a:b@c:1',
    'tcp://a:1/x',
  ])('finds none at %s', (text) => {
    expect(mistakesIn({ CLAMD_ADDRESS: text })).toEqual([
      'CLAMD_ADDRESS must be such as tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl',
    ])
  })

  it('takes secrets as programs make them', () => {
    for (const encoding of ['hex', 'base64', 'base64url'] as const) {
      for (let count = 0; count < 20; count += 1) {
        expect(mistakesIn({ SESSION_SECRET: randomBytes(24).toString(encoding) })).toEqual([])
      }
    }
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
    const { CONNECTFI_LOGIN: _, CONNECTFI_PASSWORD: __, SESSION_SECRET: ___, ...others } = production
    const { sessionSecrets, upstream, proxy } = configurationFromEnvironment({
      ...others,
      CONNECTFI_LOGIN_FILE: await fileOf('login', 'ours\n'),
      CONNECTFI_PASSWORD_FILE: await fileOf('password', ' p4ss \n'),
      SESSION_SECRET_FILE: await fileOf('secrets', `${secret}, ${olderSecret}\r\n`),
      REDIS_URL_FILE: await fileOf('redis', 'rediss://:p4ss@redis.example\n'),
    })
    expect(upstream).toMatchObject({ kind: 'connectFi', login: 'ours', password: ' p4ss ' })
    expect(sessionSecrets).toEqual([secret, olderSecret])
    expect(proxy.redisUrl).toBe('rediss://:p4ss@redis.example')
  })

  it.each<[string, Record<string, string>, string[]]>([
    [
      'that is given in the environment too',
      { SESSION_SECRET: secret, SESSION_SECRET_FILE: 'right' },
      ['SESSION_SECRET_FILE must not be set where SESSION_SECRET is'],
    ],
    ['that is not there', { REDIS_URL_FILE: 'nowhere' }, ["REDIS_URL_FILE can't be read (ENOENT)"]],
    ['that is empty', { SESSION_SECRET_FILE: 'empty' }, ['SESSION_SECRET_FILE is an empty file']],
    [
      'that is wrong, by the variable of the file',
      { SESSION_SECRET_FILE: 'short' },
      ['SESSION_SECRET_FILE must have at least 32 characters: `openssl rand -base64 48` makes a good one'],
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
    await writeFile(join(folder, 'right'), secret)
    await writeFile(join(folder, 'short'), 'short')
    await writeFile(join(folder, 'empty'), '\n')
    const named = Object.entries(environment).map(([name, value]) => [
      name,
      name.endsWith('_FILE') ? join(folder, value) : value,
    ])
    expect(mistakesIn(Object.fromEntries(named) as Record<string, string>)).toEqual(mistakes)
  })

  it('quotes no secret in its mistakes', async () => {
    const weak = 'too-short-but-secret'
    expect(mistakesIn({ ...connectFi, SESSION_SECRET: weak }).join()).not.toContain(weak)
    const path = join(await temporaryFolder(), 'secret')
    await writeFile(path, weak)
    const mistakes = mistakesIn({ SESSION_SECRET_FILE: path, REDIS_URL_FILE: path })
    expect(mistakes).toHaveLength(2)
    expect(mistakes.join()).not.toContain(weak)
  })
})
