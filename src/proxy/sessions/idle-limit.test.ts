import { expect, it } from 'vitest'
import { sessionDescriptionAnswerSchema } from '../../contract/api/session.ts'
import { ControlledStore } from '../testing/stores/controlled-store.ts'
import { startForCustomers } from '../testing/customers.ts'
import { inEachStore } from '../testing/stores/in-each-store.ts'
import { call } from '../../testing/call.ts'

const minuteMs = 60_000

inEachStore((openStore) => {
  async function start() {
    const store = new ControlledStore(openStore())
    const { origin, startReplica, openSession } = await startForCustomers(store)
    const use = (session: string, at = origin) =>
      call(`${at}/api/session`, { method: 'GET', headers: { Authorization: `Bearer ${session}` } })
    const open = (idleSeconds?: number) => openSession({ ttlSeconds: 28_800, idleSeconds })
    return { store, startReplica, use, open }
  }

  it('a session ends when nobody has used it for as long as its partner allows, at every replica', async () => {
    const { store, startReplica, use, open } = await start()
    const [limited, unlimited] = [await open(1800), await open()]
    // As it is opened, and used every 20 minutes from then on.
    for (let times = 0; times < 4; times += 1) {
      const { status, body } = await use(limited)
      expect(status).toBe(200)
      expect(sessionDescriptionAnswerSchema.parse(body).data).not.toHaveProperty('idleSeconds')
      store.passTime(20 * minuteMs)
    }
    store.passTime(11 * minuteMs)
    for (const at of [undefined, await startReplica()]) {
      expect(await use(limited, at)).toMatchObject({ status: 401, body: { code: 'sessionExpired' } })
    }
    expect((await use(unlimited)).status).toBe(200)
  })

  it('a session that is used all the time writes that down now and then alone', async () => {
    const { store, use, open } = await start()
    const session = await open(1800)
    await use(session)
    const written = store.written.filter((text) => text.includes('usedAt'))
    for (let times = 0; times < 5; times += 1) await use(session)
    expect(store.written.filter((text) => text.includes('usedAt'))).toEqual(written)
    expect(written).toHaveLength(1)
  })
})
