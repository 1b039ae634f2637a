import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Partner } from '../proxy/partners/partners.ts'
import { configurationFromEnvironment } from '../proxy/settings/environment.ts'
import { freePort } from './free-port.ts'
import { StartProblem } from './start-problem.ts'
import { type BuiltPages, type Servers, startServers } from './start-servers.ts'

const usualPorts = { PORT: 4300, SANDBOX_PORT: 4301, PORTAL_PORT: 4302 } as const

/** One person waits for its end, or one test run, on a machine that may be busy with other things. */
const forOnePerson = { LOG_LEVEL: 'warn', DRAIN_SECONDS: '2', MAX_EVENT_LOOP_DELAY_MS: '0' }

/**
 * Starts wizard, sandbox and demo portal for trying out and for tests: on free ports where none are given, and with documents in
 * a temporary folder that goes when they close. `partners` join those of PARTNERS_FILE. `variables` are those of the environment, which itself is not read: what a
 * deployment or a CI has set is not meant for this.
 *
 * Rejects with `EnvironmentError` for a wrong variable, and with `StartProblem` as `startServers` does.
 */
export async function startHere(
  variables: Readonly<Record<string, string>>,
  pages: BuiltPages,
  partners: readonly Partner[] = [],
): Promise<Servers> {
  const ports: Record<string, string> = {}
  for (const [name, usual] of Object.entries(usualPorts)) {
    const given = variables[name] ?? String(await freePort(usual))
    // The portal's must be known before anything listens, because its address is one of its partner's origins.
    ports[name] = given === '0' ? String(await freePort(0)) : given
  }
  const folder = await mkdtemp(join(tmpdir(), 'akepa-upload-wizard-')).catch((cause: unknown) => {
    throw new StartProblem(`The folder ${tmpdir()} can't be written to: set TMPDIR to one that can.`, {
      cause,
    })
  })
  const remove = () => {
    process.off('exit', remove)
    rmSync(folder, { recursive: true, force: true })
  }
  // Whoever can't wait for the servers to close ends the process.
  process.once('exit', remove)
  try {
    const { proxy, upstream, ...secrets } = configurationFromEnvironment({
      ...forOnePerson,
      ...variables,
      ...ports,
      SANDBOX_DIR: folder,
    })
    // Keys that everybody knows must not open the way to ConnectFi.
    if (upstream.kind !== 'sandbox')
      throw new StartProblem('Only the sandbox can be tried out: leave CONNECTFI_ out.')
    const configuration = {
      proxy: { ...proxy, partners: [...proxy.partners, ...partners] },
      upstream,
      ...secrets,
    }
    const servers = await startServers(configuration, pages)
    const close = async () => {
      try {
        await servers.close()
      } finally {
        remove()
      }
    }
    return { ...servers, close }
  } catch (error) {
    remove()
    throw error
  }
}
