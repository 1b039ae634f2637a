import { expect, it, onTestFinished } from 'vitest'
import { createLog } from '../http/record/log.ts'
import { Failure } from '../http/answer/failure.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { RedisStore } from '../store/redis-store.ts'
import { type Store } from '../store/store.ts'
import { partners, startForCustomers } from '../testing/customers.ts'
import { hashHeader, makeImage, upload } from '../testing/requests/proxy-client.ts'
import { startRedis } from '../testing/stores/redis-server.ts'
import { endpointSecret, startScriptedEndpoint } from '../testing/scripted-endpoint.ts'
import { uploadDone } from '../testing/scripted-upstream.ts'
import { eventually } from '../../testing/eventually.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'

const uploads = '/akepa/document/upload'

/** A proxy whose store fails from the moment at which the upstream confirms a file, until `mend` is called. */
async function startFailing() {
  let isDown = false
  const orFail = <Result>(result: () => Promise<Result>) =>
    isDown ? Promise.reject(new Failure('overloaded')) : result()
  const store = new (class extends MemoryStore {
    override get(...given: Parameters<Store['get']>) {
      return orFail(() => super.get(...given))
    }
    override replaceIf(...given: Parameters<Store['replaceIf']>) {
      return orFail(() => super.replaceIf(...given))
    }
  })()
  const rig = await startForCustomers(store)
  rig.upstream.script.upload = (exchange, response) => {
    isDown = true
    uploadDone(exchange, response)
  }
  return { ...rig, mend: () => (isDown = false) }
}

const receiptOf = ({ headers }: Awaited<ReturnType<typeof upload>>) => headers.get('Upload-Receipt')

it('an upload that is confirmed while Redis is away is listed and told once Redis is back', async () => {
  const kept = { appendonly: 'yes', appendfsync: 'always', dir: await temporaryFolder() }
  const redis = await startRedis(undefined, kept)
  const endpoint = await startScriptedEndpoint()
  const webhook = { webhookUrl: endpoint.url, webhookSecret: endpointSecret }
  const { upstream, origin, register, uploadTo, states, ask } = await startForCustomers(
    new RedisStore(redis.url, createLog('silent')),
    { partners: partners.map((partner) => ({ ...partner, ...webhook })) },
  )
  const metrics = async () => (await fetch(`${origin}/metrics`)).text()
  const registered = await register()
  upstream.script.upload = (exchange, response) => {
    void redis.stop().then(() => uploadDone(exchange, response))
  }
  expect(await uploadTo(registered)).toBe('done')
  expect(await metrics()).toContain('proxy_late_confirmations_waiting 1')

  const again = await startRedis(Number(new URL(redis.url).port), kept)
  onTestFinished(() => again.stop())
  await eventually(async () => expect(await states()).toEqual({ [registered.id]: 'uploaded' }))
  await eventually(() =>
    expect(endpoint.received.map(({ event }) => event)).toMatchObject([
      { type: 'document.uploaded', data: { documentId: registered.id } },
    ]),
  )
  const { receipts } = (await ask('receipts?since=2020-01-01T00:00:00Z')).body.data as { receipts: string[] }
  expect(receipts).toHaveLength(1)
  expect(await metrics()).toContain('proxy_late_confirmations_waiting 0')
  expect(await metrics()).toContain('proxy_late_confirmations_total{outcome="kept"} 1')
})

it('an upload that comes again while its confirmation waits is answered as done, with the same receipt', async () => {
  const { upstream, origin, register, mend } = await startFailing()
  const registered = await register()
  const file = await makeImage('jpeg')
  const first = await upload(origin, registered, file, hashHeader(file))
  expect(first.status).toBe(200)
  expect((await upload(origin, registered, file, hashHeader(file))).body.code).toBe('overloaded')
  mend()
  const again = await upload(origin, registered, file, hashHeader(file))
  expect(again.status).toBe(200)
  expect(receiptOf(again)).toBe(receiptOf(first))
  expect(upstream.to(uploads)).toHaveLength(1)
})

it('one that the store can’t keep before the process ends is told in the log', async () => {
  const { register, uploadTo, close, log } = await startFailing()
  expect(await uploadTo(await register())).toBe('done')
  expect(log()).toContain('could not keep a confirmed upload')
  await close()
  expect(log()).toContain('known by its receipt alone')
})
