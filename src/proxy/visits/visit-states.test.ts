import { describe, expect, it } from 'vitest'
import { held, mustBeRegistered, registeredBy, startForCustomers, tryRegister } from '../testing/customers.ts'
import { ControlledStore } from '../testing/stores/controlled-store.ts'
import { inEachStore } from '../testing/stores/in-each-store.ts'
import { generate, hashHeader, licence, makeImage, upload } from '../testing/requests/proxy-client.ts'
import { openConnection } from '../testing/requests/raw-request.ts'
import { generateDone, uploadDone, vendorFailure } from '../testing/scripted-upstream.ts'
import { uploadForm, uploadHead } from '../testing/requests/upload-form.ts'
import { call } from '../../testing/call.ts'
import { eventually } from '../../testing/eventually.ts'

type Scene = Awaited<ReturnType<typeof startForCustomers>> & {
  readonly store: ControlledStore
  readonly replica: string
}

/** Has the next generate wait for its answer. Resolves when it has reached ConnectFi. */
async function holdGenerate({ upstream, origin, openSession }: Scene, terms?: object, key?: string) {
  const { answer, release } = held(generateDone)
  upstream.script.generate = answer
  const session = await openSession(terms)
  const before = upstream.to('/akepa/document/generate').length
  const result = tryRegister(origin, session, key)
  await eventually(() => expect(upstream.to('/akepa/document/generate')[before]?.isComplete).toBe(true))
  delete upstream.script.generate
  return { session, result, release }
}

/** Has the next upload wait for its answer. Resolves when all its bytes have reached ConnectFi. */
async function holdUpload({ upstream, uploadTo }: Scene, registered: Parameters<Scene['uploadTo']>[0]) {
  const { answer, release } = held(uploadDone)
  upstream.script.upload = answer
  const before = upstream.to('/akepa/document/upload').length
  const result = uploadTo(registered)
  await eventually(() => expect(upstream.to('/akepa/document/upload')[before]?.isComplete).toBe(true))
  delete upstream.script.upload
  return { result, release }
}

/** Sends the first half of an upload. */
async function halfUpload({ upstream, origin }: Scene, registered: Parameters<Scene['uploadTo']>[0]) {
  const form = uploadForm(await makeImage('jpeg', 300))
  const connection = openConnection(origin)
  connection.write(uploadHead(registered, form.length))
  connection.write(form.subarray(0, form.length >> 1))
  await eventually(() => expect(upstream.to('/akepa/document/upload')).toHaveLength(1))
  return {
    async finish() {
      connection.write(form.subarray(form.length >> 1))
      const [answer] = await connection.answers(1)
      return answer
    },
  }
}

const loseAnswer = (_exchange: unknown, response: { destroy(): void }) => response.destroy()

describe('a document that is', () => {
  inEachStore((openStore) => {
    async function startScene(): Promise<Scene> {
      const store = new ControlledStore(openStore())
      const scene = await startForCustomers(store)
      return { ...scene, store, replica: await scene.startReplica() }
    }

    it('none becomes reserved by a generate, and another hears that it is going on', async () => {
      const scene = await startScene()
      const { result, release } = await holdGenerate(scene)
      const second = await generate(scene.replica, await scene.openSession())
      expect([second.status, second.body.code]).toEqual([409, 'registrationInProgress'])
      expect(['1', '2', '3', '4', '5']).toContain(second.headers.get('Retry-After'))
      release()
      mustBeRegistered(await result)
    })

    it('reserved becomes open with ConnectFi’s answer', async () => {
      const scene = await startScene()
      const { result, release } = await holdGenerate(scene)
      expect(await scene.states()).toEqual({})
      release()
      const { id, session } = mustBeRegistered(await result)
      expect(await scene.states()).toEqual({ [id]: 'open' })
      expect(await tryRegister(scene.replica, session)).toBe('documentLimitReached')
    })

    it.each([
      ['is refused', vendorFailure(500, 'extAkepa'), 'upstreamFailed'],
      ['loses its answer', loseAnswer, 'upstreamConnectionLost'],
    ])('reserved becomes none when the generate %s', async (_what, answer, code) => {
      const { upstream, origin, replica, openSession, states } = await startScene()
      const session = await openSession()
      upstream.script.generate = answer
      expect(await tryRegister(origin, session, 'key')).toBe(code)
      delete upstream.script.generate
      expect(await states()).toEqual({})
      mustBeRegistered(await tryRegister(replica, session, 'key'))
    })

    it('reserved stays reserved while its replica renews the lease', async () => {
      const scene = await startScene()
      const { result, release } = await holdGenerate(scene)
      for (let times = 0; times < 2; times += 1) {
        scene.store.passTime(2_600)
        const written = scene.store.written.length
        await eventually(() => expect(scene.store.written.slice(written).join()).toContain('"lease"'))
      }
      expect(await tryRegister(scene.replica, await scene.openSession())).toBe('registrationInProgress')
      release()
      mustBeRegistered(await result)
    })

    it('reserved becomes none when its lease is over, and an answer after that is shown to nobody if the place is taken', async () => {
      const scene = await startScene()
      const { result, release } = await holdGenerate(scene)
      scene.store.passTime(5_001)
      const second = mustBeRegistered(await tryRegister(scene.replica, await scene.openSession()))
      release()
      expect(await result).toBe('documentLimitReached')
      expect(await scene.states()).toEqual({ [second.id]: 'open' })
      expect(await scene.uploadTo(second)).toBe('done')
    })

    it('reserved becomes open although its lease was over, if the place is still free', async () => {
      const scene = await startScene()
      const { result, release } = await holdGenerate(scene)
      scene.store.passTime(5_001)
      release()
      const late = mustBeRegistered(await result)
      expect(await scene.states()).toEqual({ [late.id]: 'open' })
      expect(scene.upstream.to('/akepa/document/generate')).toHaveLength(1)
    })

    it('reserved that was taken over by a repeat has the repeat’s document, for both callers', async () => {
      const scene = await startScene()
      const { session, result, release } = await holdGenerate(scene, { maxDocuments: 5 }, 'key')
      scene.store.passTime(5_001)
      const repeat = mustBeRegistered(await tryRegister(scene.replica, session, 'key'))
      release()
      expect(mustBeRegistered(await result).id).toBe(repeat.id)
      expect(await scene.states()).toEqual({ [repeat.id]: 'open' })
    })

    it('open becomes unconfirmed when the last bytes of a file go', async () => {
      const scene = await startScene()
      const registered = await scene.register()
      const { answer, release } = held(uploadDone)
      scene.upstream.script.upload = answer
      const half = await halfUpload(scene, registered)
      expect(await scene.states()).toEqual({ [registered.id]: 'open' })
      const finished = half.finish()
      await eventually(() => expect(scene.upstream.to('/akepa/document/upload')[0]?.isComplete).toBe(true))
      expect(await scene.states()).toEqual({ [registered.id]: 'unconfirmed' })
      release()
      await finished
    })

    it('open becomes given up when another document takes its place', async () => {
      const { replica, register, uploadTo, states } = await startScene()
      const first = await register()
      const second = mustBeRegistered(await tryRegister(replica, first.session, 'key', first.ticket))
      expect(await states()).toEqual({ [second.id]: 'open' })
      expect(await uploadTo(first)).toBe('ticketInvalid')
    })

    it('open stays open while a file goes to it, for whoever would upload to it or replace it elsewhere', async () => {
      const scene = await startScene()
      const registered = await scene.register()
      const half = await halfUpload(scene, registered)
      expect(await scene.uploadTo(registered, scene.replica)).toBe('uploadInProgress')
      const { session, ticket } = registered
      expect(await tryRegister(scene.replica, session, 'key', ticket)).toBe('uploadInProgress')
      expect((await half.finish())?.status).toBe(200)
      expect(await scene.states()).toEqual({ [registered.id]: 'uploaded' })
    })

    it('open is given up or gets its file, never both, when two devices do both at once', async () => {
      const { replica, openSession, origin, uploadTo } = await startScene()
      for (let round = 0; round < 8; round += 1) {
        const reference = `customer-${round}`
        const session = await openSession({ reference })
        const first = mustBeRegistered(await tryRegister(origin, session))
        const [uploaded, second] = await Promise.all([
          uploadTo(first),
          tryRegister(replica, session, 'key', first.ticket),
        ])
        const outcome = `${uploaded}, ${typeof second === 'string' ? second : 'registered'}`
        expect(outcome).toMatch(
          /^(?:done, (?:uploadInProgress|documentLimitReached)|(?:uploadInProgress|ticketInvalid), registered)$/,
        )
      }
    })

    it('open that a session can’t see makes room for what that session registers, the oldest first', async () => {
      const { replica, origin, openSession, states } = await startScene()
      const both = { maxDocuments: 2 }
      const first = mustBeRegistered(await tryRegister(origin, await openSession(both)))
      const second = mustBeRegistered(await tryRegister(origin, await openSession(both)))
      const narrow = await openSession({ ...both, types: ['passport'] })
      const passport = { ...licence, type: 'passport' }
      const third = registeredBy(narrow, await generate(replica, narrow, passport))
      expect(await states()).toEqual({ [second.id]: 'open', [third.id]: 'open' })
      expect((await generate(replica, await openSession(both))).body.code).toBe('documentLimitReached')
      expect(first.id).not.toBe(third.id)
    })

    it('unconfirmed becomes uploaded with ConnectFi’s answer', async () => {
      const scene = await startScene()
      const registered = await scene.register()
      const { result, release } = await holdUpload(scene, registered)
      expect(await scene.states()).toEqual({ [registered.id]: 'unconfirmed' })
      release()
      expect(await result).toBe('done')
      expect(await scene.states()).toEqual({ [registered.id]: 'uploaded' })
    })

    it.each([
      ['extAkepa', vendorFailure(400, 'extAkepa')],
      ['upstreamFailed', vendorFailure(500, 'extAkepa')],
    ])(
      'unconfirmed becomes open by a refusal, which proves that nothing arrived: %s',
      async (code, answer) => {
        const { upstream, register, uploadTo, states, registerAnew } = await startScene()
        const registered = await register()
        upstream.script.upload = answer
        expect(await uploadTo(registered)).toBe(code)
        expect(await states()).toEqual({ [registered.id]: 'open' })
        mustBeRegistered(await registerAnew(registered))
      },
    )

    it.each([
      ['stays so', vendorFailure(500, 'extAkepa'), 'upstreamFailed', 'unconfirmed'],
      [
        'becomes open if ConnectFi doesn’t know it',
        vendorFailure(400, 'documentNotFound'),
        'documentNotFound',
        'open',
      ],
    ])(
      'unconfirmed %s when a second file is refused, because the first may have arrived',
      async (_what, answer, code, state) => {
        const { upstream, register, uploadTo, states } = await startScene()
        const registered = await register()
        upstream.script.upload = loseAnswer
        expect(await uploadTo(registered)).toBe('upstreamConnectionLost')
        upstream.script.upload = answer
        expect(await uploadTo(registered)).toBe(code)
        expect(await states()).toEqual({ [registered.id]: state })
      },
    )

    it('unconfirmed stays so when a second file is refused before its last bytes go', async () => {
      const { upstream, origin, register, uploadTo, states } = await startScene()
      const registered = await register()
      upstream.script.upload = loseAnswer
      expect(await uploadTo(registered)).toBe('upstreamConnectionLost')
      const png = await makeImage('png')
      expect((await upload(origin, registered, png)).body.code).toBe('fileFormatMismatch')
      expect(await states()).toEqual({ [registered.id]: 'unconfirmed' })
    })

    it('unconfirmed stays so when the answer is lost, is not given up, and can be uploaded again', async () => {
      const { upstream, replica, register, uploadTo, states } = await startScene()
      const registered = await register()
      upstream.script.upload = loseAnswer
      expect(await uploadTo(registered)).toBe('upstreamConnectionLost')
      delete upstream.script.upload
      expect(await states()).toEqual({ [registered.id]: 'unconfirmed' })
      const { session, ticket } = registered
      expect(await tryRegister(replica, session, 'key', ticket)).toBe('documentLimitReached')
      expect(await states()).toEqual({ [registered.id]: 'unconfirmed' })
      expect(await uploadTo(registered, replica)).toBe('done')
    })

    it('unconfirmed is sent again from anywhere by a fresh ticket, however long that takes', async () => {
      const { upstream, store, replica, openSession, register, uploadTo, states } = await startScene()
      const registered = await register()
      upstream.script.upload = loseAnswer
      expect(await uploadTo(registered)).toBe('upstreamConnectionLost')
      delete upstream.script.upload
      store.passTime(80 * 24 * 60 * 60_000)
      const session = await openSession()
      const headers = { Authorization: `Bearer ${session}` }
      const resumed = await call(`${replica}/api/documents/${registered.id}/resume`, { headers })
      expect(await uploadTo(registeredBy(session, resumed), replica)).toBe('done')
      expect(await states()).toEqual({ [registered.id]: 'uploaded' })
    })

    it('given up becomes uploaded, above the limit even, when an upload that was in flight is confirmed', async () => {
      const scene = await startScene()
      const first = await scene.register()
      const half = await halfUpload(scene, first)
      // Its replica could not renew the lease.
      scene.store.passTime(30_001)
      const second = mustBeRegistered(await tryRegister(scene.replica, first.session, 'key', first.ticket))
      expect(await scene.states()).toEqual({ [second.id]: 'open' })
      expect((await half.finish())?.status).toBe(200)
      expect(await scene.states()).toEqual({ [first.id]: 'uploaded', [second.id]: 'open' })
    })

    it('uploaded gives the same file the same answer, and another the receipt of the first', async () => {
      const { upstream, origin, replica, register, states } = await startScene()
      const registered = await register()
      const [file, other] = [await makeImage('jpeg'), await makeImage('jpeg')]
      const first = await upload(origin, registered, file, hashHeader(file))
      const again = await upload(replica, registered, file, hashHeader(file))
      expect([again.status, again.body.data]).toEqual([200, first.body.data])
      const refused = await upload(replica, registered, other, hashHeader(other))
      expect([refused.status, refused.body.code]).toEqual([409, 'documentAlreadyUploaded'])
      const receipts = [first, again, refused].map(({ headers }) => headers.get('Upload-Receipt'))
      expect(receipts).toEqual(Array(3).fill(expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/)))
      expect(new Set(receipts).size).toBe(1)
      expect(await states()).toEqual({ [registered.id]: 'uploaded' })
      expect(upstream.to('/akepa/document/upload')).toHaveLength(1)
    })

    it('uploaded keeps its place, whatever takes it', async () => {
      const { register, registerAnew, uploadTo } = await startScene()
      const registered = await register()
      expect(await uploadTo(registered)).toBe('done')
      expect(await registerAnew(registered)).toBe('documentLimitReached')
    })

    it('unknown is taken in as open by a valid ticket, and its file arrives', async () => {
      const scene = await startScene()
      const registered = await scene.register()
      scene.store.forgetEverything()
      expect(await scene.states()).toEqual({})
      const half = await halfUpload(scene, registered)
      expect(await scene.states()).toEqual({ [registered.id]: 'open' })
      expect(await tryRegister(scene.replica, registered.session)).toBe('documentLimitReached')
      expect((await half.finish())?.status).toBe(200)
      expect(await scene.states()).toEqual({ [registered.id]: 'uploaded' })
    })

    it('unknown is uploaded, if the store forgot it while its file was on its way', async () => {
      const scene = await startScene()
      const registered = await scene.register()
      const half = await halfUpload(scene, registered)
      scene.store.forgetEverything()
      expect((await half.finish())?.status).toBe(200)
      expect(await scene.states()).toEqual({ [registered.id]: 'uploaded' })
    })
  })
})
