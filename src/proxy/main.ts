import { type Configuration, configurationFromEnvironment, EnvironmentError } from './environment.ts'
import { startProxy } from './proxy.ts'
import { type UpstreamAccount } from './upstream.ts'

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

async function run({ proxy: configuration, upstream }: Configuration): Promise<void> {
  const running: Running[] = []
  try {
    const account = upstream.kind === 'connectFi' ? upstream : await startEmbeddedSandbox(upstream, running)
    const proxy = await startProxy({ ...configuration, upstream: account }).catch((error: unknown) => {
      throw startProblem(error, 'PORT', configuration.port)
    })
    running.unshift(proxy)
    if (upstream.kind === 'sandbox') console.log(`ConnectFi sandbox: ${account.baseUrl}`)
    const shownOrigin = proxy.origin.replace('//127.0.0.1:', '//localhost:')
    console.log(`Document upload wizard: ${configuration.publicOrigin ?? shownOrigin}`)
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
      throw startProblem(error, 'SANDBOX_PORT', port)
    },
  )
  running.push(sandbox)
  return { baseUrl: sandbox.origin, ...sandboxDefaults }
}

function startProblem(error: unknown, variable: string, port: number): unknown {
  switch ((error as { code?: unknown }).code) {
    case 'EADDRINUSE':
      return new StartProblem(`Port ${port} is taken: set ${variable} to a free one.`, { cause: error })
    case 'EACCES':
      return new StartProblem(`Port ${port} may not be used: set ${variable} to one above 1023.`, {
        cause: error,
      })
    default:
      return error
  }
}

/** The proxy before the sandbox it talks to. With nothing left open, the process ends by itself. */
async function stop(running: readonly Running[]): Promise<void> {
  for (const part of running) await part.close()
}
