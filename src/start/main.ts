import { join } from 'node:path'
import { createDemoPartner, type DemoPartner } from '../proxy/partners/demo-partner.ts'
import { createReceiptKey } from '../proxy/partners/receipt-keys.ts'
import { startProxy } from '../proxy/proxy.ts'
import { createSecret } from '../proxy/sessions/derived-key.ts'
import {
  type Configuration,
  configurationFromEnvironment,
  EnvironmentError,
} from '../proxy/settings/environment.ts'
import { type UpstreamAccount } from '../proxy/upstream/upstream.ts'
import { folderProblem, listenProblem, StartProblem } from './start-problem.ts'

interface Running {
  close(): Promise<void>
}

try {
  await run(configurationFromEnvironment())
} catch (error) {
  const isOperators = error instanceof EnvironmentError || error instanceof StartProblem
  console.error(isOperators ? error.message : error)
  process.exitCode = 1
}

async function run({ proxy: configuration, upstream, ...given }: Configuration): Promise<void> {
  const running: Running[] = []
  try {
    const demo = upstream.kind === 'sandbox' ? createDemoPartner(upstream.portalPort) : undefined
    const account = upstream.kind === 'connectFi' ? upstream : await startEmbeddedSandbox(upstream, running)
    const proxy = await startProxy({
      ...configuration,
      upstream: account,
      sessionSecrets: given.sessionSecrets ?? [createSecret()],
      receiptKeys: given.receiptKeys ?? [createReceiptKey()],
      partners: [...configuration.partners, ...(demo ? [demo.partner] : [])],
    }).catch((error: unknown) => {
      throw listenProblem(error, 'PORT', configuration.port, configuration.host)
    })
    running.unshift(proxy)
    const wizardOrigin = configuration.publicOrigin ?? proxy.origin.replace('//127.0.0.1:', '//localhost:')
    const portal = demo && (await startDemoPortal(demo, wizardOrigin, running))
    if (upstream.kind === 'sandbox') console.log(`ConnectFi sandbox: ${account.baseUrl}`)
    if (portal) console.log(`Demo portal: ${portal.origin}`)
    console.log(`Document upload wizard: ${wizardOrigin}`)
  } catch (error) {
    await stop(running)
    throw error
  }
  process.once('SIGTERM', () => void stop(running))
  process.once('SIGINT', () => void stop(running))
}

// Sandbox and portal are imported only when they are started. With a real upstream, a deployment may leave their files out.

async function startEmbeddedSandbox(
  { port, dir, tokenTtlSeconds }: Extract<Configuration['upstream'], { kind: 'sandbox' }>,
  running: Running[],
): Promise<UpstreamAccount> {
  const { sandboxDefaults, startSandbox } = await import('../sandbox/sandbox.ts')
  const sandbox = await startSandbox({ dir, port, tokenTtlSeconds, ...sandboxDefaults }).catch(
    (error: unknown) => {
      throw folderProblem(error, dir) ?? listenProblem(error, 'SANDBOX_PORT', port)
    },
  )
  running.push(sandbox)
  return { baseUrl: sandbox.origin, ...sandboxDefaults }
}

async function startDemoPortal(
  { portalPort, partner, apiKey }: DemoPartner,
  wizardOrigin: string,
  running: Running[],
): Promise<{ readonly origin: string }> {
  const { startPortal } = await import('../portal/portal.ts')
  const portal = await startPortal({
    port: portalPort,
    wizardOrigin,
    partnerId: partner.id,
    apiKey,
    // The built page lies beside the folder of this file, as built.
    pageDir: join(import.meta.dirname, '..', 'portal'),
  }).catch((error: unknown) => {
    throw listenProblem(error, 'PORTAL_PORT', portalPort)
  })
  running.unshift(portal)
  return portal
}

/** Stops the portal, the proxy and the sandbox, because each talks to the next. Then the process ends by itself. */
async function stop(running: readonly Running[]): Promise<void> {
  for (const part of running) await part.close()
}
