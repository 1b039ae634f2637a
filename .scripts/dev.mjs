import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { createServer as createTcpServer } from 'node:net'
import { join, sep } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { endWithNpm } from '../src/start/command/end-with-npm.mjs'
import { installPackages } from './installing/packages.mjs'
import { errorCode, root } from './project.mjs'
import { giveUp, signals } from './run.mjs'

/** The proxy answers these paths. Vite answers all others, with hot reload. */
const proxiedPaths = ['/api', '/healthz', '/readyz', '/metrics', '/.well-known', '/openapi.json', '/docs']
const serverFolders = ['contract', 'portal', 'proxy', 'sandbox', 'start'].map(
  (name) => join(root, 'src', name) + sep,
)
const bundles = join(root, '.cache', 'dev')

endWithNpm()
await installPackages()
process.chdir(root)
process.env['NODE_ENV'] = 'development'
// Imported here, because it may have been installed only now.
const { createBuilder, createServer } = await import('vite')

const port = Number(process.env['PORT'] ?? '4300')
if (!Number.isInteger(port) || port < 1 || port > 65_535)
  giveUp('PORT must be a whole number from 1 to 65535.')
const proxyPort = await freePort()
const environment = {
  ...process.env,
  PORT: String(proxyPort),
  // The page comes from Vite, so the proxy must accept Vite's origin as its own.
  PUBLIC_ORIGIN: `http://localhost:${port}`,
  // With one secret, sessions survive a restart of the proxy.
  SESSION_SECRET: process.env['SESSION_SECRET'] ?? randomBytes(32).toString('base64url'),
}

/** @type {import('node:child_process').ChildProcess | undefined} */
let proxy
process.once('exit', () => proxy?.kill())
for (const signal of signals) process.once(signal, () => process.exit())
let work = restartProxy()
const vite = await createServer({
  server: {
    host: 'localhost',
    port,
    strictPort: true,
    // The portal's built page is not a source of the wizard.
    watch: { ignored: [join(bundles, '**')] },
    proxy: Object.fromEntries(
      proxiedPaths.map((path) => [path, { target: `http://127.0.0.1:${proxyPort}`, changeOrigin: false }]),
    ),
  },
})
vite.watcher.on('all', (_event, path) => {
  if (path.endsWith('.test.ts') || !serverFolders.some((folder) => path.startsWith(folder))) return
  work = work.then(restartProxy)
})
await work
await vite.listen().catch((/** @type {unknown} */ error) => {
  const isTaken = errorCode(error) === 'EADDRINUSE' || String(error).includes('already in use')
  if (isTaken) giveUp(`Port ${port} is taken: set PORT to a free one.`)
  throw error
})
vite.printUrls()

/** Builds the proxy, the sandbox and the demo portal, and restarts them. If the build fails, the old ones go on. */
async function restartProxy() {
  try {
    const builder = await createBuilder({
      logLevel: 'warn',
      environments: {
        ssr: { build: { outDir: join(bundles, 'server') } },
        portal: { build: { outDir: join(bundles, 'portal') } },
      },
    })
    const { ssr, portal } = builder.environments
    if (ssr) await builder.build(ssr)
    if (portal) await builder.build(portal)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return
  }
  await stopProxy()
  // Vite serves the wizard's files. The proxy would warn at each start that it has none.
  await mkdir(join(bundles, 'wizard'), { recursive: true })
  proxy = spawn(process.execPath, [join(bundles, 'server', 'main.js')], {
    env: environment,
    stdio: 'inherit',
  })
  proxy.once('exit', (code) => {
    if (code) process.exit(code)
  })
  while (!(await isReady())) await delay(50)
}

async function isReady() {
  const answer = await fetch(`http://127.0.0.1:${proxyPort}/healthz`).catch(() => undefined)
  return answer?.ok === true
}

async function stopProxy() {
  const running = proxy
  if (!running || running.exitCode !== null || running.signalCode !== null) return
  const ended = new Promise((resolve) => running.once('exit', resolve))
  running.kill()
  await ended
}

/** @returns {Promise<number>} */
async function freePort() {
  return new Promise((resolve, reject) => {
    const server = createTcpServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
