import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setInterval, setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'playwright/test'
import { fileHead, multipart } from '../../src/testing/forms.ts'
import { fault, type FaultName, startTestSandbox, testFiles } from '../../src/testkit/testkit.ts'
import { flood, trickle } from './attackers.ts'
import { Caller, RefusedForGood, untilDone } from './callers.ts'
import { startDeployment } from './replicas.ts'

/** `SOAK_PAIRS=500 SOAK_KILL_SECONDS=20 npm run soak` takes a minute. */
const pairs = Number(process.env['SOAK_PAIRS'] ?? 10_000)
const killSeconds = Number(process.env['SOAK_KILL_SECONDS'] ?? 60)
/** Nothing is sent any more after this, and fewer documents than asked for are a failure. */
const longestMinutes = Number(process.env['SOAK_MINUTES'] ?? 15)
const calmPairs = Math.min(500, pairs)
const firstPairs = Math.min(1000, Math.ceil(pairs / 3))
const pairsPerSecond = 20
const shareOfFaults = 0.2
const honestAddresses = 100
/** More would only wait for each other on a machine that is busy with something else. */
const mostAtOnce = 64

/** What a repeat can help against. ConnectFi's refusals are the customer's own business. */
const faults: readonly FaultName[] = [
  'generate-429',
  'generate-500',
  'generate-503',
  'generate-slow',
  'generate-hang',
  'generate-drop-before',
  'generate-drop-after',
  'generate-garbage',
  'upload-400',
  'upload-429',
  'upload-500',
  'upload-503',
  'upload-slow',
  'upload-hang',
  'upload-drop-before',
  'upload-drop-after',
  'upload-garbage',
]
/** ConnectFi's token ends now and then, and not twice within the pause after a login (LOGIN_PAUSE_SECONDS). */
const tokenFaults: readonly FaultName[] = ['token-expired', 'upload-token-expired']
const pairsPerTokenFault = 400

interface Sent {
  readonly pair: string
  readonly sha256: string
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const listed = (counts: ReadonlyMap<string, number>) =>
  [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, count]) => `${count} × ${code}`)
    .join(', ')
const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(0)
const say = (line: string) => process.stdout.write(`${line}\n`)

test(`${pairs} documents under faults, kills and attacks: none lost, none wrong, none refused for good`, async () => {
  const begun = performance.now()
  const latest = begun + longestMinutes * 60_000
  const folder = await mkdtemp(join(tmpdir(), 'soak-'))
  const sandbox = await startTestSandbox()
  const deployment = await startDeployment(folder, sandbox)
  const { origin, apiKey } = deployment
  const backEnd = new Caller(origin, '127.0.2.1')
  const callers = Array.from(
    { length: honestAddresses },
    (_, index) => new Caller(origin, `127.0.1.${index + 1}`),
  )
  const jpeg = testFiles.goodJpg().buffer

  const sent = new Map<string, Sent>()
  const refused: string[] = []
  const troubles = new Map<string, number>()
  let shared = 0
  const noted = (code: string) => troubles.set(code, (troubles.get(code) ?? 0) + 1)

  const openSession = async (reference: string) => {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${apiKey}` }
    const body = JSON.stringify({ reference, ttlSeconds: 7200 })
    const { data } = await untilDone(() => backEnd.call('/api/sessions', headers, body), noted)
    return String(data['session'])
  }

  /** One customer's document. Answers how long the customer waited. */
  async function sendPair(pair: string, name: string, caller: Caller): Promise<number> {
    const authorization = { Authorization: `Bearer ${await openSession(pair)}` }
    const started = performance.now()
    const details = JSON.stringify({ workflow: 'PERSONAL', name, extension: 'jpg', type: 'license' })
    const asked = { ...authorization, 'Content-Type': 'application/json', 'Idempotency-Key': pair }
    const { data, ticket } = await untilDone(
      () => caller.call('/api/akepa/document/generate', asked, details),
      noted,
    )
    const id = String(data['id'])
    // Each file is another, by bytes behind the picture's end.
    const file = Buffer.concat([jpeg, Buffer.from(pair)])
    const sha256 = createHash('sha256').update(file).digest('hex')
    const form = multipart([[fileHead, file]])
    const headers = { ...authorization, ...form.headers, 'Upload-Ticket': ticket, 'X-File-Sha256': sha256 }
    await untilDone(() => caller.call(`/api/akepa/document/upload/${id}`, headers, form.body), noted)
    if (sent.has(id)) shared += 1
    sent.set(id, { pair, sha256 })
    return performance.now() - started
  }

  /** Sends pairs at a steady rate, until all are sent or the time is up. Answers how long customers waited. */
  async function sendMany(
    from: number,
    to: number,
    nameOf: (pair: string, index: number) => string,
    onSent: (count: number) => void = () => undefined,
  ) {
    const waits: number[] = []
    const open = new Set<Promise<void>>()
    for (let index = from; index < to && performance.now() < latest; index += 1) {
      const pair = `pair-${index}`
      const caller = callers[index % callers.length]
      if (!caller) throw new TypeError('There is one')
      const sending = sendPair(pair, nameOf(pair, index), caller).then(
        (waited) => void waits.push(waited),
        (error: unknown) => {
          if (!(error instanceof RefusedForGood)) throw error
          refused.push(`${pair}: ${error.message}`)
        },
      )
      open.add(sending)
      void sending.finally(() => open.delete(sending))
      onSent(index - from + 1)
      await wait(1000 / pairsPerSecond)
      while (open.size >= mostAtOnce) await Promise.race(open)
    }
    await Promise.all(open)
    return waits
  }

  /** The middle of what it is over ten seconds. */
  async function memory(): Promise<number> {
    const samples: number[] = []
    while (samples.length < 10) {
      samples.push(await deployment.memory())
      await wait(1000)
    }
    return median(samples)
  }

  const calm = median(await sendMany(0, calmPairs, (pair) => pair))
  say(`calm: ${calmPairs} pairs, the middle customer waited ${calm.toFixed(0)} ms`)

  const over = new AbortController()
  let kills = 0
  async function killAndKill() {
    for await (const _tick of setInterval(killSeconds * 1000, undefined, { signal: over.signal })) {
      await deployment.killReplica()
      kills += 1
    }
  }
  const attacks = [trickle(origin), flood(origin, await openSession('flooder'))]
  const killing = killAndKill().catch((error: unknown) => {
    if (!over.signal.aborted) throw error
  })
  const nameOf = (pair: string, index: number) => {
    if (index % (1 / shareOfFaults) !== 0) return pair
    const [which, turn] =
      index % pairsPerTokenFault === 0
        ? [tokenFaults, index / pairsPerTokenFault]
        : [faults, index * shareOfFaults]
    return `${pair} ${fault(which[turn % which.length] ?? 'upload-500', { once: true })}`
  }
  const besides: Promise<void>[] = []
  const memories: number[] = []
  let redisKills = 0
  const waits = await sendMany(calmPairs, calmPairs + pairs, nameOf, (count) => {
    if (count === firstPairs) besides.push(memory().then((bytes) => void memories.push(bytes)))
    if (count === Math.ceil(pairs / 3) || count === Math.ceil((pairs * 2) / 3)) {
      redisKills += 1
      besides.push(deployment.restartRedis())
    }
    if (count % 1000 === 0) say(`${count} pairs after ${((performance.now() - begun) / 1000).toFixed(0)} s`)
  })
  await Promise.all(besides)
  memories.push(await memory())
  over.abort()
  await killing
  const answered = await Promise.all(attacks.map((attack) => attack.stop()))

  const documents = await sandbox.documents()
  const byId = new Map(documents.map((document) => [document.id, document]))
  const lost = [...sent].filter(([id]) => byId.get(id)?.uploadStatus !== true)
  const wrong = [...sent].filter(([id, { pair, sha256 }]) => {
    const document = byId.get(id)
    return document !== undefined && (document.sha256 !== sha256 || document.name.split(' ')[0] !== pair)
  })
  const orphans = documents.filter(({ id, name }) => !sent.has(id) && name.startsWith('pair-'))
  const stormy = median(waits)
  const [before = 0, after = 0] = memories
  say(
    [
      `${sent.size} pairs in ${((performance.now() - begun) / 1000).toFixed(0)} s, ${kills} kills of a replica, ${redisKills} of Redis`,
      `${lost.length} lost, ${wrong.length} wrong, ${shared} with another’s ID, ${refused.length} refused for good`,
      `${orphans.length} orphans at ConnectFi (${orphans.filter(({ uploadStatus }) => uploadStatus).length} of them with a file)`,
      `the middle customer waited ${stormy.toFixed(0)} ms, ${(stormy / calm).toFixed(2)} times as long as in the calm`,
      `memory of the replica that lives: ${megabytes(before)} MB after the first ${firstPairs}, ${megabytes(after)} MB at the end (${(after / before).toFixed(2)})`,
      `what customers met, and tried again after: ${listed(troubles)}`,
      `the trickling attacker was answered: ${listed(answered[0] ?? new Map())}`,
      `the flooding attacker was answered: ${listed(answered[1] ?? new Map())}`,
      ...refused.slice(0, 20),
    ].join('\n'),
  )
  for (const caller of [backEnd, ...callers]) await caller.close()
  await deployment.close()
  await sandbox.close()
  await rm(folder, { recursive: true, force: true })

  expect({ lost, wrong, shared, refused }).toEqual({ lost: [], wrong: [], shared: 0, refused: [] })
  expect(sent.size).toBe(calmPairs + pairs)
  expect(stormy / calm).toBeLessThan(2)
  expect(after / before).toBeLessThan(1.1)
})
