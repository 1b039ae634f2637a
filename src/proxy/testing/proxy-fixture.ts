import { sandboxDefaults } from '../../sandbox/sandbox.ts'
import { atEnd } from '../../testing/at-end.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { type ProxyParts } from '../proxy.ts'
import { type ProxyConfiguration } from '../settings/configuration.ts'
import { startLoggedProxy, type TestProxy } from './start-proxy.ts'

/** Starts a proxy without a wizard, and closes it at the end of the test. */
export async function startTestProxy(
  upstreamOrigin: string,
  changes: Partial<ProxyConfiguration> = {},
  parts: Omit<ProxyParts, 'log'> = {},
): Promise<TestProxy> {
  const upstream = { baseUrl: upstreamOrigin, ...sandboxDefaults }
  const proxy = await startLoggedProxy(upstream, { wizardDir: await temporaryFolder(), ...changes }, parts)
  atEnd(proxy.close)
  return proxy
}
