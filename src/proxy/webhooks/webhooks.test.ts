import { describe, expect, it, onTestFinished } from 'vitest'
import { createLog } from '../http/record/log.ts'
import { ControlledStore } from '../testing/stores/controlled-store.ts'
import { inEachStore } from '../testing/stores/in-each-store.ts'
import { answers, endpointSecret, startScriptedEndpoint } from '../testing/scripted-endpoint.ts'
import { customer, webhookReplica } from '../testing/webhook-rig.ts'
import { eventually } from '../../testing/eventually.ts'
import { createDeliveries, leaseMs } from './deliveries.ts'
import { createEndpoints } from './endpoint.ts'
import { createSender } from './sender.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

describe('a partner with a webhook', () => {
  inEachStore((openStore) => {
    async function start() {
      const store = new ControlledStore(openStore())
      onTestFinished(() => store.close())
      const endpoint = await startScriptedEndpoint()
      const startReplica = () => webhookReplica(store, endpoint.url)
      return { store, endpoint, startReplica, replica: await startReplica() }
    }

    it('is told of an upload once, with the receipt that the page has', async () => {
      const { store, endpoint, replica } = await start()
      const receipt = await replica.confirm('doc_1')
      await replica.confirm('doc_1')
      await replica.sender.round()
      await replica.sender.round()
      expect(endpoint.forged).toEqual([])
      expect(endpoint.received).toHaveLength(1)
      const { event, path, id } = endpoint.received[0] ?? {}
      expect([path, id?.slice(0, 4)]).toEqual(['/hook', 'msg_'])
      expect(event).toEqual({
        type: 'document.uploaded',
        timestamp: expect.stringMatching(/Z$/) as unknown,
        data: {
          reference: 'customer-1',
          documentId: 'doc_1',
          type: 'license',
          workflow: 'PERSONAL',
          bytes: 3,
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
          uploadedAt: expect.stringMatching(/Z$/) as unknown,
          receipt,
        },
      })
      expect(await replica.deliveries.countWaiting('acme')).toBe(0)
      expect(store.conflicts).toBe(0)
    })

    it('is told what was given up, and when a list is done, though a phone without the list ended it', async () => {
      const { endpoint, replica } = await start()
      const desktop = {
        ...customer,
        requested: [
          { key: 'identity', types: ['license' as const] },
          { key: 'lease', types: ['contract' as const], optional: true },
        ],
      }
      await replica.begin('doc_1', desktop, 'identity')
      await replica.end('doc_1', desktop)
      await replica.begin('doc_2', desktop, 'identity')
      await replica.visits.change(desktop, { type: 'entrySkipped', key: 'lease' })
      await replica.confirm('doc_2', customer, 'identity')
      await replica.confirm('doc_2', customer, 'identity')
      await replica.sender.round()
      const told = endpoint.received.map(({ event }) => event)
      expect(told.toSorted((one, other) => one.type.localeCompare(other.type))).toMatchObject([
        { type: 'document.givenUp', data: { documentId: 'doc_1', requestKey: 'identity', side: 1 } },
        { type: 'document.uploaded', data: { documentId: 'doc_2', requestKey: 'identity', side: 1 } },
        {
          type: 'list.completed',
          data: {
            reference: 'customer-1',
            documents: [{ documentId: 'doc_2', requestKey: 'identity', side: 1 }],
            skipped: ['lease'],
          },
        },
      ])
    })

    it('alone is told, and of no guest', async () => {
      const { store, endpoint, replica } = await start()
      await replica.confirm('doc_1', { partner: 'other', sub: 'customer-1' })
      await replica.confirm('doc_2', { partner: null, sub: 'guest' })
      await replica.sender.round()
      expect(endpoint.received).toEqual([])
      expect(store.written.join(' ')).not.toContain('msg_')
    })

    it('is told of a change by whichever of many replicas made it', async () => {
      const { store, endpoint, replica, startReplica } = await start()
      const other = await startReplica()
      const ids = Array.from({ length: 12 }, (_, index) => `doc_${index}`)
      await Promise.all(ids.map((id, index) => (index % 2 === 0 ? replica : other).confirm(id)))
      expect(store.conflicts).toBeGreaterThan(0)
      await Promise.all([replica.sender.round(), other.sender.round()])
      const told = endpoint.received.map(({ event }) => event.data)
      expect(told).toHaveLength(12)
      expect(told).toEqual(
        expect.arrayContaining(ids.map((documentId) => expect.objectContaining({ documentId }) as unknown)),
      )
      expect(new Set(endpoint.received.map(({ id }) => id)).size).toBe(12)
    })

    it('is told again under the same ID after doubling pauses, until it takes the fact', async () => {
      const { store, endpoint, replica } = await start()
      endpoint.script.answer = answers.failed
      await replica.confirm('doc_1')
      await replica.sender.round()
      await replica.sender.round()
      expect(endpoint.received).toHaveLength(1)
      store.passTime(5_000)
      await replica.sender.round()
      store.passTime(9_000)
      await replica.sender.round()
      expect(endpoint.received).toHaveLength(2)
      endpoint.script.answer = answers.taken
      store.passTime(1_000)
      await replica.sender.round()
      store.passTime(hourMs)
      await replica.sender.round()
      expect(endpoint.received).toHaveLength(3)
      expect(new Set(endpoint.received.map(({ id, event }) => id + event.timestamp)).size).toBe(1)
      expect(await replica.metrics.registry.metrics()).toContain(
        'proxy_webhook_attempts_total{outcome="failed"} 2',
      )
    })

    it('is told no more after three days, and then when it asks for it', async () => {
      const { store, endpoint, replica } = await start()
      endpoint.script.answer = answers.failed
      await replica.confirm('doc_1')
      const [waiting] = await replica.deliveries.list('acme', { until: Infinity, most: 10 })
      const id = waiting?.id ?? ''
      for (let hours = 0; hours < 80; hours += 4) {
        await replica.sender.round()
        store.passTime(4 * hourMs)
      }
      const [failed] = await replica.deliveries.list('acme', { until: Infinity, most: 10 })
      expect(failed).toMatchObject({ id, state: 'failed', answer: '500' })
      const attempts = endpoint.received.length
      expect(failed?.attempts).toBe(attempts)
      await replica.sender.round()
      expect(endpoint.received).toHaveLength(attempts)

      endpoint.script.answer = answers.taken
      expect(await replica.deliveries.resend('other', id)).toBeUndefined()
      expect(await replica.deliveries.resend('acme', id)).toMatchObject({ state: 'waiting' })
      await replica.sender.round()
      expect(endpoint.received.at(-1)?.id).toBe(id)
      expect(await replica.deliveries.list('acme', { until: Infinity, most: 10 })).toMatchObject([
        { id, state: 'delivered', answer: '204' },
      ])
      store.passTime(7 * dayMs)
      await replica.sender.round()
      expect(await replica.deliveries.list('acme', { until: Infinity, most: 10 })).toEqual([])
    })

    it('has the oldest webhooks given up when too many are kept', async () => {
      const { store, endpoint, replica } = await start()
      endpoint.script.answer = answers.failed
      for (const id of ['doc_1', 'doc_2', 'doc_3']) {
        await replica.confirm(id)
        store.passTime(1)
      }
      const few = createDeliveries(store, 2)
      const { metrics } = replica
      const sender = createSender({
        targets: [{ partner: 'acme', url: endpoint.url, secrets: [endpointSecret] }],
        deliveries: few,
        endpoints: createEndpoints({ allowsPrivate: true }),
        metrics,
        log: createLog('silent'),
      })
      onTestFinished(() => sender.close())
      await sender.round()
      await sender.round()
      expect(await metrics.registry.metrics()).toContain('proxy_webhook_attempts_total{outcome="dropped"} 1')
      expect(endpoint.received).toHaveLength(2)
      const kept = await few.list('acme', { until: Infinity, most: 10 })
      expect(kept.map(({ body }) => /doc_\d/.exec(body)?.[0])).toEqual(['doc_3', 'doc_2'])
      expect(await few.countWaiting('acme')).toBe(2)
    })

    it('is told by one replica at a time, and by another when a lease ends', async () => {
      const { store, endpoint, replica, startReplica } = await start()
      const other = await startReplica()
      await replica.confirm('doc_1')
      const [id = ''] = await replica.deliveries.due('acme', 10)
      const claims = [replica, other].map(({ deliveries }, index) =>
        deliveries.claim('acme', id, `holder ${index}`),
      )
      expect((await Promise.all(claims)).filter((claim) => claim)).toHaveLength(1)
      await other.sender.round()
      expect(endpoint.received).toEqual([])
      store.passTime(leaseMs)
      await other.sender.round()
      expect(endpoint.received).toHaveLength(1)
    })

    it('is told at once by another replica when one closes', async () => {
      const { endpoint, replica, startReplica } = await start()
      endpoint.script.answer = answers.hung
      await replica.confirm('doc_1')
      const round = replica.sender.round()
      await eventually(() => expect(endpoint.received).toHaveLength(1))
      await replica.sender.close()
      await round
      endpoint.script.answer = answers.taken
      await (await startReplica()).sender.round()
      expect(endpoint.received).toHaveLength(2)
    })
  })
})
