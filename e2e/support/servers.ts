import { join } from 'node:path'
import { Writable } from 'node:stream'
import { createReceiptKey } from '../../src/proxy/partners/receipt-keys.ts'
import { createSecret } from '../../src/proxy/sessions/derived-key.ts'
import { type ProxyConfiguration } from '../../src/proxy/settings/configuration.ts'
import { configurationFromEnvironment } from '../../src/proxy/settings/environment.ts'
import { createLog } from '../../src/proxy/http/log.ts'
import { type ProxyParts, startProxy } from '../../src/proxy/proxy.ts'
import { type TestSandbox } from '../../src/testkit/testkit.ts'

export interface TestProxy {
  readonly origin: string
  /** Everything logged so far, at the finest level there is. */
  readonly log: () => string
  readonly close: () => Promise<void>
}

/** Guests come from one address here, and many a minute. */
const environment = {
  PORT: '0',
  GUEST_SESSIONS_PER_MINUTE: '1000000',
}

/** The proxy on a free port, serving the wizard that `npm run build` has built. */
export async function startTestProxy(
  { origin: baseUrl, login, password }: Pick<TestSandbox, 'origin' | 'login' | 'password'>,
  changes: Partial<ProxyConfiguration> = {},
  parts: Omit<ProxyParts, 'log'> = {},
): Promise<TestProxy> {
  let logged = ''
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged += chunk.toString()
      done()
    },
  })
  const { proxy: configuration } = configurationFromEnvironment(environment)
  const wizardDir = join(import.meta.dirname, '..', '..', 'dist', 'wizard')
  const proxy = await startProxy(
    {
      ...configuration,
      upstream: { baseUrl, login, password },
      sessionSecrets: [createSecret()],
      receiptKeys: [createReceiptKey()],
      wizardDir,
      ...changes,
    },
    { log: createLog('trace', destination), ...parts },
  )
  let closing: Promise<void> | undefined
  return { origin: proxy.origin, log: () => logged, close: () => (closing ??= proxy.close()) }
}
