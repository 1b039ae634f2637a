import { join } from 'node:path'
import { type ProxyParts } from '../../src/proxy/proxy.ts'
import { type ProxyConfiguration } from '../../src/proxy/settings/configuration.ts'
import { startLoggedProxy, type TestProxy } from '../../src/proxy/testing/start-proxy.ts'
import { type TestSandbox } from '../../src/testkit/testkit.ts'

/** The proxy on a free port, serving the wizard that `npm run build` has built. */
export async function startProxyWithWizard(
  { origin: baseUrl, login, password }: Pick<TestSandbox, 'origin' | 'login' | 'password'>,
  changes: Partial<ProxyConfiguration> = {},
  parts: Omit<ProxyParts, 'log'> = {},
): Promise<TestProxy> {
  const wizardDir = join(import.meta.dirname, '..', '..', 'dist', 'wizard')
  return startLoggedProxy({ baseUrl, login, password }, { wizardDir, ...changes }, parts)
}
