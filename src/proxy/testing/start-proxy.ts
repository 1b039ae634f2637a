import { Writable } from 'node:stream'
import { createLog } from '../http/record/log.ts'
import { createReceiptKey } from '../partners/receipts/receipt-keys.ts'
import { type ProxyParts, startProxy } from '../proxy.ts'
import { type ProxyConfiguration } from '../settings/configuration.ts'
import { configurationFromEnvironment } from '../settings/environment.ts'
import { type UpstreamAccount } from '../upstream/upstream.ts'
import { undeclaredAnswers } from './requests/declared-answers.ts'

export interface TestProxy {
  readonly origin: string
  readonly adminOrigin: string
  /** Everything logged so far, at the level `trace`. */
  readonly log: () => string
  readonly close: () => Promise<void>
}

export const testSecret = 'a-secret-for-tests-that-is-long-enough'

/** All guests of a test come from one address, and many an upstream fails everything. */
const environment = { PORT: '0', GUEST_SESSIONS_PER_MINUTE: '1000000', UPSTREAM_FAILURES: '0' }

/**
 * Starts a proxy on a free port, otherwise with the default settings. Closing it fails if it has answered anything that its
 * OpenAPI document doesn't tell of.
 */
export async function startLoggedProxy(
  upstream: UpstreamAccount,
  changes: Partial<ProxyConfiguration> & Pick<ProxyConfiguration, 'wizardDir'>,
  parts: Omit<ProxyParts, 'log'> = {},
): Promise<TestProxy> {
  let logged = ''
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged += chunk.toString()
      done()
    },
  })
  const configuration = {
    ...configurationFromEnvironment(environment).proxy,
    upstream,
    sessionSecrets: [testSecret],
    receiptKeys: [createReceiptKey()],
    loginPauseMs: 10,
    // The tests share a process that is often busy.
    maxEventLoopDelayMs: 0,
    maxMemoryBytes: 0,
    ...changes,
  }
  const proxy = await startProxy(configuration, { log: createLog('trace', destination), ...parts })
  async function close() {
    await proxy.close()
    const undeclared = undeclaredAnswers(logged)
    if (undeclared.length > 0) throw new Error(`The OpenAPI document lacks ${undeclared.join(', ')}.`)
  }
  let closing: Promise<void> | undefined
  return {
    origin: proxy.origin,
    adminOrigin: proxy.adminOrigin,
    log: () => logged,
    close: () => (closing ??= close()),
  }
}
