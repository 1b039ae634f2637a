import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { receiptClaimsSchema, visitAnswerSchema } from '../../contract/api/partner-api.ts'
import { stateOfEntry, documentOfSide } from '../../contract/requested/state-of-entry.ts'
import { type RequestedEntry } from '../../contract/requested/list.ts'
import { requestedAnswerSchema } from '../../contract/requested/list-answer.ts'
import { call } from '../../testing/call.ts'
import { eventually } from '../../testing/eventually.ts'
import { ControlledStore } from '../testing/stores/controlled-store.ts'
import { held, registeredBy, startForCustomers } from '../testing/customers.ts'
import { inEachStore } from '../testing/stores/in-each-store.ts'
import { licence, makeImage, upload } from '../testing/requests/proxy-client.ts'
import { generateDone, uploadDone } from '../testing/scripted-upstream.ts'

const list = [
  { key: 'id', types: ['license', 'passport'], sides: 2, title: 'Proof of identity' },
  { key: 'address', types: ['utility'], name: 'Electricity', workflow: 'PERSONAL' },
  { key: 'lease', types: ['contract'], optional: true },
]
const bill = { ...licence, type: 'utility', name: 'Electricity' }

type Headers = Readonly<Record<string, string>>

function register(origin: string, session: string, requested: Headers, request: object = licence) {
  return call(`${origin}/api/akepa/document/generate`, {
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${session}`, ...requested },
    body: JSON.stringify(request),
  })
}

const sideOf = (key: string, side?: 1 | 2): Headers => ({
  'Requested-Key': key,
  ...(side && { 'Requested-Side': String(side) }),
})

/** Skips an entry with PUT, or takes it back with DELETE. */
function skip(origin: string, session: string, key: string, method = 'PUT') {
  const headers = { Authorization: `Bearer ${session}` }
  return call(`${origin}/api/requested/${key}/skip`, { method, headers })
}

async function listOf(origin: string, session: string) {
  const headers = { Authorization: `Bearer ${session}` }
  const { body } = await call(`${origin}/api/session`, { method: 'GET', headers })
  return requestedAnswerSchema.parse(body).data.requested
}

async function remainingIn(origin: string, session: string) {
  const headers = { Authorization: `Bearer ${session}` }
  return (await call(`${origin}/api/session`, { method: 'GET', headers })).body.data['remainingDocuments']
}

const statesOf = (entries: readonly RequestedEntry[]) =>
  Object.fromEntries(entries.map((entry) => [entry.key, stateOfEntry(entry)]))

describe('documents that a session asks for', () => {
  inEachStore((openStore) => {
    async function start() {
      const store = new ControlledStore(openStore())
      const scene = await startForCustomers(store)
      const { origin, openSession, askAs } = scene
      const session = await openSession({ requested: list })
      const replica = await scene.startReplica()
      const told = async () => visitAnswerSchema.parse((await askAs()).body).data
      return { ...scene, store, origin, replica, session, told }
    }

    it('are worked off over two visits, on two replicas, with all of it told to customer and partner', async () => {
      const { store, origin, replica, openSession, session, told, askAs } = await start()
      expect(statesOf(await listOf(origin, session))).toEqual({ id: 'open', address: 'open', lease: 'open' })

      const front = registeredBy(session, await register(origin, session, sideOf('id')))
      const file = await makeImage('jpeg')
      const sent = await upload(origin, front, file)
      expect(receiptClaimsSchema.parse(decodeJwt(sent.headers.get('Upload-Receipt') ?? ''))).toMatchObject({
        documentId: front.id,
        requestKey: 'id',
        side: 1,
      })
      const back = registeredBy(session, await register(origin, session, sideOf('id', 2)))
      expect(statesOf(await listOf(replica, session))).toMatchObject({ id: 'open' })

      const later = await openSession({ requested: list })
      const [entry] = await listOf(replica, later)
      expect(entry && documentOfSide(entry, 1)).toMatchObject({ id: front.id, state: 'uploaded' })
      expect(entry && documentOfSide(entry, 2)).toMatchObject({ id: back.id, state: 'open' })
      const headers = { Authorization: `Bearer ${later}` }
      const resumed = await call(`${replica}/api/documents/${back.id}/resume`, { headers })
      expect((await upload(replica, registeredBy(later, resumed), file)).status).toBe(200)
      const other = registeredBy(later, await register(replica, later, sideOf('address'), bill))
      expect((await upload(replica, other, file)).status).toBe(200)
      const skipped = requestedAnswerSchema.parse((await skip(replica, later, 'lease')).body)
      expect(statesOf(skipped.data.requested)).toEqual({ id: 'done', address: 'done', lease: 'skipped' })

      const { documents, skipped: keys } = await told()
      expect(documents.map(({ id, requestKey, side, state }) => [id, requestKey, side, state])).toEqual([
        [front.id, 'id', 1, 'uploaded'],
        [back.id, 'id', 2, 'uploaded'],
        [other.id, 'address', 1, 'uploaded'],
      ])
      expect(keys).toEqual(['lease'])
      const { receipts } = (await askAs(undefined, 'receipts')).body.data as { receipts: string[] }
      expect(receipts.map((receipt) => decodeJwt(receipt)['requestKey'])).toEqual(['id', 'id', 'address'])
      expect(receipts[0]).toBe(sent.headers.get('Upload-Receipt'))
      expect(store.written.join()).not.toMatch(/Electricity|Proof of identity/)
    })

    it('take one document for each side, and an open one gives its place to the next', async () => {
      const { origin, replica, session, told } = await start()
      await register(origin, session, sideOf('id'))
      const second = registeredBy(session, await register(replica, session, sideOf('id')))
      expect((await told()).documents).toMatchObject([{ id: second.id, state: 'open' }])
      await upload(origin, second, await makeImage('jpeg'))
      const third = await register(replica, session, sideOf('id'))
      expect([third.status, third.body.code]).toEqual([409, 'documentAlreadyUploaded'])
      expect((await register(replica, session, sideOf('id', 2))).status).toBe(200)
    })

    it('are not taken a second time while one is being registered, sent, or may have arrived', async () => {
      const { upstream, store, origin, replica, session, openSession } = await start()
      const generating = held(generateDone)
      upstream.script.generate = generating.answer
      const first = register(origin, session, sideOf('id'))
      await eventually(() => expect(upstream.to('/akepa/document/generate')[0]?.isComplete).toBe(true))
      expect((await register(replica, session, sideOf('id'))).body.code).toBe('registrationInProgress')
      expect(await remainingIn(origin, await openSession())).toBe(1)
      generating.release()
      const registered = registeredBy(session, await first)

      const uploading = held(uploadDone)
      upstream.script.upload = uploading.answer
      const sent = upload(origin, registered, await makeImage('jpeg'))
      await eventually(() => expect(upstream.to('/akepa/document/upload')[0]?.isComplete).toBe(true))
      expect((await register(replica, session, sideOf('id'))).body.code).toBe('uploadInProgress')
      store.passTime(30_001)
      const late = await register(replica, session, sideOf('id'))
      expect(late.body).toMatchObject({ code: 'documentLimitReached', context: { maxDocuments: 1 } })
      uploading.release()
      expect((await sent).status).toBe(200)
    })

    it('are given up when they come so late that another has been registered for the side', async () => {
      const { upstream, store, origin, replica, session, told } = await start()
      const { answer, release } = held(generateDone)
      upstream.script.generate = answer
      const first = register(origin, session, sideOf('id'))
      await eventually(() => expect(upstream.to('/akepa/document/generate')[0]?.isComplete).toBe(true))
      delete upstream.script.generate
      store.passTime(5_001)
      const second = registeredBy(session, await register(replica, session, sideOf('id')))
      await upload(origin, second, await makeImage('jpeg'))
      release()
      expect((await first).body.code).toBe('documentAlreadyUploaded')
      expect((await told()).documents).toMatchObject([{ id: second.id }])
    })

    it('count towards no limit but their own', async () => {
      const { origin, openSession, session, told } = await start()
      const asked = registeredBy(session, await register(origin, session, sideOf('id')))
      const plain = await openSession({ maxDocuments: 1 })
      const { body } = await call(`${origin}/api/session`, {
        method: 'GET',
        headers: { Authorization: `Bearer ${plain}` },
      })
      expect(body.data).toMatchObject({ remainingDocuments: 1, openDocuments: [] })
      const replacing = await register(origin, plain, { 'Upload-Ticket': asked.ticket })
      expect(replacing.status).toBe(200)
      expect((await register(origin, plain, { 'Upload-Ticket': asked.ticket })).body.code).toBe(
        'documentLimitReached',
      )
      expect((await told()).documents).toHaveLength(2)
      expect((await register(origin, session, sideOf('address'), bill)).status).toBe(200)
    })

    it('end in a chain of replacements at a limit, which holds up no side that has none yet', async () => {
      const { origin, replica, session } = await start()
      const press = (side: Headers, request?: object) => register(replica, session, side, request)
      const chain: string[] = []
      while (chain.length < 30) chain.push((await press(sideOf('id'))).body.code)
      // The first one is not counted.
      expect(chain).toEqual([...Array<string>(21).fill('0'), ...Array<string>(9).fill('tooManyDocuments')])
      const sides: [Headers, object][] = [
        [sideOf('id', 2), licence],
        [sideOf('address'), bill],
        [sideOf('lease'), { ...licence, type: 'contract' }],
      ]
      for (const [side, request] of sides) {
        const codes = [await register(origin, session, side, request), await press(side, request)]
        expect(codes.map(({ body }) => body.code)).toEqual(['0', 'tooManyDocuments'])
      }
    })

    it('keep to one for each side when the store has forgotten them', async () => {
      const { store, origin, replica, session, told } = await start()
      const given = registeredBy(session, await register(origin, session, sideOf('id')))
      const next = registeredBy(session, await register(origin, session, sideOf('id')))
      const file = await makeImage('jpeg')
      const send = async (to: typeof given, sent = file) => (await upload(replica, to, sent)).body.code
      expect(await send(given)).toBe('ticketInvalid')

      store.forgetEverything()
      expect(await send(given, await makeImage('png'))).toBe('fileFormatMismatch')
      expect((await told()).documents).toMatchObject([{ id: given.id, state: 'open', side: 1 }])
      // The one that is sent now takes the place of one that waits.
      expect(await send(next)).toBe('0')
      expect(await send(given)).toBe('ticketInvalid')
      expect((await told()).documents).toMatchObject([{ id: next.id, state: 'uploaded', side: 1 }])

      store.forgetEverything()
      expect(await send(given)).toBe('0')
      expect(await send(next)).toBe('documentAlreadyUploaded')
      expect((await told()).documents).toMatchObject([{ id: given.id, state: 'uploaded', side: 1 }])
    })

    it('come back to their entry when the store has forgotten them', async () => {
      const changes = { sessionSecrets: ['s'.repeat(32)] }
      const before = await startForCustomers(openStore(), changes)
      const session = await before.openSession({ requested: list })
      const registered = registeredBy(session, await register(before.origin, session, sideOf('id', 2)))
      const { origin } = await startForCustomers(undefined, changes)
      expect((await upload(origin, registered, await makeImage('jpeg'))).status).toBe(200)
      const [entry] = await listOf(origin, session)
      expect(entry && documentOfSide(entry, 2)).toMatchObject({ id: registered.id, state: 'uploaded' })
    })
  })

  it.each<[string, Headers, object, number, string, unknown]>([
    ['no key', {}, licence, 400, 'requestedKeyInvalid', { keys: ['id', 'address', 'lease'] }],
    ['another key', sideOf('tax'), licence, 400, 'requestedKeyInvalid', { keys: ['id', 'address', 'lease'] }],
    [
      'a back it has not',
      sideOf('address', 2),
      bill,
      400,
      'requestedKeyInvalid',
      { key: 'address', sides: [1] },
    ],
    [
      'no side at all',
      { ...sideOf('id'), 'Requested-Side': '3' },
      licence,
      400,
      'requestedKeyInvalid',
      { key: 'id', sides: [1, 2] },
    ],
    [
      'another type',
      sideOf('id'),
      bill,
      403,
      'typeNotAllowed',
      { type: 'utility', types: ['license', 'passport'] },
    ],
    ['another name', sideOf('address'), { ...bill, name: 'Gas' }, 403, 'fieldLocked', { property: 'name' }],
    [
      'another workflow',
      sideOf('address'),
      { ...bill, workflow: 'BUSINESS' },
      403,
      'fieldLocked',
      { property: 'workflow' },
    ],
  ])('are refused with %s', async (_what, headers, request, status, code, context) => {
    const { upstream, origin, openSession } = await startForCustomers()
    const session = await openSession({ requested: list })
    const answer = await register(origin, session, headers, request)
    expect([answer.status, answer.body.code, answer.body.context]).toEqual([status, code, context])
    expect(upstream.to('/akepa/document/generate')).toEqual([])
  })

  it('are refused in a session that asks for none, and with a key of generate that was for another', async () => {
    const { origin, openSession } = await startForCustomers()
    const plain = await register(origin, await openSession(), sideOf('id'))
    expect(plain.body).toMatchObject({ code: 'requestedKeyInvalid', context: { keys: [] } })
    const session = await openSession({ requested: list })
    const key = { 'Idempotency-Key': 'key' }
    expect((await register(origin, session, { ...sideOf('id'), ...key })).status).toBe(200)
    expect((await register(origin, session, { ...sideOf('id', 2), ...key })).body.code).toBe(
      'idempotencyKeyReused',
    )
  })

  it('are not those of another list, and block nothing there', async () => {
    const { origin, openSession } = await startForCustomers()
    const session = await openSession({ requested: list })
    const { id } = registeredBy(session, await register(origin, session, sideOf('id')))
    const other = await openSession({ requested: [{ key: 'tax', types: ['license'] }] })
    expect(await listOf(origin, other)).toMatchObject([{ key: 'tax', documents: [] }])
    const headers = { Authorization: `Bearer ${other}` }
    expect((await call(`${origin}/api/documents/${id}/resume`, { headers })).body.code).toBe(
      'documentNotFound',
    )
    expect((await register(origin, other, sideOf('tax'))).status).toBe(200)
    expect(await listOf(origin, session)).toMatchObject([{ documents: [{ id, state: 'open' }] }, {}, {}])
  })

  it('get their file from a phone, under the entry that they were asked for', async () => {
    const { origin, openSession } = await startForCustomers()
    const session = await openSession({ requested: list })
    const { id } = registeredBy(session, await register(origin, session, sideOf('id', 2)))
    const post = async (path: string, body: object, caller?: string) => {
      const headers = {
        'Content-Type': 'application/json',
        ...(caller !== undefined && { Authorization: `Bearer ${caller}` }),
      }
      return call(`${origin}${path}`, { headers, body: JSON.stringify(body) })
    }
    const begun = (await post('/api/handoffs', { documentId: id }, session)).body.data
    const [, code] = String(begun['link']).split('#phone=')
    const phone = String((await post('/api/handoffs/redeem', { code })).body.data['session'])
    await post(`/api/handoffs/${(begun['handoff'] as { id: string }).id}/allow`, {}, session)
    const resumed = registeredBy(phone, await post(`/api/documents/${id}/resume`, {}, phone))
    expect((await upload(origin, resumed, await makeImage('jpeg'))).status).toBe(200)
    const [entry] = await listOf(origin, session)
    expect(entry && documentOfSide(entry, 2)).toMatchObject({ id, state: 'uploaded' })
  })

  it('can be skipped where they are optional, and taken back, by a document too', async () => {
    const { origin, openSession, askAs } = await startForCustomers()
    const session = await openSession({ requested: list })
    const isSkipped = async () => (await listOf(origin, session)).map((entry) => entry.isSkipped)
    expect((await skip(origin, session, 'lease')).status).toBe(200)
    expect((await skip(origin, session, 'lease')).status).toBe(200)
    expect(await isSkipped()).toEqual([false, false, true])
    expect((await askAs()).body.data).toMatchObject({ skipped: ['lease'] })
    await skip(origin, session, 'lease', 'DELETE')
    expect(await isSkipped()).toEqual([false, false, false])
    await skip(origin, session, 'lease')
    const lease = registeredBy(
      session,
      await register(origin, session, sideOf('lease'), { ...licence, type: 'contract' }),
    )
    expect(await isSkipped()).toEqual([false, false, false])
    await skip(origin, session, 'lease')
    expect((await upload(origin, lease, await makeImage('jpeg'))).status).toBe(200)
    expect((await askAs()).body.data).toMatchObject({ skipped: [] })
  })

  it.each(['PUT', 'DELETE'])('are not skipped with %s where they are not optional', async (method) => {
    const { origin, openSession } = await startForCustomers()
    const session = await openSession({ requested: list })
    const answer = await skip(origin, session, 'id', method)
    expect([answer.status, answer.body]).toMatchObject([
      403,
      { code: 'entryNotOptional', context: { key: 'id' } },
    ])
    expect((await skip(origin, session, 'tax', method)).body.code).toBe('requestedKeyInvalid')
    expect((await skip(origin, 'made.up.session', 'lease', method)).status).toBe(401)
  })

  it('stay needed where a later session does not let them be skipped', async () => {
    const { origin, openSession } = await startForCustomers()
    await skip(origin, await openSession({ requested: list }), 'lease')
    const strict = await openSession({ requested: [{ key: 'lease', types: ['contract'] }] })
    expect(await listOf(origin, strict)).toMatchObject([{ isSkipped: false }])
  })

  it('can be as many as a list may hold, within an hour', async () => {
    const keys = Array.from({ length: 20 }, (_, index) => `entry-${index}`)
    const requested = keys.map((key) => ({ key, types: ['license'], sides: 2 }))
    const { origin, openSession } = await startForCustomers()
    const session = await openSession({ requested })
    for (const key of keys) {
      expect((await register(origin, session, sideOf(key))).status).toBe(200)
      expect((await register(origin, session, sideOf(key, 2))).status).toBe(200)
    }
    // From the second one for a side on, they are counted.
    const again = await Promise.all(keys.map((key) => register(origin, session, sideOf(key))))
    expect(new Set(again.map(({ status }) => status))).toEqual(new Set([200]))
    expect((await register(origin, session, sideOf('entry-0'))).body.code).toBe('tooManyDocuments')
  })
})

describe('a list of requested documents is refused', () => {
  const one = { key: 'id', types: ['license'] }
  it.each<[string, object, string]>([
    ['that is empty', { requested: [] }, '/requested'],
    [
      'of 21',
      { requested: Array.from({ length: 21 }, (_, index) => ({ ...one, key: `k${index}` })) },
      '/requested',
    ],
    ['with a key twice', { requested: [one, one] }, '/requested'],
    ['with a key that no header can carry', { requested: [{ ...one, key: 'é' }] }, '/requested/0/key'],
    ['with a key of 41 characters', { requested: [{ ...one, key: 'k'.repeat(41) }] }, '/requested/0/key'],
    ['with no type', { requested: [{ key: 'id', types: [] }] }, '/requested/0/types'],
    ['with a title of 61', { requested: [{ ...one, title: 'é'.repeat(61) }] }, '/requested/0/title'],
    ['with a title of two lines', { requested: [{ ...one, title: 'a\nb' }] }, '/requested/0/title'],
    ['with 301 characters on what comes next', { afterwards: 'é'.repeat(301) }, '/afterwards'],
    ['with a hint of 121', { requested: [{ ...one, hint: 'h'.repeat(121) }] }, '/requested/0/hint'],
    ['with three sides', { requested: [{ ...one, sides: 3 }] }, '/requested/0/sides'],
    ['with a name that ConnectFi refuses', { requested: [{ ...one, name: '<' }] }, '/requested/0/name'],
    ['with a name that shows nothing', { requested: [{ ...one, name: '\u200B' }] }, '/requested/0/name'],
    ['with a type that the session forbids', { requested: [one], types: ['passport'] }, '/requested/0/types'],
    [
      'without the locked type',
      { requested: [one], prefill: { type: 'passport' }, locked: ['type'] },
      '/requested/0/types',
    ],
    [
      'with another name than the locked one',
      { requested: [{ ...one, name: 'A' }], prefill: { name: 'B' }, locked: ['name'] },
      '/requested/0/name',
    ],
    [
      'with another workflow than the locked one',
      {
        requested: [{ ...one, workflow: 'PERSONAL' }],
        prefill: { workflow: 'BUSINESS' },
        locked: ['workflow'],
      },
      '/requested/0/workflow',
    ],
  ])('%s', async (_what, terms, instancePath) => {
    const { askForSession } = await startForCustomers()
    const { status, body } = await askForSession(terms)
    expect([status, body.code]).toEqual([400, 'requestValidateError'])
    expect(body.context).toEqual([{ instancePath, message: expect.any(String) as unknown }])
  })

  /** A list that makes a session longer by as many bytes as are added, but for a few. */
  const listOf = (bytes: number) =>
    Array.from({ length: 20 }, (_, index) => ({
      key: `entry-${index}`,
      types: ['license'],
      title: 't'.repeat(60),
      hint: 'h'.repeat(1 + Math.min(119, Math.max(0, (bytes >> 2) * 3 - index * 119))),
    }))

  it.each<[string, object]>([
    ['a session', {}],
    ['the session of a link', { link: {} }],
    ['the session of a link that can be opened again', { link: { reusable: true, days: 90 } }],
  ])('that makes %s too long for a header, with its size, and no other is', async (_what, changes) => {
    const { origin, askForSession } = await startForCustomers()
    /** The length of the finished session, and how its request was answered. */
    const lengthFor = async (bytes: number) => {
      const { status, body } = await askForSession({ requested: listOf(bytes), ...changes })
      if (status !== 200) {
        const [problem] = body.context as [{ instancePath: string; message: string }]
        const told = /^makes a session of (\d{4}) bytes\. One may have 6144$/.exec(problem.message)
        return { answer: `${status} ${body.code} ${problem.instancePath}`, length: Number(told?.[1]) }
      }
      const { session, link } = body.data as { session?: string; link?: string }
      if (link === undefined) return { answer: '200', length: session?.length ?? 0 }
      const redeemed = await call(`${origin}/api/sessions/redeem`, {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ code: link.split('#code=')[1] }),
      })
      return { answer: '200', length: String(redeemed.body.data['session']).length }
    }
    const { length } = await lengthFor(0)
    // The first opening has a number of one digit. There is room for five.
    const longest = await lengthFor(6144 - length - 12)
    expect(longest.answer).toBe('200')
    expect(longest.length).toBeGreaterThan(6144 - 24)
    expect(longest.length).toBeLessThanOrEqual(6144)
    const refused = await lengthFor(6144 - length + 8)
    expect(refused.answer).toBe('400 requestValidateError /requested')
    expect(refused.length).toBeGreaterThan(6144)
    expect(refused.length).toBeLessThan(6144 + 24)
  })
})
