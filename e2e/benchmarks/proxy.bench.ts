import { createHash } from 'node:crypto'
import { test } from 'playwright/test'
import { testFiles } from '../../src/testkit/testkit.ts'
import { Client, perSecond, type Registered } from './client.ts'
import { median, megabytes } from '../support/measuring/figures.ts'
import { peakMemory } from '../support/measuring/peak-memory.ts'
import { processorTime } from '../support/measuring/processor-time.ts'
import { deployed } from '../support/deployed.ts'
import { type RunningServer, startBareNginx, startProxy, startUpstream } from './servers.ts'

const rounds = 5
const generates = 4000
const guests = 6000

/** Further options for Node, such as `PROXY_NODE_OPTIONS=--cpu-prof`, to see where the time goes. */
const nodeOptions = (process.env['PROXY_NODE_OPTIONS'] ?? '').split(' ').filter(Boolean)

const milliseconds = (microseconds: number) => (microseconds / 1000).toFixed(1)

interface Measured {
  readonly server: RunningServer
  readonly client: Client
}

interface Compared {
  readonly proxy: Measured
  readonly nginx: Measured
  /** Of guests, of whom none registers more than four documents. */
  readonly sessions: readonly string[]
  readonly connections: number
}

/** What one round of calls came to. */
interface Round {
  readonly perSecond: number
  /** Microseconds of the processor that the server took for one call. */
  readonly processorTime: number
}

/**
 * Measures the two in turns, so that other work of the machine slows both. Answers with the median of the ratios, and with
 * the least of the processor's time for a call: other work adds to that and never takes from it.
 */
async function measure(
  times: number,
  prepare: (client: Client) => Promise<(index: number) => Promise<unknown>>,
  { proxy, nginx, connections }: Compared,
) {
  async function once({ client, server }: Measured): Promise<Round> {
    const call = await prepare(client)
    const before = await processorTime(server.pid)
    const rate = await perSecond(times, connections, call)
    return { perSecond: rate, processorTime: ((await processorTime(server.pid)) - before) / times }
  }
  const pairs: { readonly ours: Round; readonly theirs: Round }[] = []
  for (let round = 0; round <= rounds; round += 1) {
    const pair = { theirs: await once(nginx), ours: await once(proxy) }
    // The first round warms both up.
    if (round > 0) pairs.push(pair)
  }
  const least = (of: 'ours' | 'theirs') => Math.min(...pairs.map((pair) => pair[of].processorTime))
  return {
    rate: median(pairs.map(({ ours, theirs }) => ours.perSecond / theirs.perSecond)).toFixed(2),
    ours: least('ours'),
    theirs: least('theirs'),
  }
}

async function compare(connections: number, run: (compared: Compared) => Promise<string>): Promise<void> {
  const servers: RunningServer[] = []
  const start = async (starting: Promise<RunningServer>) => {
    const server = await starting
    servers.unshift(server)
    return server
  }
  const measured = (server: RunningServer, path: string) => ({
    server,
    client: new Client(server.origin, path, connections),
  })
  try {
    const upstream = await start(startUpstream())
    const proxy = measured(
      await start(
        startProxy(upstream.origin, { ...deployed, options: [...deployed.options, ...nodeOptions] }),
      ),
      '/api',
    )
    const nginx = measured(await start(startBareNginx(upstream.origin)), '')
    const sessions: string[] = []
    while (sessions.length < guests) sessions.push(await proxy.client.openSession())
    process.stdout.write(`${await run({ proxy, nginx, sessions, connections })}\n`)
    proxy.client.close()
    nginx.client.close()
  } finally {
    for (const { close } of servers) await close()
  }
}

/** Microseconds of the processor for the SHA-256 of a file, in pieces as they come from a socket. */
function hashingTime(file: Buffer): number {
  const times = Array.from({ length: rounds * 4 }, () => {
    const before = process.cpuUsage()
    const hash = createHash('sha256')
    for (let at = 0; at < file.length; at += 65_536) hash.update(file.subarray(at, at + 65_536))
    hash.digest()
    const { user, system } = process.cpuUsage(before)
    return user + system
  })
  return Math.min(...times)
}

test('uploads of 5 MB, 8 at once, are compared with nginx', async () => {
  const file = testFiles.jpgOfSize(5_000_000).buffer
  const uploads = 40
  await compare(8, async (compared) => {
    const { rate, ours, theirs } = await measure(
      uploads,
      async (client) => {
        const documents: Registered[] = []
        for (const session of compared.sessions.slice(0, uploads))
          documents.push(await client.generate(session))
        return async (index) => {
          const registered = documents[index]
          if (registered) await client.upload(registered, file)
        }
      },
      compared,
    )
    const hashing = hashingTime(file)
    const least = theirs + hashing
    return `Uploads of 5 MB, 8 at once: ${rate} of nginx. Processor: ${milliseconds(ours)} ms for each, ${(ours / least).toFixed(2)} times nginx (${milliseconds(theirs)}) and SHA-256 (${milliseconds(hashing)})`
  })
})

test('generate over 32 connections is compared with nginx', async () => {
  await compare(32, async (compared) => {
    let begun = 0
    const next = () => compared.sessions[(begun += 1) % guests] ?? ''
    const call = async (client: Client) => async () => client.generate(next())
    const { rate, ours, theirs } = await measure(generates, call, compared)
    return `Generate, 32 connections: ${rate} of nginx. Processor: ${ours.toFixed(0)} µs for each, nginx ${theirs.toFixed(0)}`
  })
})

for (const [how, options] of Object.entries({ 'as deployed': deployed, 'by node alone': {} })) {
  const name = `64 slow uploads of 10 MB, ${how}`
  test(`${name}, need this much memory`, async () => {
    const file = testFiles.jpgOfSize(10_000_000).buffer
    const upstream = await startUpstream()
    const server = await startProxy(upstream.origin, options)
    const client = new Client(server.origin, '/api', 64)
    const session = await client.openSession()
    const idle = await peakMemory(server.pid)
    const upload = async () => client.upload(await client.generate(session), file, 100)
    await Promise.all(Array.from({ length: 64 }, upload))
    const peak = await peakMemory(server.pid)
    process.stdout.write(`${name}: ${megabytes(peak)} MB at most (${megabytes(idle)} before)\n`)
    client.close()
    await server.close()
    await upstream.close()
  })
}
