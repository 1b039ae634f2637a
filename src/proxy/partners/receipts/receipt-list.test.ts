import { expect, it, onTestFinished } from 'vitest'
import { ControlledStore } from '../../testing/stores/controlled-store.ts'
import { inEachStore } from '../../testing/stores/in-each-store.ts'
import { createVisits, type News, type Owner } from '../../visits/visits.ts'
import { createReceiptList, type ReceiptList } from './receipt-list.ts'

const secret = 'a secret of the tests, of forty characters'
const ada: Owner = { partner: 'acme', sub: 'ada' }

/** Every change of a visit stands for a file that has arrived. */
function confirming(list: ReceiptList, documentId: string): News {
  return {
    of: (owner, _before, next, now) => ({
      next,
      together: { appended: list.written(owner, [documentId], now) },
    }),
  }
}

inEachStore((openStore) => {
  function opened() {
    const store = new ControlledStore(openStore())
    onTestFinished(() => store.close())
    return store
  }

  /** A replica on a store. */
  function rig(
    store: ControlledStore,
    { most, secrets = [secret] }: { most?: number; secrets?: string[] } = {},
  ) {
    const list = createReceiptList(store, secrets, most)
    const confirm = (documentId: string, owner = ada) =>
      createVisits(store, confirming(list, documentId)).change(owner, {
        type: 'entrySkipped',
        key: documentId,
      })
    return { list, confirm }
  }

  /** All pages from a place on, as long as each says that there are more. */
  async function readAll(list: ReceiptList, partner: string, from = 0) {
    const pages: string[][] = []
    let place = from
    for (let hasMore = true; hasMore && pages.length < 10;) {
      const page = await list.page(partner, place)
      pages.push(page.listed.map(({ documentId }) => documentId))
      ;({ place, hasMore } = page)
    }
    return { pages, place }
  }

  it('tells of every document once, in pages of a hundred, though several replicas write while it is read', async () => {
    const store = opened()
    const [one, other] = [rig(store), rig(store)]
    const ids = Array.from({ length: 250 }, (_, index) => `doc_${index}`)
    const customer = (index: number): Owner => ({ partner: 'acme', sub: `customer-${index % 40}` })
    const told: string[] = []
    let place = 0
    for (let from = 0; from < ids.length; from += 25) {
      const writing = ids
        .slice(from, from + 25)
        .map((id, index) => (index % 2 ? one : other).confirm(id, customer(from + index)))
      const read = readAll(one.list, 'acme', place)
      const { pages, place: reached } = await read
      told.push(...pages.flat())
      place = reached
      await Promise.all(writing)
    }
    told.push(...(await readAll(one.list, 'acme', place)).pages.flat())
    expect(told.toSorted()).toEqual(ids.toSorted())
    const { pages } = await readAll(other.list, 'acme')
    expect(pages.map(({ length }) => length)).toEqual([100, 100, 50])
    expect(pages.flat()).toEqual(told)
  })

  it('keeps partners apart, keeps no reference in the clear, and forgets after seven days or too many', async () => {
    const store = opened()
    const { list, confirm } = rig(store, { most: 3 })
    await confirm('doc_other', { partner: 'other', sub: 'bob-1815' })
    for (const id of ['doc_1', 'doc_2', 'doc_3', 'doc_4']) await confirm(id)
    expect((await readAll(list, 'acme')).pages).toEqual([['doc_2', 'doc_3', 'doc_4']])
    expect(await list.page('other', 0)).toMatchObject({
      listed: [{ reference: 'bob-1815', documentId: 'doc_other' }],
    })
    expect(store.written.join()).not.toContain('bob-1815')
    const nobodys = await list.page('third', 7)
    expect(nobodys).toEqual({ listed: [], place: 7, hasMore: false })

    const hours = 60 * 60_000
    store.passTime(6 * 24 * hours)
    await confirm('doc_5')
    store.passTime(25 * hours)
    expect((await readAll(list, 'acme')).pages).toEqual([['doc_5']])
  })

  it('is read by the secret before, and left out where that is gone', async () => {
    const store = opened()
    const before = rig(store)
    await before.confirm('doc_1')
    const rotated = rig(store, { secrets: ['another secret of the tests, of forty', secret] })
    await rotated.confirm('doc_2')
    expect((await readAll(rotated.list, 'acme')).pages).toEqual([['doc_1', 'doc_2']])
    expect((await readAll(before.list, 'acme')).pages).toEqual([['doc_1']])
  })
})
