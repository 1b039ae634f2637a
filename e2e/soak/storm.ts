import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { BackendError, createBackend } from '../../src/backend/backend.ts'
import { fault, type FaultName, startTestSandbox, type TestSandbox } from '../../src/testkit/testkit.ts'
import { median } from '../support/measuring/figures.ts'
import { flood, trickle } from './attackers.ts'
import { type BadAnswer, type Endpoint, startEndpoint } from './endpoint.ts'
import { Pairs } from './pairs.ts'
import { type Deployment, startDeployment } from './replicas.ts'

export interface StormPlan {
  /** Sent before the storm begins. */
  readonly calmPairs: number
  readonly pairs: number
  readonly pairsPerSecond: number
  /** Spread over the storm. */
  readonly replicaKills: number
  readonly redisKills: number
  /** Every how many ConnectFi fails; of `pairsPerTokenFault`, a divisor. */
  readonly pairsPerFault: number
  /**
   * Whether customers and the partner may have to wait for a while: where ConnectFi never answers, or where a replica or
   * Redis is killed with a file or a webhook on its way, whose lease then has to end.
   */
  readonly isPatient: boolean
  readonly badAnswers: readonly BadAnswer[]
  /** Nothing is sent any more after this. */
  readonly longestMinutes: number
  /** After how many memory is measured, and then at the end, which takes ten seconds each. */
  readonly firstPairs?: number
  readonly say?: (line: string) => void
}

const longestTellingMs = 60_000
/** Within it, a replica notes what the endpoint has answered. */
const webhookNotedMs = 200
/** ConnectFi's token ends more often than once in the pause after a refused login (LOGIN_PAUSE_SECONDS). */
const pairsPerTokenFault = 60
const tokenFaults: readonly FaultName[] = ['token-expired', 'upload-token-expired']
/** What a repeat can help against. ConnectFi's refusals are the customer's own business. */
const allFaults: readonly FaultName[] = [
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

/** Sends documents in the calm, and then under faults, kills and attacks. Answers what became of them. */
export async function storm(plan: StormPlan) {
  const folder = await mkdtemp(join(tmpdir(), 'soak-'))
  const started: { close(): Promise<void> }[] = []
  try {
    const sandbox = await startTestSandbox()
    started.push(sandbox)
    const webhookSecret = `whsec_${randomBytes(32).toString('base64')}`
    const endpoint = await startEndpoint(webhookSecret, plan.badAnswers, plan.pairs / 2)
    started.push(endpoint)
    const deployment = await startDeployment(folder, { sandbox, webhookUrl: endpoint.url, webhookSecret })
    started.push(deployment)
    const pairs = new Pairs(deployment.origin, deployment.apiKey)
    started.push(pairs)
    const figures = await sendAll(plan, { deployment, endpoint, pairs })
    return { ...figures, ...(await judge({ deployment, endpoint, pairs, sandbox })) }
  } finally {
    for (const part of started.toReversed()) await part.close()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Stage {
  readonly deployment: Deployment
  readonly endpoint: Endpoint
  readonly pairs: Pairs
}

async function sendAll(plan: StormPlan, { deployment, endpoint, pairs }: Stage) {
  const { calmPairs, pairsPerSecond, pairsPerFault, firstPairs, say = () => undefined } = plan
  const begun = performance.now()
  const rate = { pairsPerSecond, latest: begun + plan.longestMinutes * 60_000 }

  /** The middle of what it is over ten seconds. */
  async function memory(): Promise<number> {
    const samples: number[] = []
    while (samples.length < 10) {
      samples.push(await deployment.memory())
      await wait(1000)
    }
    return median(samples)
  }
  async function quiet(): Promise<void> {
    const isNoted = (id: string) => performance.now() - (endpoint.toldAt.get(id) ?? Infinity) > webhookNotedMs
    const isQuiet = () => pairs.filesOnTheirWay === 0 && [...pairs.sent.keys()].every(isNoted)
    while (!isQuiet()) await wait(1)
  }
  async function kill(part: () => Promise<void>): Promise<void> {
    if (!plan.isPatient) {
      // At a steady rate, it would not get quiet before the end.
      pairs.filesGoOn = pairs.filesGoOn.then(quiet)
      await pairs.filesGoOn
    }
    await part()
  }
  const faults = allFaults.filter((name) => plan.isPatient || !/slow|hang/.test(name))
  const nameOf = (pair: string, index: number) => {
    if (index % pairsPerFault !== 0) return pair
    const [which, turn] =
      index % pairsPerTokenFault === 0
        ? [tokenFaults, index / pairsPerTokenFault]
        : [faults, index / pairsPerFault]
    return `${pair} ${fault(which[turn % which.length] ?? 'upload-500', { once: true })}`
  }
  const spread = (times: number, offset: number) =>
    Array.from({ length: times }, (_, index) => Math.ceil((plan.pairs * (index + offset)) / times))
  // Customers who meet no Redis are asked to wait for five seconds, so it goes first.
  const redisKilledAt = spread(plan.redisKills, 0.25)
  const replicaKilledAt = spread(plan.replicaKills, 0.75)

  const calm = median(await pairs.sendMany(0, calmPairs, rate))
  say(`calm: ${calmPairs} pairs, the middle customer waited ${calm.toFixed(0)} ms`)
  const attacks = [trickle(deployment.origin), flood(deployment.origin, await pairs.openSession('flooder'))]
  const besides: Promise<void>[] = []
  const memories: number[] = []
  const onSent = (count: number) => {
    if (count === firstPairs) besides.push(memory().then((bytes) => void memories.push(bytes)))
    if (replicaKilledAt.includes(count)) besides.push(kill(() => deployment.killReplica()))
    if (redisKilledAt.includes(count)) besides.push(kill(() => deployment.restartRedis()))
    if (count % 1000 === 0) say(`${count} pairs after ${((performance.now() - begun) / 1000).toFixed(0)} s`)
  }
  const waits = await pairs.sendMany(calmPairs, calmPairs + plan.pairs, { ...rate, onSent }, nameOf)
  await Promise.all(besides)
  if (firstPairs !== undefined) memories.push(await memory())
  const [trickling, flooding] = await Promise.all(attacks.map((attack) => attack.stop()))
  return {
    seconds: (performance.now() - begun) / 1000,
    calm,
    stormy: median(waits),
    memories,
    trickling: trickling ?? new Map(),
    flooding: flooding ?? new Map(),
  }
}

/** IDs of all documents of which the partner can list the receipts. */
async function listedReceipts({ replicaOrigin: origin, apiKey }: Deployment): Promise<Set<string>> {
  const partner = createBackend({ origin, partner: 'acme', apiKey })
  for (let tries = 1; ; tries += 1) {
    try {
      const listed = new Set<string>()
      for await (const { receipts } of partner.allReceipts({ since: new Date(Date.now() - 86_400_000) })) {
        for (const { documentId } of receipts) listed.add(documentId)
      }
      return listed
    } catch (error) {
      // On a machine that is busy with something else, the replica refuses a page now and then.
      if (tries === 30 || !(error instanceof BackendError && error.code === 'overloaded')) throw error
      await wait(1000)
    }
  }
}

async function judge({ deployment, endpoint, pairs, sandbox }: Stage & { readonly sandbox: TestSandbox }) {
  const { sent, refused, shared, troubles } = pairs
  const ids = [...sent.keys()]
  const untold = () => ids.filter((id) => !endpoint.told.has(id))
  const tellingEnds = performance.now() + longestTellingMs
  while (untold().length > 0 && performance.now() < tellingEnds) await wait(100)

  const listed = await listedReceipts(deployment)
  const documents = await sandbox.documents()
  const byId = new Map(documents.map((document) => [document.id, document]))
  const lost = ids.filter((id) => byId.get(id)?.uploadStatus !== true)
  const wrong = [...sent].filter(([id, { pair, sha256 }]) => {
    const document = byId.get(id)
    return document !== undefined && (document.sha256 !== sha256 || document.name.split(' ')[0] !== pair)
  })
  return {
    count: sent.size,
    /** Each is empty or 0, if nothing went wrong. */
    fates: {
      lost,
      wrong,
      shared,
      refused,
      untold: untold(),
      unlisted: ids.filter((id) => !listed.has(id)),
      forged: endpoint.forged,
    },
    orphans: documents.filter(({ id, name }) => !sent.has(id) && name.startsWith('pair-')),
    troubles,
  }
}

/** The fates of documents that all arrived, and that the partner knows of. */
export const unharmed = {
  lost: [],
  wrong: [],
  shared: 0,
  refused: [],
  untold: [],
  unlisted: [],
  forged: [],
}
