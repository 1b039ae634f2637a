import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createLog } from '../http/record/log.ts'
import { RedisStore } from '../store/redis-store.ts'
import { ControlledStore } from '../testing/stores/controlled-store.ts'
import { startRedis } from '../testing/stores/redis-server.ts'
import { answers, startScriptedEndpoint } from '../testing/scripted-endpoint.ts'
import { webhookReplica } from '../testing/webhook-rig.ts'
import { eventually } from '../../testing/eventually.ts'

/** `WEBHOOK_FACTS=1000 npx vitest run lost-replica` tells more of them. */
const webhookFacts = Number(process.env['WEBHOOK_FACTS'] ?? 42)
const hourMs = 60 * 60_000
const kinds = ['taken', 'failed', 'hung', 'redirected', 'lied', 'cut', 'endless'] as const

it(
  'every fact reaches a bad endpoint, though a replica dies and Redis restarts',
  { timeout: 300_000 },
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'webhooks-'))
    onTestFinished(() => rm(dir, { recursive: true, force: true }))
    const kept = { appendonly: 'yes', appendfsync: 'always', dir }
    const redis = await startRedis(undefined, kept)
    const endpoint = await startScriptedEndpoint()
    const numbers = new Map<string, number>()
    endpoint.script.answer = (received, response) => {
      const { id, attempt } = received
      if (!numbers.has(id)) numbers.set(id, numbers.size)
      const kind = kinds[(numbers.get(id) ?? 0) % kinds.length] ?? 'taken'
      answers[attempt === 1 ? kind : 'taken'](received, response)
    }
    const open = () => new ControlledStore(new RedisStore(redis.url, createLog('silent')))
    const [dyingStore, otherStore] = [open(), open()]
    onTestFinished(() => otherStore.close())
    const dying = await webhookReplica(dyingStore, endpoint.url)
    const other = await webhookReplica(otherStore, endpoint.url)

    const ids = Array.from({ length: webhookFacts }, (_, index) => `doc_${index}`)
    const receipts = new Map<string, string>()
    const confirm = async (id: string, index: number) => {
      const owner = { partner: 'acme', sub: `customer-${index % 10}` }
      receipts.set(id, await [dying, other][index % 2]!.confirm(id, owner))
    }
    await Promise.all(ids.map(confirm))
    const rounds = [dying.sender.round(), other.sender.round()]
    await eventually(() => expect(endpoint.received.length).toBeGreaterThan(webhookFacts / 4))
    await dyingStore.close()

    await redis.stop()
    const again = await startRedis(Number(new URL(redis.url).port), kept)
    onTestFinished(() => again.stop())
    await Promise.all(rounds)
    await eventually(() => otherStore.now())

    for (let tries = 0; tries < 20; tries += 1) {
      await other.sender.round()
      otherStore.passTime(hourMs)
    }
    expect(await other.deliveries.countWaiting('acme')).toBe(0)
    expect(endpoint.forged).toEqual([])
    const told = endpoint.received.map(({ id, event }) => {
      if (event.type !== 'document.uploaded') throw new TypeError(`Nobody told ${event.type}`)
      expect(event.data.receipt).toBe(receipts.get(event.data.documentId))
      return [event.data.documentId, id] as const
    })
    expect([...new Set(told.map(([documentId]) => documentId))].toSorted()).toEqual(ids.toSorted())
    expect(new Set(told.map(String)).size).toBe(webhookFacts)
    expect(endpoint.received.every(({ path }) => path === '/hook')).toBe(true)
    const kept7Days = await other.deliveries.list('acme', { until: Infinity, most: webhookFacts * 2 })
    expect(kept7Days.every(({ state }) => state === 'delivered')).toBe(true)
  },
)

it('a fact that its replica wrote, and never came to send, is sent by another', async () => {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  const endpoint = await startScriptedEndpoint()
  const [killedStore, otherStore] = [redis, redis].map(
    ({ url }) => new RedisStore(url, createLog('silent')),
  ) as [RedisStore, RedisStore]
  onTestFinished(() => otherStore.close())
  const killed = await webhookReplica(killedStore, endpoint.url)
  const other = await webhookReplica(otherStore, endpoint.url)

  // Nobody has asked it for a round, so it stands between the fact and its sending.
  const receipt = await killed.confirm('doc_1')
  await killedStore.close()
  expect(endpoint.received).toEqual([])

  await other.sender.round()
  expect(endpoint.received).toMatchObject([
    { event: { type: 'document.uploaded', data: { documentId: 'doc_1', receipt } } },
  ])
  await other.sender.round()
  expect(endpoint.received).toHaveLength(1)
  expect(await other.deliveries.countWaiting('acme')).toBe(0)
})
