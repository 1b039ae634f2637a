import { createDemoPartner, type DemoPartner } from '../proxy/partners/demo-partner.ts'
import { createReceiptKey } from '../proxy/partners/receipts/receipt-keys.ts'
import { startProxy } from '../proxy/proxy.ts'
import { createSecret } from '../proxy/sessions/derived-key.ts'
import { type Configuration } from '../proxy/settings/environment.ts'
import { type UpstreamAccount } from '../proxy/upstream/upstream.ts'
import { folderProblem, listenProblem } from './start-problem.ts'

interface Running {
  close(): Promise<void>
}

/** The folders of the built pages. */
export interface BuiltPages {
  readonly wizardDir: string
  readonly portalDir: string
}

export interface Servers {
  readonly wizardOrigin: string
  /** Undefined with a real ConnectFi, as is the portal's. */
  readonly sandboxOrigin: string | undefined
  readonly portalOrigin: string | undefined
  /** Stops the portal, the proxy and the sandbox, in this order because each talks to the next. */
  readonly close: () => Promise<void>
}

/**
 * Starts the proxy, and in sandbox mode the sandbox and the demo portal. Makes the secret and the receipt key if the environment
 * gives none.
 *
 * Rejects with `StartProblem` if the operator can solve the problem. Nothing is left running then.
 */
export async function startServers(
  { proxy: configuration, upstream, ...given }: Configuration,
  { wizardDir, portalDir }: BuiltPages,
): Promise<Servers> {
  const running: Running[] = []
  const close = async () => {
    for (const server of running) await server.close()
  }
  try {
    const demo =
      upstream.kind === 'sandbox'
        ? createDemoPartner(upstream.portalPort, configuration.allowsPrivateWebhooks)
        : undefined
    const account = upstream.kind === 'connectFi' ? upstream : await startEmbeddedSandbox(upstream, running)
    const proxy = await startProxy({
      ...configuration,
      wizardDir,
      upstream: account,
      sessionSecrets: given.sessionSecrets ?? [createSecret()],
      receiptKeys: given.receiptKeys ?? [createReceiptKey()],
      partners: [...configuration.partners, ...(demo ? [demo.partner] : [])],
    }).catch((error: unknown) => {
      const { port, adminPort = port, host } = configuration
      const isAdmins = (error as { port?: unknown }).port === adminPort && adminPort !== port
      throw listenProblem(error, isAdmins ? 'ADMIN_PORT' : 'PORT', isAdmins ? adminPort : port, host)
    })
    running.unshift(proxy)
    const wizardOrigin = configuration.publicOrigin ?? proxy.origin.replace('//127.0.0.1:', '//localhost:')
    const sandboxOrigin = upstream.kind === 'sandbox' ? account.baseUrl : undefined
    const origins = { wizardOrigin, sandboxOrigin: account.baseUrl }
    const portalOrigin = demo && (await startDemoPortal(demo, origins, portalDir, running))
    return { wizardOrigin, sandboxOrigin, portalOrigin, close }
  } catch (error) {
    await close()
    throw error
  }
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
  { portalPort, partner, apiKey, webhookSecret }: DemoPartner,
  origins: { readonly wizardOrigin: string; readonly sandboxOrigin: string },
  pageDir: string,
  running: Running[],
): Promise<string> {
  const { startPortal } = await import('../portal/portal.ts')
  const portal = await startPortal({
    port: portalPort,
    ...origins,
    partnerId: partner.id,
    apiKey,
    webhookSecret,
    pageDir,
  }).catch((error: unknown) => {
    throw listenProblem(error, 'PORTAL_PORT', portalPort)
  })
  running.unshift(portal)
  return portal.origin
}
