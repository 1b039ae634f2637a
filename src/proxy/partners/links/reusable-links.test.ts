import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { linkAnswerSchema } from '../../../contract/api/partner-api.ts'
import { call } from '../../../testing/call.ts'
import { startForCustomers } from '../../testing/customers.ts'
import { inEachStore } from '../../testing/stores/in-each-store.ts'
import { makeImage, registerIn, upload } from '../../testing/requests/proxy-client.ts'

const day = 24 * 60 * 60_000
const as = (session: string) => ({ Authorization: `Bearer ${session}` })

inEachStore((openStore) => {
  async function start() {
    const scene = await startForCustomers(openStore())
    const { origin } = scene
    const askForLink = (link: object, terms: object = {}) => scene.askForSession({ ...terms, link })
    const linkFor = async (days: number, terms?: object) => {
      const { body } = await askForLink({ reusable: true, days }, terms)
      const { link, dtsExpireAt } = linkAnswerSchema.parse(body).data
      return { code: link.split('#code=')[1] ?? '', endsAt: Date.parse(dtsExpireAt) }
    }
    /** The session that a key opens, or why there is none. */
    const open = async (code: string, key: string, at = origin) => {
      const { body } = await call(`${at}/api/sessions/redeem`, {
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
        body: JSON.stringify({ code }),
      })
      return body.code === '0' ? String(body.data['session']) : body.code
    }
    /** '0', or why a session may do nothing. */
    const stateOf = async (session: string, at = origin) =>
      (await call(`${at}/api/session`, { method: 'GET', headers: as(session) })).body.code
    return { ...scene, askForLink, linkFor, open, stateOf }
  }

  async function uploadOne(origin: string, session: string): Promise<void> {
    const answer = await upload(origin, await registerIn(origin, session), await makeImage('jpeg'))
    expect(answer.status).toBe(200)
  }

  describe('a reusable link', () => {
    it('lasts for as many days as the partner says', async () => {
      const { linkFor } = await start()
      for (const days of [1, 90]) {
        const { endsAt } = await linkFor(days)
        expect(Math.abs(endsAt - Date.now() - days * day)).toBeLessThan(60_000)
      }
    })

    it.each<[string, object, string?]>([
      ['no days', { reusable: true }],
      ['too many days', { reusable: true, days: 91 }],
      ['no whole days', { reusable: true, days: 1.5 }],
      ['days, but opened once', { days: 3 }],
      ['days and minutes', { reusable: true, days: 3, minutes: 3 }, 'minutes'],
    ])('is refused with %s', async (_what, link, refused = 'days') => {
      const { askForLink } = await start()
      const answer = await askForLink(link)
      expect([answer.status, answer.body.code]).toEqual([400, 'requestValidateError'])
      expect(answer.body.context).toMatchObject([{ instancePath: `/link/${refused}` }])
    })

    it('is opened on one device after the other, which ends the one before, at every replica', async () => {
      const { origin, startReplica, linkFor, open, stateOf } = await start()
      const other = await startReplica()
      const { code } = await linkFor(30)
      const first = await open(code, 'desktop')
      expect(await stateOf(first)).toBe('0')
      expect(await open(code, 'desktop', other)).toBe(first)

      const second = await open(code, 'tablet', other)
      for (const at of [origin, other]) {
        expect(await stateOf(first, at)).toBe('linkOpenedElsewhere')
        expect(await stateOf(second, at)).toBe('0')
      }
      const registering = await call(`${origin}/api/akepa/document/generate`, {
        headers: { 'Content-Type': 'application/json', ...as(first) },
        body: JSON.stringify({ workflow: 'PERSONAL', name: 'a', extension: 'jpg', type: 'license' }),
      })
      expect([registering.status, registering.body.code]).toEqual([401, 'linkOpenedElsewhere'])

      const third = await open(code, 'desktop')
      expect(await stateOf(third)).toBe('0')
      expect(await stateOf(second)).toBe('linkOpenedElsewhere')
      expect(await stateOf(first)).toBe('linkOpenedElsewhere')
    })

    it('tells a device whose session is over that another has the link, so that it takes nothing back', async () => {
      const { linkFor, open, stateOf } = await start()
      const { code } = await linkFor(30, { ttlSeconds: 60 })
      const [first, second] = [await open(code, 'desktop'), await open(code, 'tablet')]
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
      onTestFinished(() => void vi.useRealTimers())
      expect(await stateOf(first)).toBe('linkOpenedElsewhere')
      expect(await stateOf(second)).toBe('sessionExpired')
    })

    it('goes on where the device before stopped, and opens nothing once all is done', async () => {
      const { origin, linkFor, open, stateOf } = await start()
      const { code } = await linkFor(30, { maxDocuments: 2 })
      await uploadOne(origin, await open(code, 'desktop'))
      const tablet = await open(code, 'tablet')
      const { id } = await registerIn(origin, tablet)
      const phone = await open(code, 'phone')
      const resumed = await call(`${origin}/api/documents/${id}/resume`, { headers: as(phone) })
      const ticket = resumed.headers.get('Upload-Ticket') ?? ''
      await upload(origin, { session: phone, id, ticket }, await makeImage('jpeg'))

      expect(await open(code, 'a-copy')).toBe('linkCompleted')
      // The tab that has just finished can still be loaded anew.
      expect(await open(code, 'phone')).toBe(phone)
      expect(await stateOf(phone)).toBe('0')
    })

    it('is done with a list once each entry has its files or is skipped', async () => {
      const { origin, linkFor, open } = await start()
      const requested = [
        { key: 'licence', types: ['license'] },
        { key: 'lease', types: ['contract'], optional: true },
      ]
      const { code } = await linkFor(30, { requested })
      const session = await open(code, 'one')
      const answer = await call(`${origin}/api/akepa/document/generate`, {
        headers: { 'Content-Type': 'application/json', 'Requested-Key': 'licence', ...as(session) },
        body: JSON.stringify({ workflow: 'PERSONAL', name: 'a', extension: 'jpg', type: 'license' }),
      })
      const ticket = answer.headers.get('Upload-Ticket') ?? ''
      await upload(origin, { session, id: String(answer.body.data['id']), ticket }, await makeImage('jpeg'))
      const again = await open(code, 'two')
      expect(again).toMatch(/^ey/)
      await call(`${origin}/api/requested/lease/skip`, { method: 'PUT', headers: as(again) })
      expect(await open(code, 'three')).toBe('linkCompleted')
    })

    it('without a limit is opened for all its days', async () => {
      const { origin, linkFor, open } = await start()
      const { code } = await linkFor(30, { maxDocuments: undefined, reference: 'someone-else' })
      await uploadOne(origin, await open(code, 'desktop'))
      expect(await open(code, 'tablet')).toMatch(/^ey/)
    })

    it('ends with the customer’s sessions', async () => {
      const { linkFor, open, stateOf, askToEnd } = await start()
      const { code } = await linkFor(30)
      const session = await open(code, 'desktop')
      await askToEnd()
      expect(await stateOf(session)).toBe('sessionEnded')
      for (const key of ['desktop', 'tablet']) expect(await open(code, key)).toBe('linkExpired')
    })

    it('says nothing of itself to the page', async () => {
      const { origin, linkFor, open } = await start()
      const session = await open((await linkFor(30)).code, 'desktop')
      const { body } = await call(`${origin}/api/session`, { method: 'GET', headers: as(session) })
      expect(body.data).not.toHaveProperty('link')
      expect(body.data).not.toHaveProperty('issuedAt')
    })
  })
})
