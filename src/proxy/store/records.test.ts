import { expect, it, onTestFinished, vi } from 'vitest'
import { inEachStore } from '../testing/stores/in-each-store.ts'
import { createRecords } from './records.ts'

inEachStore((openStore) => {
  it('a value is not parsed by whoever wrote it last, and always by whoever did not', async () => {
    const store = openStore()
    onTestFinished(() => store.close())
    const parse = vi.fn<(value: unknown) => { count: number }>((value) => value as { count: number })
    const [ours, others] = [
      createRecords(store, parse),
      createRecords(store, (value) => value as { count: number }),
    ]
    const countOn = (records: typeof ours) =>
      records.change('key', (held) => {
        const count = (held?.count ?? 0) + 1
        return { next: { count }, ttlMs: 60_000, answer: count }
      })
    expect([await countOn(ours), await countOn(ours)]).toEqual([1, 2])
    expect((await ours.read('key')).held).toEqual({ count: 2 })
    expect(parse).not.toHaveBeenCalled()
    expect([await countOn(others), await countOn(ours)]).toEqual([3, 4])
    expect(parse).toHaveBeenCalledTimes(1)
  })
})
