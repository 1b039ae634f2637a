import { join } from 'node:path'
import { configurationFromEnvironment, EnvironmentError } from '../proxy/settings/environment.ts'
import { StartProblem } from './start-problem.ts'
import { startServers } from './start-servers.ts'

try {
  // The built pages lie beside the folder of this file, as built, wherever the server is started from.
  const servers = await startServers(configurationFromEnvironment(), {
    wizardDir: join(import.meta.dirname, '..', 'wizard'),
    portalDir: join(import.meta.dirname, '..', 'portal'),
  })
  if (servers.sandboxOrigin !== undefined) console.log(`ConnectFi sandbox: ${servers.sandboxOrigin}`)
  if (servers.portalOrigin !== undefined) console.log(`Demo portal: ${servers.portalOrigin}`)
  console.log(`Document upload wizard: ${servers.wizardOrigin}`)
  // With nothing left open, the process ends by itself.
  process.once('SIGTERM', () => void servers.close())
  process.once('SIGINT', () => void servers.close())
} catch (error) {
  const isOperators = error instanceof EnvironmentError || error instanceof StartProblem
  console.error(isOperators ? error.message : error)
  process.exitCode = 1
}
