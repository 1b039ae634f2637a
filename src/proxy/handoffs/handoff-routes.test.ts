import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { handoffBegunAnswerSchema, handoffJoinedAnswerSchema } from '../../contract/api/handoff.ts'
import { call } from '../../testing/call.ts'
import { eventually } from '../../testing/eventually.ts'
import { sha256Of } from '../../testing/sha256-of.ts'
import { ControlledStore } from '../testing/stores/controlled-store.ts'
import { held, otherKey, startForCustomers } from '../testing/customers.ts'
import {
  allow,
  as,
  ask,
  begin,
  end,
  handOver,
  redeem,
  resume,
  resumedBy,
  viewOf,
} from '../testing/handing-over.ts'
import { list, registerSide } from '../testing/requested-list.ts'
import { inEachStore } from '../testing/stores/in-each-store.ts'
import {
  hashHeader,
  makeImage,
  openGuestSession,
  type Registered,
  register as registerGuest,
  registerIn,
  upload,
} from '../testing/requests/proxy-client.ts'
import { openConnection } from '../testing/requests/raw-request.ts'
import { uploadDone } from '../testing/scripted-upstream.ts'
import { uploadForm, uploadHead } from '../testing/requests/upload-form.ts'

const minute = 60_000

type Scene = Awaited<ReturnType<typeof startForCustomers>>

inEachStore((openStore) => {
  async function startScene() {
    const store = new ControlledStore(openStore())
    const scene = await startForCustomers(store)
    return { ...scene, store, desktop: await scene.register() }
  }

  it('goes from a desktop to a phone and back, through any replica', async () => {
    const { origin, startReplica, desktop, store } = await startScene()
    const replica = await startReplica()
    const begun = handoffBegunAnswerSchema.parse((await begin(origin, desktop.session, desktop.id)).body).data
    const { id } = begun.handoff
    const [address, code = ''] = begun.link?.split('#phone=') ?? []
    expect([address, code.length]).toEqual([`${origin}/`, 22])
    expect(begun.handoff).toEqual({
      id,
      version: 1,
      errand: { documentId: desktop.id },
      state: 'waiting',
      isOtherAway: false,
      arrived: [],
    })

    const waiting = ask(origin, desktop.session, id, 1)
    const joined = handoffJoinedAnswerSchema.parse((await redeem(replica, code)).body).data
    expect([joined.partner, joined.handoff.state]).toEqual(['Acme Bank', 'joined'])
    expect(joined.handoff.digits).toMatch(/^\d{3}$/)
    expect(viewOf(await waiting)).toEqual(joined.handoff)

    const held = ask(replica, joined.session, id, joined.handoff.version)
    expect(viewOf(await allow(origin, desktop.session, id)).state).toBe('allowed')
    expect(viewOf(await held)).toMatchObject({ state: 'allowed', digits: joined.handoff.digits })

    const described = await call(`${replica}/api/session`, { method: 'GET', headers: as(joined.session) })
    expect(described.body.data).toMatchObject({ partner: { id: 'acme' }, prefill: {}, locked: [] })
    expect(described.body.data).not.toHaveProperty('openDocuments')
    const registered = await resumedBy(replica, joined.session, desktop.id)
    const file = await makeImage('jpeg')
    const uploaded = await upload(replica, registered, file, hashHeader(file))
    expect(uploaded.status).toBe(200)

    const receipt = uploaded.headers.get('Upload-Receipt') ?? ''
    expect(viewOf(await ask(origin, desktop.session, id))).toMatchObject({
      state: 'ended',
      reason: 'done',
      arrived: [
        {
          documentId: desktop.id,
          file: {
            type: 'license',
            extension: 'jpg',
            bytes: file.length,
            sha256: sha256Of(file),
            uploadedAt: expect.any(String) as unknown,
            receipt,
          },
        },
      ],
    })
    expect(viewOf(await ask(origin, joined.session, id)).arrived).toEqual([{ documentId: desktop.id }])
    // An answer that was lost is given again.
    const again = await upload(replica, registered, file, hashHeader(file))
    expect([again.status, again.headers.get('Upload-Receipt')]).toEqual([200, receipt])
    const written = store.written.join('\n')
    for (const secret of ['customer', code, joined.session]) expect(written).not.toContain(secret)
  })

  it.each<[string, (scene: Scene, desktop: Registered) => Promise<object>, object]>([
    [
      'refused by the desktop',
      async (scene, desktop) => {
        const { id, phone } = await handOver(scene, desktop.session, 'joined', desktop.id)
        await end(scene.origin, desktop.session, id)
        return viewOf(await ask(scene.origin, phone, id))
      },
      { state: 'ended', reason: 'refused' },
    ],
    [
      'taken back by the desktop',
      async (scene, desktop) => {
        const { id, phone } = await handOver(scene, desktop.session, 'allowed', desktop.id)
        await end(scene.origin, desktop.session, id)
        return viewOf(await ask(scene.origin, phone, id))
      },
      { state: 'ended', reason: 'takenBack' },
    ],
    [
      'left by the phone',
      async (scene, desktop) => {
        const { id, phone } = await handOver(scene, desktop.session, 'allowed', desktop.id)
        await end(scene.origin, phone, id)
        return viewOf(await ask(scene.origin, desktop.session, id))
      },
      { state: 'ended', reason: 'left' },
    ],
    [
      'replaced by another of the same customer',
      async (scene, desktop) => {
        const { id, phone } = await handOver(scene, desktop.session, 'allowed', desktop.id)
        await handOver(scene, desktop.session, 'waiting', desktop.id)
        return viewOf(await ask(scene.origin, phone, id))
      },
      { state: 'ended', reason: 'replaced' },
    ],
    [
      'voided before a phone came',
      async (scene, desktop) => {
        const { code } = await handOver(scene, desktop.session, 'waiting', desktop.id)
        await handOver(scene, desktop.session, 'waiting', desktop.id)
        return (await redeem(scene.origin, code)).body
      },
      { code: 'handoffEnded' },
    ],
    [
      'taken by another phone',
      async (scene, desktop) => {
        const { code } = await handOver(scene, desktop.session, 'joined', desktop.id)
        return (await redeem(scene.origin, code, 'another-phone')).body
      },
      { code: 'linkUsed' },
    ],
    [
      'opened by a code that nobody made',
      async ({ origin }) => (await redeem(origin, 'x'.repeat(22))).body,
      { code: 'linkExpired' },
    ],
    [
      'opened by another site’s page',
      async (scene, desktop) => {
        const { code } = await handOver(scene, desktop.session, 'waiting', desktop.id)
        return (await redeem(scene.origin, code, 'key', { Origin: 'https://evil.example' })).body
      },
      { code: 'originForbidden' },
    ],
    [
      'begun for a document that nobody knows',
      async ({ origin }, { session }) => (await begin(origin, session, 'doc_71YxuRUnKqLhOWriDJFMI2')).body,
      { code: 'documentNotFound' },
    ],
  ])('says so where it is %s', async (_what, happen, expected) => {
    const { desktop, ...scene } = await startScene()
    expect(await happen(scene, desktop)).toMatchObject(expected)
  })

  it('gives a phone whose answer was lost the same session and the same digits', async () => {
    const { desktop, ...scene } = await startScene()
    const { code } = await handOver(scene, desktop.session, 'waiting', desktop.id)
    const answers = await Promise.all([1, 2, 3].map(() => redeem(scene.origin, code)))
    const joined = answers.map(({ body }) => handoffJoinedAnswerSchema.parse(body).data)
    expect(new Set(joined.map(({ session }) => session)).size).toBe(1)
    expect(new Set(joined.map(({ handoff }) => handoff.digits)).size).toBe(1)
  })

  it('is over when nobody came in five minutes, or when the phone’s time has passed', async () => {
    const { desktop, store, ...scene } = await startScene()
    const { origin } = scene
    const unredeemed = await handOver(scene, desktop.session, 'waiting', desktop.id)
    store.passTime(5 * minute)
    expect(viewOf(await ask(origin, desktop.session, unredeemed.id))).toMatchObject({ reason: 'expired' })
    expect((await redeem(origin, unredeemed.code)).body.code).toBe('linkExpired')
    const { id, phone } = await handOver(scene, desktop.session, 'allowed', desktop.id)
    store.passTime(120 * minute)
    expect(viewOf(await ask(origin, desktop.session, id))).toMatchObject({ reason: 'expired' })
    expect((await resume(origin, phone, desktop.id)).body.code).toBe('handoffEnded')
  })

  it('is dead where the store has forgotten it', async () => {
    const { desktop, store, ...scene } = await startScene()
    const { origin } = scene
    const { id, phone, code } = await handOver(scene, desktop.session, 'allowed', desktop.id)
    store.forgetEverything()
    expect((await redeem(origin, code)).body.code).toBe('linkExpired')
    expect((await ask(origin, desktop.session, id)).body.code).toBe('handoffEnded')
    expect((await resume(origin, phone, desktop.id)).body.code).toBe('handoffEnded')
  })

  it('tells each side when the other has been silent for a minute, and when it is back', async () => {
    const { desktop, store, ...scene } = await startScene()
    const { origin } = scene
    const { id, phone } = await handOver(scene, desktop.session, 'allowed', desktop.id)
    expect(viewOf(await ask(origin, desktop.session, id)).isOtherAway).toBe(false)
    store.passTime(minute)
    const { isOtherAway, version } = viewOf(await ask(origin, desktop.session, id))
    expect(isOtherAway).toBe(true)
    const waiting = ask(origin, desktop.session, id, version)
    expect(viewOf(await ask(origin, phone, id)).isOtherAway).toBe(false)
    expect(viewOf(await waiting).isOtherAway).toBe(false)
  })

  it('tells how much of the file has come, and lets it finish after the desktop takes it back', async () => {
    const { desktop, ...scene } = await startScene()
    const { origin, upstream, states } = scene
    const { id, phone } = await handOver(scene, desktop.session, 'allowed', desktop.id)
    const form = uploadForm(await makeImage('jpeg', 300))
    const connection = openConnection(origin)
    connection.write(uploadHead(await resumedBy(origin, phone, desktop.id), form.length))
    connection.write(form.subarray(0, form.length >> 1))
    await eventually(() => expect(upstream.to('/akepa/document/upload')).toHaveLength(1))
    await eventually(async () => {
      const { state, percent = 0 } = viewOf(await ask(origin, desktop.session, id))
      expect([state, percent > 0 && percent <= 50]).toEqual(['allowed', true])
    })
    const taken = viewOf(await end(origin, desktop.session, id))
    expect(taken).toMatchObject({ state: 'ended', reason: 'takenBack' })
    expect(taken.percent).toBeGreaterThan(0)
    connection.write(form.subarray(form.length >> 1))
    expect((await connection.answers(1))[0]?.status).toBe(200)
    const over = viewOf(await ask(origin, desktop.session, id))
    expect(over).toMatchObject({ reason: 'takenBack', arrived: [{ documentId: desktop.id }] })
    expect(over.percent).toBeUndefined()
    expect(await states()).toEqual({ [desktop.id]: 'uploaded' })
  })

  it('tells of an upload that failed, and goes on', async () => {
    const { desktop, ...scene } = await startScene()
    const { origin, uploadTo } = scene
    const { id, phone } = await handOver(scene, desktop.session, 'allowed', desktop.id)
    const registered = await resumedBy(origin, phone, desktop.id)
    const answer = await upload(origin, registered, Buffer.from('no picture'))
    expect(answer.body.code).toBe('fileTypeRefused')
    const view = viewOf(await ask(origin, desktop.session, id))
    expect([view.state, view.percent]).toEqual(['allowed', undefined])
    expect(await uploadTo(registered)).toBe('done')
  })
})

describe('a hand-off', () => {
  it.each([
    ['customer', { reference: 'someone else' }, undefined],
    ['partner', {}, otherKey],
  ])('is never followed, allowed or ended by another %s', async (_who, terms, key) => {
    const scene = await startForCustomers()
    const desktop = await scene.register()
    const { id, phone } = await handOver(scene, desktop.session, 'joined', desktop.id)
    const theirs = await scene.openSession(terms, key)
    for (const attempt of [ask, allow, end]) {
      expect((await attempt(scene.origin, theirs, id)).body.code).toBe('handoffEnded')
    }
    expect((await begin(scene.origin, theirs, desktop.id)).body.code).toBe('documentNotFound')
    expect(viewOf(await ask(scene.origin, phone, id)).state).toBe('joined')
  })

  it('is told to nobody whose sessions have been ended', async () => {
    const scene = await startForCustomers()
    const desktop = await scene.register()
    const { id, phone } = await handOver(scene, desktop.session, 'allowed', desktop.id)
    await scene.askToEnd()
    for (const session of [desktop.session, phone]) {
      expect((await ask(scene.origin, session, id)).body.code).toBe('sessionEnded')
    }
    expect((await resume(scene.origin, phone, desktop.id)).body.code).toBe('sessionEnded')
  })

  it('is over for the phone too when the desktop’s link is opened elsewhere', async () => {
    const scene = await startForCustomers()
    const { origin } = scene
    const { body } = await scene.askForSession({ link: { reusable: true, days: 3 } })
    const code = String(body.data['link']).split('#code=')[1] ?? ''
    const open = async (device: string) => {
      const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': device }
      const answer = await call(`${origin}/api/sessions/redeem`, { headers, body: JSON.stringify({ code }) })
      return String(answer.body.data['session'])
    }
    const desktop = await registerIn(origin, await open('desktop'))
    const { id, phone } = await handOver(scene, desktop.session, 'allowed', desktop.id)
    expect((await resume(origin, phone, desktop.id)).status).toBe(200)
    await open('tablet')
    expect((await resume(origin, phone, desktop.id)).body.code).toBe('linkOpenedElsewhere')
    expect((await ask(origin, phone, id)).body.code).toBe('linkOpenedElsewhere')
  })

  it.each([
    ['a desktop whose session is about to end', 60, 31 * minute],
    ['one that goes on for long', 7200, 120 * minute],
  ])(
    'lasts for %s no longer than an upload needs, and two hours at most',
    async (_whose, seconds, mostMs) => {
      const scene = await startForCustomers()
      const began = Date.now()
      const desktop = await scene.register({ ttlSeconds: seconds })
      const { id, phone } = await handOver(scene, desktop.session, 'allowed', desktop.id)
      const lastsMs = (decodeJwt(phone).exp ?? 0) * 1000 - began
      expect([lastsMs > mostMs - minute, lastsMs <= mostMs + minute / 2]).toEqual([true, true])
      expect(viewOf(await ask(scene.origin, desktop.session, id)).state).toBe('allowed')
    },
  )

  it('is a guest’s too', async () => {
    const scene = await startForCustomers()
    const desktop = await registerGuest(scene.origin)
    const { id, phone } = await handOver(scene, desktop.session, 'allowed', desktop.id)
    expect(await scene.uploadTo(await resumedBy(scene.origin, phone, desktop.id))).toBe('done')
    expect(viewOf(await ask(scene.origin, desktop.session, id)).reason).toBe('done')
    const stranger = await openGuestSession(scene.origin)
    expect((await ask(scene.origin, stranger, id)).body.code).toBe('handoffEnded')
  })

  it('makes no guest of a guest’s phone, before it is allowed or when it is over', async () => {
    const scene = await startForCustomers()
    const desktop = await registerGuest(scene.origin)
    const { id, phone } = await handOver(scene, desktop.session, 'joined', desktop.id)
    for (const over of [false, true]) {
      if (over) await end(scene.origin, desktop.session, id)
      const renewed = await call(`${scene.origin}/api/sessions/guest`, { headers: as(phone) })
      expect([renewed.status, renewed.body.code]).toEqual([403, 'handoffNotAllowed'])
    }
  })

  it('answers a page’s poll when another of the same page comes', async () => {
    const scene = await startForCustomers()
    const desktop = await scene.register()
    const { id } = await handOver(scene, desktop.session, 'joined', desktop.id)
    const { version } = viewOf(await ask(scene.origin, desktop.session, id))
    const polls = [1, 2].map(() => ask(scene.origin, desktop.session, id, version))
    expect(viewOf(await Promise.race(polls)).version).toBe(version)
    await end(scene.origin, desktop.session, id)
    const versions = (await Promise.all(polls)).map((poll) => viewOf(poll).version)
    expect(versions.toSorted((one, other) => one - other)).toEqual([version, expect.any(Number)])
    expect(Math.max(...versions)).toBeGreaterThan(version)
  })

  it('is done at once where the document has its file, as a desktop learns that was reloaded', async () => {
    const { origin, register, openSession } = await startForCustomers()
    const desktop = await register()
    const file = await makeImage('jpeg')
    const uploaded = await upload(origin, desktop, file)
    const answer = await begin(origin, await openSession(), desktop.id)
    const receipt = uploaded.headers.get('Upload-Receipt')
    expect(handoffBegunAnswerSchema.parse(answer.body).data).toMatchObject({
      handoff: { state: 'ended', reason: 'done', arrived: [{ file: { bytes: file.length, receipt } }] },
    })
    expect(answer.body.data).not.toHaveProperty('link')
  })

  it('is begun sixty times in an hour at most', async () => {
    const { origin, register } = await startForCustomers()
    const { session, id } = await register()
    const answers = await Promise.all(Array.from({ length: 61 }, () => begin(origin, session, id)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(60)
    const [refused] = answers.filter(({ status }) => status !== 200)
    expect([refused?.body.code, refused?.headers.get('Retry-After')]).toEqual(['tooManyRequests', '3600'])
  })

  it('is told at once to everybody who waits when the proxy stops', async () => {
    // A poll that would not be told is cut off.
    const scene = await startForCustomers(undefined, { drainMs: 2000 })
    const desktop = await scene.register()
    const { id, phone } = await handOver(scene, desktop.session, 'allowed', desktop.id)
    const { version } = viewOf(await ask(scene.origin, desktop.session, id))
    const waiting = [desktop.session, phone].map((session) => ask(scene.origin, session, id, version))
    const closed = Promise.all(waiting).then((answers) => answers.map((answer) => viewOf(answer).version))
    await eventually(async () => {
      const metrics = await (await fetch(`${scene.origin}/metrics`)).text()
      expect(metrics).toContain('\nproxy_requests_in_flight 3\n')
    })
    await scene.close()
    expect(await closed).toEqual([version, version])
  })
})

/** Each endpoint of the guide, and what a phone hears there before it is allowed, while it is, and afterwards. */
const phonesTable: readonly (readonly [endpoint: string, before: string, allowed: string, ended: string])[] =
  [
    ['POST /api/sessions/guest', '0', '0', '0'],
    ['GET /api/session', 'handoffNotAllowed', '0', 'handoffEnded'],
    ['POST /api/akepa/document/generate', 'handoffNotAllowed', 'handoffNotAllowed', 'handoffNotAllowed'],
    ['POST /api/documents/:documentId/resume', 'handoffNotAllowed', '0', 'handoffEnded'],
    ['PUT /api/requested/:key/skip', 'handoffNotAllowed', 'handoffNotAllowed', 'handoffNotAllowed'],
    ['DELETE /api/requested/:key/skip', 'handoffNotAllowed', 'handoffNotAllowed', 'handoffNotAllowed'],
    ['POST /api/akepa/document/upload/:documentId', 'handoffNotAllowed', 'ticketMissing', 'handoffEnded'],
    ['POST /api/handoffs', 'handoffNotAllowed', 'handoffNotAllowed', 'handoffNotAllowed'],
    ['POST /api/handoffs/redeem', 'requestValidateError', 'requestValidateError', 'requestValidateError'],
    ['POST /api/handoffs/:handoffId/allow', 'handoffNotAllowed', 'handoffNotAllowed', 'handoffNotAllowed'],
    ['GET /api/handoffs/:handoffId', '0', '0', '0'],
    ['DELETE /api/handoffs/:handoffId', '0', '0', '0'],
    ['POST /api/sessions', 'partnerKeyInvalid', 'partnerKeyInvalid', 'partnerKeyInvalid'],
    ['DELETE /api/sessions?reference=', 'partnerKeyInvalid', 'partnerKeyInvalid', 'partnerKeyInvalid'],
    ['POST /api/sessions/redeem', 'requestValidateError', 'requestValidateError', 'requestValidateError'],
    ['GET /api/receipts?reference=', 'partnerKeyInvalid', 'partnerKeyInvalid', 'partnerKeyInvalid'],
    ['GET /api/visits?reference=', 'partnerKeyInvalid', 'partnerKeyInvalid', 'partnerKeyInvalid'],
    ['GET /api/webhooks', 'partnerKeyInvalid', 'partnerKeyInvalid', 'partnerKeyInvalid'],
    ['POST /api/webhooks/:id/resend', 'partnerKeyInvalid', 'partnerKeyInvalid', 'partnerKeyInvalid'],
  ]

/** What is another for a phone that works a list off. */
const phonesWithList: Readonly<Record<string, readonly string[]>> = {
  'POST /api/akepa/document/generate': ['handoffNotAllowed', 'requestValidateError', 'handoffEnded'],
}

describe('a phone', () => {
  it('is known at every endpoint of the guide', () => {
    const guide = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8')
    const listed = Array.from(guide.matchAll(/`((?:GET|POST|PUT|DELETE) \/api\/[^`]+)`/g), ([, path]) => path)
    expect(new Set(phonesTable.map(([endpoint]) => endpoint))).toEqual(new Set(listed))
  })

  const rows = (['document', 'list'] as const).flatMap((errand) =>
    phonesTable.map(([endpoint, ...heard]) => {
      const expected = (errand === 'list' && phonesWithList[endpoint]) || heard
      return { errand, endpoint, expected, says: expected.join(', then ') }
    }),
  )
  it.each(rows)('with a $errand that asks $endpoint hears $says', async ({ errand, endpoint, expected }) => {
    const scene = await startForCustomers()
    const isOfList = errand === 'list'
    const desktop = isOfList
      ? await registerSide(scene.origin, await scene.openSession({ requested: list }), 'identity')
      : await scene.register({ maxDocuments: 2 })
    const [method = '', path = ''] = endpoint.split(' ')
    const heard: string[] = []
    for (const stage of ['joined', 'allowed', 'ended'] as const) {
      const { id, phone } = await handOver(
        scene,
        desktop.session,
        stage === 'joined' ? 'joined' : 'allowed',
        isOfList ? { list: true } : desktop.id,
      )
      if (stage === 'ended') await end(scene.origin, desktop.session, id)
      const where = path.replace(':documentId', desktop.id).replace(':handoffId', id).replace(':key', 'lease')
      const needsForm = where.includes('/upload/')
      const { body } = await call(`${scene.origin}${where}`, {
        method,
        headers: {
          ...as(phone),
          ...(method === 'POST' && !needsForm && { 'Content-Type': 'application/json' }),
        },
        ...(method === 'POST' && { body: needsForm ? new FormData() : '{}' }),
      })
      heard.push(body.code)
    }
    expect(heard).toEqual(expected)
    expect(await scene.states()).toEqual({ [desktop.id]: 'open' })
  })

  it('has no other document of the customer, and no other hand-off', async () => {
    const scene = await startForCustomers()
    const { origin } = scene
    const other = await scene.register({ maxDocuments: 2 })
    const desktop = await scene.register({ maxDocuments: 2 })
    const first = await handOver(scene, desktop.session, 'allowed', desktop.id)
    const second = await handOver(scene, desktop.session, 'allowed', desktop.id)
    expect((await resume(origin, second.phone, other.id)).body.code).toBe('handoffNotAllowed')
    const stolen = await upload(origin, { ...other, session: second.phone }, await makeImage('jpeg'))
    expect(stolen.body.code).toBe('handoffNotAllowed')
    for (const attempt of [ask, end]) {
      expect((await attempt(origin, second.phone, first.id)).body.code).toBe('handoffNotAllowed')
    }
    expect(await scene.states()).toEqual({ [other.id]: 'open', [desktop.id]: 'open' })
  })

  it('can’t give the document up with its ticket, and sends no second file', async () => {
    const scene = await startForCustomers()
    const desktop = await scene.register()
    const { phone } = await handOver(scene, desktop.session, 'allowed', desktop.id)
    const { upstream, origin, uploadTo } = scene
    const registered = await resumedBy(origin, phone, desktop.id)
    expect(await scene.registerAnew(registered)).toBe('handoffNotAllowed')
    const { answer, release } = held(uploadDone)
    upstream.script.upload = answer
    const uploading = uploadTo(registered)
    await eventually(() => expect(upstream.to('/akepa/document/upload')[0]?.isComplete).toBe(true))
    expect(await uploadTo(desktop)).toBe('uploadInProgress')
    release()
    expect(await uploading).toBe('done')
    expect(await uploadTo(registered)).toBe('documentAlreadyUploaded')
  })
})
