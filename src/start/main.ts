import { join } from 'node:path'
import { type DemoPartner } from '../proxy/partners/demo-partner.ts'
import {
  type Configuration,
  configurationFromEnvironment,
  EnvironmentError,
} from '../proxy/settings/environment.ts'
import { startProxy } from '../proxy/proxy.ts'
import { type UpstreamAccount } from '../proxy/upstream/upstream.ts'

interface Running {
  close(): Promise<void>
}

/** Said to the operator in one line; everything else that goes wrong at the start is a bug and keeps its stack. */
class StartProblem extends Error {
  readonly code = 'startProblem'
}

try {
  await run(configurationFromEnvironment())
} catch (error) {
  const isOperators = error instanceof EnvironmentError || error instanceof StartProblem
  console.error(isOperators ? error.message : error)
  process.exitCode = 1
}

async function run({ proxy: configuration, upstream, demo }: Configuration): Promise<void> {
  const running: Running[] = []
  try {
    const account = upstream.kind === 'connectFi' ? upstream : await startEmbeddedSandbox(upstream, running)
    const proxy = await startProxy({ ...configuration, upstream: account }).catch((error: unknown) => {
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

async function startEmbeddedSandbox(
  { port, dir, tokenTtlSeconds }: Extract<Configuration['upstream'], { kind: 'sandbox' }>,
  running: Running[],
): Promise<UpstreamAccount> {
  // Loaded only here: with a real upstream the stand-in is not even in memory.
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
    // Beside the folder this file is built into.
    pageDir: join(import.meta.dirname, '..', 'portal'),
  }).catch((error: unknown) => {
    throw listenProblem(error, 'PORTAL_PORT', portalPort)
  })
  running.unshift(portal)
  return portal
}

/** What listening fails with, in the operator's words; `host` where they have chosen it. Anything else stays as it is. */
function listenProblem(error: unknown, variable: string, port: number, host?: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException
  const isListening = syscall === 'listen' || syscall === 'bind' || syscall === 'getaddrinfo'
  if (!isListening || code === undefined) return error
  const problem = (text: string) => new StartProblem(text, { cause: error })
  switch (code) {
    case 'EADDRINUSE':
      return problem(`Port ${port} is taken: set ${variable} to a free one.`)
    case 'EACCES':
      return problem(`Port ${port} may not be used: set ${variable} to one above 1023.`)
    default:
      return host === undefined
        ? error
        : problem(`Nothing can listen on ${host} (${code}): set HOST to an address of this machine.`)
  }
}

/** What the file system refuses; undefined where it was something else. */
function folderProblem(error: unknown, dir: string): StartProblem | undefined {
  const { code, path } = error as NodeJS.ErrnoException
  if (code === undefined || path === undefined) return undefined
  return new StartProblem(
    `The folder ${dir} can't be used (${code}): set SANDBOX_DIR to one that can be written to.`,
    { cause: error },
  )
}

/** Whatever talks to another before that other. With nothing left open, the process ends by itself. */
async function stop(running: readonly Running[]): Promise<void> {
  for (const part of running) await part.close()
}
