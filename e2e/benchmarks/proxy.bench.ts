import { test } from 'playwright/test'
import { testFiles } from '../../src/testkit/testkit.ts'
import { Client, perSecond, type Registered } from './client.ts'
import { peakMemory } from '../support/peak-memory.ts'
import { type RunningServer, startNginx, startProxy, startUpstream } from './servers.ts'

const rounds = 5
const guests = 1000

const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(0)

interface Compared {
  readonly proxy: Client
  readonly nginx: Client
  /** Of many guests, because nobody registers thousands of documents. */
  readonly sessions: readonly string[]
}

/**
 * Measures the two in turns, so that other work of the machine slows both. Answers with the median of the ratios.
 */
async function ratio(
  measure: (client: Client, round: number) => Promise<number>,
  { proxy, nginx }: Compared,
) {
  const ratios: number[] = []
  for (let round = 0; round <= rounds; round += 1) {
    const passedOn = await measure(nginx, round)
    const ours = await measure(proxy, round)
    // The first round warms both up.
    if (round > 0) ratios.push(ours / passedOn)
  }
  const sorted = ratios.toSorted((a, b) => a - b)
  return `${sorted[Math.floor(rounds / 2)]?.toFixed(2)} (${sorted.map((one) => one.toFixed(2)).join(', ')})`
}

async function compare(connections: number, run: (compared: Compared) => Promise<string>): Promise<void> {
  const servers: RunningServer[] = []
  const start = async (starting: Promise<RunningServer>) => {
    const server = await starting
    servers.unshift(server)
    return server
  }
  try {
    const upstream = await start(startUpstream())
    const proxy = new Client((await start(startProxy(upstream.origin))).origin, '/api', connections)
    const nginx = new Client((await start(startNginx(upstream.origin))).origin, '', connections)
    const sessions: string[] = []
    while (sessions.length < guests) sessions.push(await proxy.openSession())
    process.stdout.write(`${await run({ proxy, nginx, sessions })}\n`)
    proxy.close()
    nginx.close()
  } finally {
    for (const { close } of servers) await close()
  }
}

test('uploads of 5 MB, 8 at once, are compared with nginx', async () => {
  const file = testFiles.jpgOfSize(5_000_000).buffer
  const uploads = 40
  await compare(8, async (compared) => {
    const { sessions } = compared
    const measured = await ratio(async (client) => {
      const documents: Registered[] = []
      for (const session of sessions.slice(0, uploads)) documents.push(await client.generate(session))
      return perSecond(uploads, 8, async (index) => {
        const registered = documents[index]
        if (registered) await client.upload(registered, file)
      })
    }, compared)
    return `Uploads of 5 MB, 8 at once: ${measured} of nginx`
  })
})

test('generate over 32 connections is compared with nginx', async () => {
  await compare(32, async (compared) => {
    const { sessions } = compared
    const measured = await ratio(
      (client) => perSecond(4000, 32, (index) => client.generate(sessions[index % guests] ?? '')),
      compared,
    )
    return `Generate, 32 connections: ${measured} of nginx`
  })
})

test('64 slow uploads of 10 MB need this much memory', async () => {
  const file = testFiles.jpgOfSize(10_000_000).buffer
  const upstream = await startUpstream()
  const server = await startProxy(upstream.origin)
  const client = new Client(server.origin, '/api', 64)
  const session = await client.openSession()
  const idle = await peakMemory(server.pid)
  const upload = async () => client.upload(await client.generate(session), file, 100)
  await Promise.all(Array.from({ length: 64 }, upload))
  const peak = await peakMemory(server.pid)
  process.stdout.write(
    `64 slow uploads of 10 MB: ${megabytes(peak)} MB at most (${megabytes(idle)} before)\n`,
  )
  client.close()
  await server.close()
  await upstream.close()
})
