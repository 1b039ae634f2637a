import { describe, expect, it } from 'vitest'
import { sessionsEndedAnswerSchema } from '../../contract/api/partner-api.ts'
import { type Answer, call } from '../../testing/call.ts'
import { eventually } from '../../testing/eventually.ts'
import { held, otherKey, startForCustomers } from '../testing/customers.ts'
import { inEachStore } from '../testing/stores/in-each-store.ts'
import {
  generate,
  makeImage,
  openGuestSession,
  registerIn,
  upload,
} from '../testing/requests/proxy-client.ts'
import { uploadDone } from '../testing/scripted-upstream.ts'

const json = { 'Content-Type': 'application/json' }
const as = (session: string) => ({ Authorization: `Bearer ${session}` })
const requested = [{ key: 'lease', types: ['license'], optional: true }]

inEachStore((openStore) => {
  async function start() {
    const scene = await startForCustomers(openStore())
    const { origin } = scene
    const end = async (...asked: Parameters<typeof scene.askToEnd>) => {
      const answer = await scene.askToEnd(...asked)
      return Date.parse(sessionsEndedAnswerSchema.parse(answer.body).data.dtsEndedAt)
    }
    const describeSession = (session: string, at = origin) =>
      call(`${at}/api/session`, { method: 'GET', headers: as(session) })
    const codeOfLink = async (terms: object = {}) => {
      const { body } = await scene.askForSession({ link: {}, ...terms })
      return String(body.data['link']).split('#code=')[1] ?? ''
    }
    const redeem = (code: string, key = 'a-tab') =>
      call(`${origin}/api/sessions/redeem`, {
        headers: { ...json, 'Idempotency-Key': key },
        body: JSON.stringify({ code }),
      })
    return { ...scene, end, describeSession, codeOfLink, redeem }
  }

  it('a session that ends the others is the only one, of its customer', async () => {
    const { openSession, codeOfLink, redeem, describeSession } = await start()
    const [before, elses] = [await openSession(), await openSession({ reference: 'someone-else' })]
    const link = await codeOfLink()
    const only = await openSession({ endsOthers: true })
    expect((await describeSession(before)).body.code).toBe('sessionEnded')
    expect((await redeem(link)).body.code).toBe('linkExpired')
    for (const session of [only, elses]) expect((await describeSession(session)).status).toBe(200)
    // A link ends them when it is made.
    const opened = await redeem(await codeOfLink({ endsOthers: true }))
    expect((await describeSession(only)).body.code).toBe('sessionEnded')
    expect((await describeSession(String(opened.body.data['session']))).status).toBe(200)
  })

  describe('when a partner ends a customer’s sessions', () => {
    it.each<[string, (origin: string, session: string, id: string, ticket: string) => Promise<Answer>]>([
      ['what it may do', (at, session) => call(`${at}/api/session`, { method: 'GET', headers: as(session) })],
      ['to register a document', (at, session) => generate(at, session, undefined, 'another-key')],
      ['for a repeat of a registration', (at, session) => generate(at, session, undefined, 'key')],
      [
        'to go on with a document',
        (at, session, id) => call(`${at}/api/documents/${id}/resume`, { headers: as(session) }),
      ],
      [
        'to upload a file',
        async (at, session, id, ticket) => upload(at, { session, id, ticket }, await makeImage('jpeg')),
      ],
      [
        'to hand a document to a phone',
        (at, session, documentId) =>
          call(`${at}/api/handoffs`, {
            headers: { ...json, ...as(session) },
            body: JSON.stringify({ documentId }),
          }),
      ],
    ])('a session of before is refused when it asks %s, at every replica', async (_what, ask) => {
      const { origin, startReplica, openSession, end } = await start()
      const session = await openSession({ maxDocuments: 5 })
      const { headers, body } = await generate(origin, session, undefined, 'key')
      await end()
      for (const at of [origin, await startReplica()]) {
        const ticket = headers.get('Upload-Ticket') ?? ''
        const answer = await ask(at, session, String(body.data['id']), ticket)
        expect([answer.status, answer.body.code]).toEqual([401, 'sessionEnded'])
      }
    })

    it('a session of before skips no entry', async () => {
      const { origin, openSession, end, askAs } = await start()
      const session = await openSession({ requested })
      await end()
      const skip = { method: 'PUT', headers: as(session) }
      const answer = await call(`${origin}/api/requested/lease/skip`, skip)
      expect([answer.status, answer.body.code]).toEqual([401, 'sessionEnded'])
      expect((await askAs()).body.data).toEqual({ documents: [], skipped: [] })
    })

    it('one that is asked for at once goes on where the old one stopped', async () => {
      const { origin, openSession, end, describeSession, uploadTo, states } = await start()
      const before = await openSession()
      const { id } = await registerIn(origin, before)
      for (let times = 0; times < 10; times += 1) {
        const endedAt = await end()
        expect(Math.abs(endedAt - Date.now())).toBeLessThan(60_000)
        const session = await openSession()
        expect((await describeSession(session)).body.data).toMatchObject({ openDocuments: [{ id }] })
      }
      const session = await openSession()
      const answer = await call(`${origin}/api/documents/${id}/resume`, { headers: as(session) })
      const ticket = answer.headers.get('Upload-Ticket') ?? ''
      expect(await uploadTo({ session, id, ticket })).toBe('done')
      expect(await states()).toEqual({ [id]: 'uploaded' })
    })

    it('links of before open nothing, neither unused nor for the tab that opened them', async () => {
      const { end, codeOfLink, redeem, describeSession } = await start()
      const [used, unused] = [await codeOfLink(), await codeOfLink()]
      const session = String((await redeem(used)).body.data['session'])
      expect((await describeSession(session)).status).toBe(200)
      await end()
      expect((await describeSession(session)).body.code).toBe('sessionEnded')
      for (const code of [used, unused]) {
        expect(await redeem(code)).toMatchObject({ status: 403, body: { code: 'linkExpired' } })
      }
      const anew = await redeem(await codeOfLink())
      expect((await describeSession(String(anew.body.data['session']))).status).toBe(200)
    })

    it('neither a phone of before nor its code does anything', async () => {
      const { origin, openSession, end } = await start()
      const desktop = await openSession({ maxDocuments: 5 })
      const beginHandoff = async () => {
        const { id: documentId } = await registerIn(origin, desktop)
        const { body } = await call(`${origin}/api/handoffs`, {
          headers: { ...json, ...as(desktop) },
          body: JSON.stringify({ documentId }),
        })
        const { link, handoff } = body.data as { link: string; handoff: { id: string } }
        return { code: link.split('#phone=')[1], handoffId: handoff.id, documentId }
      }
      const join = (code: string | undefined) =>
        call(`${origin}/api/handoffs/redeem`, { headers: json, body: JSON.stringify({ code }) })
      const joined = await beginHandoff()
      const phone = String((await join(joined.code)).body.data['session'])
      await call(`${origin}/api/handoffs/${joined.handoffId}/allow`, { headers: as(desktop) })
      const resume = () => call(`${origin}/api/documents/${joined.documentId}/resume`, { headers: as(phone) })
      expect((await resume()).status).toBe(200)
      await end()
      expect((await resume()).body.code).toBe('sessionEnded')
      const allow = await call(`${origin}/api/handoffs/${joined.handoffId}/allow`, { headers: as(desktop) })
      expect(allow.body.code).toBe('sessionEnded')
    })

    it('a phone’s code of before opens nothing', async () => {
      const { origin, openSession, end } = await start()
      const desktop = await openSession()
      const { id: documentId } = await registerIn(origin, desktop)
      const { body } = await call(`${origin}/api/handoffs`, {
        headers: { ...json, ...as(desktop) },
        body: JSON.stringify({ documentId }),
      })
      await end()
      const code = String(body.data['link']).split('#phone=')[1]
      const answer = await call(`${origin}/api/handoffs/redeem`, {
        headers: json,
        body: JSON.stringify({ code }),
      })
      expect(answer.body.code).toBe('sessionEnded')
    })

    it('another reference, another partner’s customer of that name and guests go on', async () => {
      const { origin, askForSession, openSession, end, describeSession, codeOfLink, redeem } = await start()
      const sessions = [
        await openSession({ reference: 'someone-else' }),
        String((await askForSession({}, otherKey)).body.data['session']),
        await openGuestSession(origin),
      ]
      const code = await codeOfLink({ reference: 'someone-else' })
      await end()
      for (const session of sessions) expect((await describeSession(session)).status).toBe(200)
      expect((await redeem(code)).status).toBe(200)
    })

    it('nobody does it but the partner', async () => {
      const { origin, openSession, end, describeSession, askToEnd } = await start()
      const session = await openSession()
      for (const headers of [{}, as('a-made-up-key'), as(session)]) {
        const answer = await call(`${origin}/api/sessions?reference=customer`, { method: 'DELETE', headers })
        expect(answer.status).toBe(401)
      }
      await end(otherKey)
      expect((await describeSession(session)).status).toBe(200)
      expect((await askToEnd(undefined, '')).body.code).toBe('requestValidateError')
    })

    it('the partner still reads what there is', async () => {
      const { register, end, askAs, uploadTo } = await start()
      const registered = await register()
      expect(await uploadTo(registered)).toBe('done')
      await end()
      expect((await askAs()).body.data).toMatchObject({ documents: [{ id: registered.id }] })
      expect((await askAs(undefined, 'receipts')).body.data).toMatchObject({ receipts: [expect.any(String)] })
    })

    it('an upload that is under way arrives, with its receipt', async () => {
      const { upstream, origin, register, end, states } = await start()
      const registered = await register()
      const done = held(uploadDone)
      upstream.script.upload = done.answer
      const uploading = upload(origin, registered, await makeImage('jpeg'))
      await eventually(() => expect(upstream.to('/akepa/document/upload')[0]?.isComplete).toBe(true))
      await end()
      done.release()
      const answer = await uploading
      expect(answer.status).toBe(200)
      expect(answer.headers.get('Upload-Receipt')).not.toBeNull()
      expect(await states()).toEqual({ [registered.id]: 'uploaded' })
    })
  })
})
