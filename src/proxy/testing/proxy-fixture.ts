import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { onTestFinished, vi } from 'vitest'
import { defaultMaxFileBytes } from '../../contract/file.ts'
import { sandboxDefaults, startSandbox, type Sandbox } from '../../sandbox/sandbox.ts'
import { createReceiptKey } from '../partners/receipt-keys.ts'
import { type ProxyConfiguration } from '../settings/configuration.ts'
import { createLog } from '../http/log.ts'
import { type ProxyParts, startProxy } from '../proxy.ts'

export interface ProxyUnderTest {
  readonly origin: string
  /** What has been logged so far. */
  readonly log: () => string
  readonly close: () => Promise<void>
}

export const testSecret = 'a-secret-for-tests-that-is-long-enough'

/** Waits for what the assertion says to come true, long enough for a busy machine. */
export const eventually = (assertion: () => unknown) => vi.waitFor(assertion, { timeout: 20_000 })

/** A proxy on a free port, closed when the test has finished. */
export async function startTestProxy(
  upstreamOrigin: string,
  changes: Partial<ProxyConfiguration> = {},
  parts: Omit<ProxyParts, 'log'> = {},
): Promise<ProxyUnderTest> {
  let logged = ''
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged += chunk.toString()
      done()
    },
  })
  const proxy = await startProxy(
    {
      host: '127.0.0.1',
      port: 0,
      upstream: { baseUrl: upstreamOrigin, ...sandboxDefaults },
      isSandbox: true,
      sessionSecrets: [testSecret],
      publicOrigin: undefined,
      partners: [],
      receiptKeys: [createReceiptKey()],
      guestSessionsPerMinute: 10_000,
      trustedProxies: [],
      maxFileBytes: defaultMaxFileBytes,
      maxUploads: 256,
      uploadIdleMs: 20_000,
      requestMs: 60_000,
      discardMs: 10_000,
      drainMs: 20_000,
      upstreamTimeoutMs: 20_000,
      redisUrl: undefined,
      logLevel: 'trace',
      wizardDir: await temporaryFolder(),
      ...changes,
    },
    { log: createLog('trace', destination), ...parts },
  )
  let closing: Promise<void> | undefined
  const close = () => (closing ??= proxy.close())
  onTestFinished(close)
  return { origin: proxy.origin, log: () => logged, close }
}

export async function startTestSandbox(tokenTtlSeconds = 3600): Promise<Sandbox> {
  const sandbox = await startSandbox({ dir: await temporaryFolder(), tokenTtlSeconds })
  onTestFinished(() => sandbox.close())
  return sandbox
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'proxy-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
