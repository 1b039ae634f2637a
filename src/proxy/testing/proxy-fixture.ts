import { onTestFinished } from 'vitest'
import { sandboxDefaults } from '../../sandbox/sandbox.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { type ProxyParts } from '../proxy.ts'
import { type ProxyConfiguration } from '../settings/configuration.ts'
import { startLoggedProxy, type TestProxy } from './start-proxy.ts'

/** Starts a proxy without a wizard, and closes it when the test has finished. */
export async function startTestProxy(
  upstreamOrigin: string,
  changes: Partial<ProxyConfiguration> = {},
  parts: Omit<ProxyParts, 'log'> = {},
): Promise<TestProxy> {
  const upstream = { baseUrl: upstreamOrigin, ...sandboxDefaults }
  const proxy = await startLoggedProxy(upstream, { wizardDir: await temporaryFolder(), ...changes }, parts)
  onTestFinished(proxy.close)
  return proxy
}
