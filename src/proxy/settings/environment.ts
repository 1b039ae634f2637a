import { type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import { totalmem } from 'node:os'
import { resolve } from 'node:path'
import ipaddr from 'ipaddr.js'
import * as z from 'zod'
import { bytesPerMegabyte, defaultMaxFileBytes } from '../../contract/file.ts'
import { isHttpUrl, isOrigin, isPlain, isRedisUrl, parseClamdAddress } from './addresses.ts'
import { type ProxyConfiguration } from './configuration.ts'
import { demoPartnerId } from '../partners/demo-partner.ts'
import { type Partner } from '../partners/partners.ts'
import { readPartnersFile } from '../partners/partners-file.ts'
import { readReceiptKeys } from '../partners/receipts/receipt-keys.ts'
import { secretProblem } from './session-secret.ts'
import { readSettingsFile } from './settings-file.ts'
import { type UpstreamAccount } from '../upstream/upstream.ts'
import { longestVisit } from '../visits/lifetimes.ts'

/** What the environment says. `src/start` makes the secrets and keys that are not given. */
export interface Configuration {
  readonly proxy: Omit<ProxyConfiguration, 'upstream' | 'sessionSecrets' | 'receiptKeys' | 'wizardDir'>
  readonly sessionSecrets: readonly string[] | undefined
  readonly receiptKeys: readonly KeyObject[] | undefined
  readonly upstream:
    | ({ readonly kind: 'connectFi' } & UpstreamAccount)
    | {
        readonly kind: 'sandbox'
        readonly port: number
        readonly dir: string
        readonly tokenTtlSeconds: number
        /** The demo portal starts with the sandbox. */
        readonly portalPort: number
      }
}

/** Holds every mistake in the environment, each with the name of its variable. */
export class EnvironmentError extends Error {
  readonly code = 'environmentInvalid'
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[]) {
    super(`The environment is not right:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`)
    this.name = 'EnvironmentError'
    this.mistakes = mistakes
  }
}

/** A request may take an hour, or longer if the largest file takes longer on a slow phone's network. */
const shortestRequestMs = 3_600_000
const slowestBytesPerSecond = 10_000
const discardMs = 10_000

/**
 * Reads the environment. Nothing else does. Throws `EnvironmentError`.
 *
 * With `CONNECTFI_BASE_URL`, `CONNECTFI_LOGIN` and `CONNECTFI_PASSWORD` documents go to ConnectFi. With none of them
 * they go to the sandbox, in production only if `SANDBOX=1` says so.
 */
export function configurationFromEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Configuration {
  // A variable with an empty value counts as not set.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()))
  const secrets = secretsOf(given)
  const parsed = environmentSchema.safeParse({ ...given, ...secrets.texts })
  const isSandbox = accountVariables.every((name) => isMissing(given, name))
  const declared = partnersOf(given['PARTNERS_FILE'])
  const allowsPrivateWebhooks =
    (given['PRIVATE_WEBHOOKS'] ?? (isSandbox && given['NODE_ENV'] !== 'production' ? 'on' : 'off')) === 'on'
  const receiptKeys = receiptKeysOf(given['RECEIPT_KEY_FILE'])
  const mistakes = [
    ...secrets.mistakes,
    ...(parsed.error?.issues.map((issue) => describeIssue(issue, secrets.texts)) ?? []),
    ...contradictions(given, isSandbox),
    ...plainConnections({ ...given, ...secrets.texts }, isSandbox),
    ...declared.mistakes,
    ...(allowsPrivateWebhooks ? [] : plainWebhooks(declared.partners)),
    ...(isSandbox && declared.partners.some(({ id }) => id === demoPartnerId)
      ? [`PARTNERS_FILE must not have a partner with the ID ${demoPartnerId}, which is the sandbox's own`]
      : []),
    ...receiptKeys.mistakes,
  ]
  if (!parsed.success || mistakes.length > 0) throw new EnvironmentError(mistakes)
  const variables = parsed.data
  const account = connectFiAccount(variables)
  const address =
    variables.CLAMD_ADDRESS === undefined ? undefined : parseClamdAddress(variables.CLAMD_ADDRESS)
  return {
    proxy: {
      host: variables.HOST,
      port: variables.PORT,
      isSandbox,
      publicOrigin: variables.PUBLIC_ORIGIN,
      hasHttpsSubdomains: variables.HSTS_SUBDOMAINS === 'on',
      partners: declared.partners,
      allowsPrivateWebhooks,
      guestSessionsPerMinute:
        (variables.GUEST_SESSIONS ?? (isSandbox ? 'on' : 'off')) === 'on'
          ? variables.GUEST_SESSIONS_PER_MINUTE
          : 0,
      documentsPerHour: variables.DOCUMENTS_PER_HOUR,
      documentsPerDay: variables.DOCUMENTS_PER_DAY,
      trustedProxies: variables.TRUST_PROXY,
      maxFileBytes: variables.MAX_FILE_BYTES,
      maxUploads: variables.MAX_UPLOADS,
      uploadIdleMs: variables.UPLOAD_IDLE_SECONDS * 1000,
      requestMs: Math.max(shortestRequestMs, (variables.MAX_FILE_BYTES / slowestBytesPerSecond) * 1000),
      discardMs,
      adminPort: variables.ADMIN_PORT,
      drainDelayMs: variables.DRAIN_DELAY_SECONDS * 1000,
      drainMs: variables.DRAIN_SECONDS * 1000,
      upstreamTimeoutMs: variables.UPSTREAM_TIMEOUT_SECONDS * 1000,
      maxGenerates: variables.MAX_GENERATES,
      loginPauseMs: variables.LOGIN_PAUSE_SECONDS * 1000,
      mostUpstreamFailures: variables.UPSTREAM_FAILURES,
      scanner: address && { address, timeoutMs: variables.CLAMD_TIMEOUT_SECONDS * 1000 },
      maxEventLoopDelayMs: variables.MAX_EVENT_LOOP_DELAY_MS,
      maxMemoryBytes: variables.MAX_MEMORY_BYTES,
      keepAliveMs: variables.KEEP_ALIVE_SECONDS * 1000,
      maxStoreBytes: variables.MAX_STORE_BYTES,
      requestLimits: {
        perAddress: share(variables.REQUESTS_PER_ADDRESS, isSandbox, 3000),
        perSubject: share(variables.REQUESTS_PER_CUSTOMER, isSandbox, 600),
        perPartner: share(variables.REQUESTS_PER_PARTNER, isSandbox, 12_000),
        wrongKeys: share(variables.WRONG_KEYS_PER_ADDRESS, isSandbox, 20),
      },
      uploadLimits: {
        perAddress: share(variables.UPLOADS_PER_ADDRESS, isSandbox, 32),
        perSubject: share(variables.UPLOADS_PER_CUSTOMER, isSandbox, 4),
        perPartner: share(variables.UPLOADS_PER_PARTNER, isSandbox, Math.ceil(variables.MAX_UPLOADS / 2)),
      },
      redisUrl: variables.REDIS_URL,
      logLevel: variables.LOG_LEVEL,
    },
    sessionSecrets: variables.SESSION_SECRET,
    receiptKeys: receiptKeys.keys,
    upstream: account
      ? { kind: 'connectFi', ...account }
      : {
          kind: 'sandbox',
          port: variables.SANDBOX_PORT,
          dir: resolve(variables.SANDBOX_DIR),
          tokenTtlSeconds: variables.SANDBOX_TOKEN_TTL_SECONDS,
          portalPort: variables.PORTAL_PORT,
        },
  }
}

/** In the sandbox nobody is limited by default: tests and demonstrations all come from one address. */
function share(given: number | undefined, isSandbox: boolean, otherwise: number): number {
  return given ?? (isSandbox ? 0 : otherwise)
}

function wholeNumber(least: number, most: number) {
  const range = `must be a whole number from ${least} to ${most}`
  return z
    .string()
    .regex(/^\d{1,15}$/, range)
    .transform(Number)
    .refine((number) => number >= least && number <= most, range)
}

/** Nine tenths of what the container allows, or of what the machine has. Node answers 0 or 2 ** 64 where nothing limits it. */
function mostMemoryBytes(): number {
  const allowed = process.constrainedMemory()
  const most = allowed > 0 ? Math.min(allowed, totalmem()) : totalmem()
  return Math.floor(most * 0.9)
}

const listOf = (text: string) => text.split(',').map((entry) => entry.trim())

/** What is sent to each of these is a secret, or has one in it. */
const encrypted: Readonly<Record<string, string>> = {
  CONNECTFI_BASE_URL: 'begin with https://',
  PUBLIC_ORIGIN: 'begin with https://',
  REDIS_URL: 'begin with rediss://',
  // clamd has no TLS.
  CLAMD_ADDRESS: 'be on the same machine',
}
const addressVariables = Object.keys(encrypted)

const environmentSchema = z.object({
  PORT: wholeNumber(0, 65_535).prefault('4300'),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_ORIGIN: z.string().refine(isOrigin, 'must be an origin, such as https://uploads.example').optional(),
  HSTS_SUBDOMAINS: z.enum(['on', 'off'], { error: 'must be on or off' }).default('off'),
  PLAIN_CONNECTIONS: z
    .string()
    .transform(listOf)
    .refine(
      (names) => names.every((name) => addressVariables.includes(name)),
      `must list some of ${addressVariables.join(', ')}`,
    )
    .default([]),
  TRUST_PROXY: z
    .string()
    .transform(listOf)
    .refine(
      (entries) => entries.every(isNetwork),
      'must list the addresses or networks of the proxies in front, such as 10.0.0.0/8 or loopback',
    )
    .default([]),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),

  CONNECTFI_BASE_URL: z
    .string()
    .refine(isHttpUrl, 'must be an http or https URL without credentials, query or fragment')
    .optional(),
  CONNECTFI_LOGIN: z
    .string()
    .regex(/^\w{1,36}$/, 'must have 1 to 36 letters, digits or underscores')
    .optional(),
  CONNECTFI_PASSWORD: z.string().max(50, 'must have at most 50 characters').optional(),

  SANDBOX: z.enum(['1', '0'], { error: 'must be 1 or 0' }).optional(),
  SANDBOX_PORT: wholeNumber(0, 65_535).prefault('4301'),
  PORTAL_PORT: wholeNumber(1, 65_535).prefault('4302'),
  SANDBOX_DIR: z.string().default('.data/sandbox'),
  SANDBOX_TOKEN_TTL_SECONDS: wholeNumber(1, 86_400).prefault('3600'),

  SESSION_SECRET: z
    .string()
    .transform(listOf)
    .check(({ value, issues }) => {
      for (const [index, secret] of value.entries()) {
        const problem = secretProblem(secret)
        const which = value.length > 1 ? ` (the ${index + 1}. of ${value.length})` : ''
        const message = `${problem}${which}: \`openssl rand -base64 48\` makes a good one`
        if (problem) issues.push({ code: 'custom', message, input: undefined })
      }
    })
    .optional(),
  PRIVATE_WEBHOOKS: z.enum(['on', 'off'], { error: 'must be on or off' }).optional(),
  GUEST_SESSIONS: z.enum(['on', 'off'], { error: 'must be on or off' }).optional(),
  GUEST_SESSIONS_PER_MINUTE: wholeNumber(1, 1_000_000).prefault('300'),

  DOCUMENTS_PER_HOUR: wholeNumber(0, longestVisit).prefault('20'),
  DOCUMENTS_PER_DAY: wholeNumber(0, longestVisit).prefault('60'),

  REDIS_URL: z.string().refine(isRedisUrl, 'must be a redis or rediss URL').optional(),

  CLAMD_ADDRESS: z
    .string()
    .refine(
      (text) => parseClamdAddress(text) !== undefined,
      'must be such as tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl',
    )
    .optional(),
  CLAMD_TIMEOUT_SECONDS: wholeNumber(1, 600).prefault('30'),

  MAX_FILE_BYTES: wholeNumber(1, 2 ** 31).prefault(String(defaultMaxFileBytes)),
  MAX_UPLOADS: wholeNumber(1, 100_000).prefault('256'),
  UPLOAD_IDLE_SECONDS: wholeNumber(1, 3600).prefault('60'),
  ADMIN_PORT: wholeNumber(0, 65_535).optional(),
  DRAIN_DELAY_SECONDS: wholeNumber(0, 600).prefault('0'),
  DRAIN_SECONDS: wholeNumber(1, 3600).prefault('25'),
  UPSTREAM_TIMEOUT_SECONDS: wholeNumber(1, 3600).prefault('30'),
  UPSTREAM_FAILURES: wholeNumber(0, 10_000).prefault('20'),
  LOGIN_PAUSE_SECONDS: wholeNumber(1, 300).prefault('5'),
  KEEP_ALIVE_SECONDS: wholeNumber(1, 3600).prefault('75'),
  MAX_STORE_BYTES: wholeNumber(1_000_000, 2 ** 40).prefault(String(128 * bytesPerMegabyte)),
  REQUESTS_PER_ADDRESS: wholeNumber(0, 1_000_000).optional(),
  REQUESTS_PER_CUSTOMER: wholeNumber(0, 1_000_000).optional(),
  REQUESTS_PER_PARTNER: wholeNumber(0, 1_000_000).optional(),
  WRONG_KEYS_PER_ADDRESS: wholeNumber(0, 1_000_000).optional(),
  UPLOADS_PER_ADDRESS: wholeNumber(0, 100_000).optional(),
  UPLOADS_PER_CUSTOMER: wholeNumber(0, 100_000).optional(),
  UPLOADS_PER_PARTNER: wholeNumber(0, 100_000).optional(),
  MAX_GENERATES: wholeNumber(1, 10_000).prefault('64'),
  MAX_EVENT_LOOP_DELAY_MS: wholeNumber(0, 60_000).prefault('1000'),
  MAX_MEMORY_BYTES: wholeNumber(0, 2 ** 46).prefault(() => String(mostMemoryBytes())),
})

const accountVariables = ['CONNECTFI_BASE_URL', 'CONNECTFI_LOGIN', 'CONNECTFI_PASSWORD']

/** Each names the file of a secret. Container platforms mount such files, and an environment is shown in many places. */
const secretFiles = {
  CONNECTFI_LOGIN_FILE: 'CONNECTFI_LOGIN',
  CONNECTFI_PASSWORD_FILE: 'CONNECTFI_PASSWORD',
  REDIS_URL_FILE: 'REDIS_URL',
  SESSION_SECRET_FILE: 'SESSION_SECRET',
}

type Given = Readonly<Record<string, string | undefined>>

function secretsOf(given: Given): { texts: Readonly<Record<string, string>>; mistakes: readonly string[] } {
  const texts: Record<string, string> = {}
  const mistakes: string[] = []
  for (const [variable, secret] of Object.entries(secretFiles)) {
    const path = given[variable]
    if (path === undefined) continue
    const file = readSettingsFile(path)
    if (given[secret] !== undefined) mistakes.push(`${variable} must not be set where ${secret} is`)
    else if ('mistake' in file) mistakes.push(`${variable} ${file.mistake}`)
    else if (file.text.trim() === '') mistakes.push(`${variable} is an empty file`)
    else texts[secret] = file.text.replace(/\r?\n$/, '')
  }
  return { texts, mistakes }
}

function isMissing(given: Given, name: string): boolean {
  return given[name] === undefined && given[`${name}_FILE`] === undefined
}

/** Finds variables that contradict each other. A mistake within one variable hides none of these. */
function contradictions(given: Given, isSandbox: boolean): string[] {
  const isLeftOut = (name: string) => isMissing(given, name)
  const isSandboxMeant = given['SANDBOX'] === '1'
  if (isSandbox) {
    return given['NODE_ENV'] === 'production' && !isSandboxMeant
      ? ['CONNECTFI_BASE_URL is needed in production, unless SANDBOX=1 says that the sandbox is meant']
      : []
  }
  return [
    ...accountVariables
      .filter(isLeftOut)
      .map((name) => `${name} is needed where another CONNECTFI_ variable is set`),
    ...['SESSION_SECRET', 'PUBLIC_ORIGIN']
      .filter(isLeftOut)
      .map((name) => `${name} is needed with a real ConnectFi`),
    ...(!isLeftOut('PARTNERS_FILE') && isLeftOut('RECEIPT_KEY_FILE')
      ? ['RECEIPT_KEY_FILE is needed where partners verify receipts of a real ConnectFi']
      : []),
    ...(isSandboxMeant ? ['SANDBOX must not be 1 where CONNECTFI_ variables are set'] : []),
  ]
}

/** In production nothing leaves the machine unencrypted, unless somebody has said that it may. */
function plainConnections(given: Given, isSandbox: boolean): string[] {
  if (isSandbox && given['NODE_ENV'] !== 'production') return []
  const allowed = listOf(given['PLAIN_CONNECTIONS'] ?? '')
  return addressVariables
    .filter((name) => isPlain(given[name] ?? '') && !allowed.includes(name))
    .map((name) => `${name} must ${encrypted[name]} in production, or be named in PLAIN_CONNECTIONS`)
}

function partnersOf(path: string | undefined): { partners: readonly Partner[]; mistakes: readonly string[] } {
  if (path === undefined) return { partners: [], mistakes: [] }
  const file = readPartnersFile(path)
  return 'partners' in file
    ? { partners: file.partners, mistakes: [] }
    : { partners: [], mistakes: file.mistakes.map((mistake) => `PARTNERS_FILE ${mistake}`) }
}

function plainWebhooks(partners: readonly Partner[]): string[] {
  return partners
    .filter(({ webhookUrl = 'https:' }) => !webhookUrl.startsWith('https:'))
    .map(({ id }) => `PARTNERS_FILE needs https in the webhookUrl of ${id}, unless PRIVATE_WEBHOOKS is on`)
}

function receiptKeysOf(path: string | undefined): {
  keys?: readonly KeyObject[]
  mistakes: readonly string[]
} {
  if (path === undefined) return { mistakes: [] }
  const file = readReceiptKeys(path)
  return 'keys' in file
    ? { keys: file.keys, mistakes: [] }
    : { mistakes: [`RECEIPT_KEY_FILE ${file.mistake}`] }
}

function describeIssue(issue: z.core.$ZodIssue, fromFiles: Readonly<Record<string, string>>): string {
  const name = issue.path.join('.')
  return `${name}${name in fromFiles ? '_FILE' : ''} ${issue.message}`
}

function connectFiAccount(variables: z.infer<typeof environmentSchema>): UpstreamAccount | undefined {
  const { CONNECTFI_BASE_URL: baseUrl, CONNECTFI_LOGIN: login, CONNECTFI_PASSWORD: password } = variables
  if (baseUrl === undefined || login === undefined || password === undefined) return undefined
  return { baseUrl, login, password }
}

/**
 * Takes what Fastify's `trustProxy` takes: a named range, an address or a network. `isIP` refuses short and octal IPv4
 * addresses, which `ipaddr.js` would take.
 */
function isNetwork(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true
  const [address = ''] = text.split('/')
  return isIP(address) > 0 && (address === text || ipaddr.isValidCIDR(text))
}
