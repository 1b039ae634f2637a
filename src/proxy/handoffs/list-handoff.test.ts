import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { type HandoffErrand, handoffBegunAnswerSchema } from '../../contract/api/handoff.ts'
import { call } from '../../testing/call.ts'
import { startForCustomers } from '../testing/customers.ts'
import {
  as,
  ask,
  begin,
  end,
  handOver,
  joinedBy,
  resume,
  resumedBy,
  viewOf,
} from '../testing/handing-over.ts'
import { inEachStore } from '../testing/stores/in-each-store.ts'
import { makeImage, register as registerGuest, upload } from '../testing/requests/proxy-client.ts'
import { generateSide, list, registerSide, statesOfList } from '../testing/requested-list.ts'

const wholeList: HandoffErrand = { list: true }
/** What is settled for the customer, and what they have been suggested. */
const terms = {
  requested: list,
  locked: ['workflow', 'name'],
  prefill: { workflow: 'PERSONAL', name: 'license', note: 'Suggested to Ana' },
  afterwards: 'We look at it soon.',
}

async function startScene(store?: Parameters<typeof startForCustomers>[0]) {
  const scene = await startForCustomers(store)
  const replica = await scene.startReplica()
  const desktop = await scene.openSession(terms)
  return { ...scene, replica, desktop }
}

inEachStore((openStore) => {
  it('is worked off by a phone, through two replicas, and the desktop hears of each document', async () => {
    const { origin, replica, desktop, openSession, states, uploadTo } = await startScene(openStore())
    // Of what else the customer has sent, the list tells nothing.
    const other = await registerOther(origin, await openSession({ maxDocuments: 5 }))
    expect(await uploadTo(other)).toBe('done')
    // What the desktop has begun is gone on with.
    const begun = await registerSide(origin, desktop, 'identity')
    const { id, phone } = await handOver({ origin: replica }, desktop, 'allowed', wholeList)
    expect(await statesOfList(replica, phone)).toEqual({ identity: 'open', address: 'open', lease: 'open' })

    const { version } = viewOf(await ask(origin, desktop, id))
    const waiting = ask(origin, desktop, id, version)
    expect(await uploadTo(await resumedBy(replica, phone, begun.id), replica)).toBe('done')
    expect(viewOf(await waiting).state).toBe('allowed')
    const before = viewOf(await ask(origin, desktop, id))
    const registering = ask(origin, desktop, id, before.version)
    const address = await registerSide(replica, phone, 'address')
    expect(viewOf(await registering).version).toBeGreaterThan(before.version)
    const file = await makeImage('jpeg')
    expect((await upload(replica, address, file)).status).toBe(200)

    const view = viewOf(await ask(origin, desktop, id))
    // An optional entry is left.
    expect(view.state).toBe('allowed')
    expect(view.arrived.map(({ documentId, file: told }) => [documentId, told?.type, told?.entry])).toEqual([
      [begun.id, 'license', { key: 'identity', side: 1 }],
      [address.id, 'utility', { key: 'address', side: 1 }],
    ])
    expect(decodeJwt(view.arrived[1]?.file?.receipt ?? '')).toMatchObject({
      documentId: address.id,
      requestKey: 'address',
      bytes: file.length,
    })
    expect(viewOf(await ask(origin, phone, id)).arrived.map(({ file: told }) => told)).toEqual([
      undefined,
      undefined,
    ])

    const lease = await registerSide(replica, phone, 'lease')
    expect(await uploadTo(lease, replica)).toBe('done')
    expect(viewOf(await ask(origin, desktop, id))).toMatchObject({ state: 'ended', reason: 'done' })
    expect(await states()).toEqual({
      [other.id]: 'uploaded',
      [begun.id]: 'uploaded',
      [address.id]: 'uploaded',
      [lease.id]: 'uploaded',
    })

    const again = handoffBegunAnswerSchema.parse((await begin(replica, desktop, wholeList)).body).data
    expect(again.handoff).toMatchObject({ state: 'ended', reason: 'done' })
    expect(again.handoff.arrived.map(({ documentId }) => documentId)).toEqual([
      begun.id,
      address.id,
      lease.id,
    ])
  })
})

describe('a phone with a list', () => {
  it('is told nothing of the customer before the desktop has allowed it, and afterwards only what is settled', async () => {
    const { origin, desktop } = await startScene()
    const { id, code, phone } = await handOver({ origin }, desktop, 'joined', wholeList)
    const before = JSON.stringify(decodeJwt(phone))
    for (const secret of ['identity', 'PERSONAL', 'Suggested', 'soon']) expect(before).not.toContain(secret)
    await call(`${origin}/api/handoffs/${id}/allow`, { headers: as(desktop) })
    // The first session stays one without a list, which may do nothing.
    for (const attempt of [generateSide(origin, phone, 'address'), registerWithoutKey(origin, phone)]) {
      expect((await attempt).body.code).toBe('handoffNotAllowed')
    }
    const working = await joinedBy(origin, code)
    const { requested, locked, prefill, afterwards } = decodeJwt(working)
    expect({ requested, locked, prefill, afterwards }).toEqual({
      afterwards: terms.afterwards,
      requested: list,
      locked: ['workflow', 'name'],
      prefill: { workflow: 'PERSONAL', name: 'license' },
    })
    const described = await call(`${origin}/api/session`, { method: 'GET', headers: as(working) })
    expect(described.body.data).not.toHaveProperty('openDocuments')
  })

  it('gives nothing up, and has no other document of the customer', async () => {
    const { origin, desktop, openSession, states } = await startScene()
    const other = await registerOther(origin, await openSession({ maxDocuments: 5 }))
    const mine = await registerSide(origin, desktop, 'identity')
    const { phone } = await handOver({ origin }, desktop, 'allowed', wholeList)
    const attempts = {
      'a second document for a side': generateSide(origin, phone, 'identity'),
      'a document in another’s place': generateSide(origin, phone, 'address', {
        'Upload-Ticket': mine.ticket,
      }),
      'another document': resume(origin, phone, other.id),
      'another document’s file': upload(origin, { ...other, session: phone }, await makeImage('jpeg')),
    }
    for (const [what, attempt] of Object.entries(attempts)) {
      expect([what, (await attempt).body.code]).toEqual([what, 'handoffNotAllowed'])
    }
    expect((await generateSide(origin, phone, 'nothing')).body.code).toBe('requestedKeyInvalid')
    expect((await registerWithoutKey(origin, phone)).body.code).toBe('requestedKeyInvalid')
    expect(await states()).toEqual({ [other.id]: 'open', [mine.id]: 'open' })
  })

  it('gets the answer to a generate again that was lost, and keeps to what is locked', async () => {
    const { origin, replica, desktop } = await startScene()
    const { phone } = await handOver({ origin }, desktop, 'allowed', wholeList)
    const key = { 'Idempotency-Key': 'phones-own' }
    const [first, again] = [
      await generateSide(origin, phone, 'address', key),
      await generateSide(replica, phone, 'address', key),
    ]
    expect(again.body.data).toEqual(first.body.data)
    const locked = await call(`${origin}/api/akepa/document/generate`, {
      headers: { 'Content-Type': 'application/json', 'Requested-Key': 'lease', ...as(phone) },
      body: JSON.stringify({ workflow: 'PERSONAL', name: 'Other', extension: 'jpg', type: 'contract' }),
    })
    expect(locked.body.code).toBe('fieldLocked')
  })

  it('can finish what it sends after the desktop took the list back, and begin nothing', async () => {
    const { origin, desktop, uploadTo } = await startScene()
    const { id, phone } = await handOver({ origin }, desktop, 'allowed', wholeList)
    const first = await registerSide(origin, phone, 'identity')
    expect(await uploadTo(first)).toBe('done')
    const second = await registerSide(origin, phone, 'address')
    await end(origin, desktop, id)
    expect(await uploadTo(second)).toBe('handoffEnded')
    expect((await generateSide(origin, phone, 'lease')).body.code).toBe('handoffEnded')
    // Its answer may have been lost.
    expect((await resume(origin, phone, first.id)).body.code).toBe('documentAlreadyUploaded')
  })

  it('is called in only where there is a list', async () => {
    const { origin } = await startScene()
    const { session } = await registerGuest(origin)
    expect((await begin(origin, session, wholeList)).body.code).toBe('requestedKeyInvalid')
    for (const errand of [{}, { list: false }, { list: true, documentId: 'doc_71YxuRUnKqLhOWriDJFMI2' }]) {
      const { body } = await begin(origin, session, errand as HandoffErrand)
      expect(body.code).toBe('requestValidateError')
    }
  })
})

function registerWithoutKey(origin: string, session: string) {
  return call(`${origin}/api/akepa/document/generate`, {
    headers: { 'Content-Type': 'application/json', ...as(session) },
    body: JSON.stringify({ workflow: 'PERSONAL', name: 'license', extension: 'jpg', type: 'license' }),
  })
}

async function registerOther(origin: string, session: string) {
  const { body, headers } = await registerWithoutKey(origin, session)
  return { session, id: String(body.data['id']), ticket: headers.get('Upload-Ticket') ?? '' }
}
