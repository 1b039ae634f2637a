import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { tabSessionStorage, keptForMs, openTabStorage, type VisitOwner } from './tab-storage.ts'
import { MemoryStorage } from '../testing/memory-storage.ts'
import { listedAs } from '../testing/visit-world.ts'
import { startVisit } from '../visit.ts'
import { guestRules } from '../visit-rules.ts'

const terms: VisitOwner['terms'] = { prefill: { type: 'license' }, locked: [], agent: false }
const owner: VisitOwner = { partner: 'acme', subject: 's1', instance: 'standalone', terms }
const visit = startVisit(guestRules, 'v1')
let storage: MemoryStorage

beforeEach(() => {
  storage = new MemoryStorage()
  vi.stubGlobal('window', { sessionStorage: storage })
})
afterEach(() => vi.unstubAllGlobals())

describe('what the tab keeps', () => {
  it('comes back as it was', () => {
    openTabStorage(owner).save(visit)
    expect(openTabStorage(owner).load()).toEqual({ kind: 'restored', visit })
  })

  it.each([
    ['partner', { ...owner, partner: 'other' }],
    ['subject', { ...owner, subject: 's2' }],
    ['instance', { ...owner, instance: '2' }],
    ['owner whose names run together otherwise', { ...owner, partner: 'acme:s1', subject: '' }],
  ])('is not given to another %s', (_what, other) => {
    openTabStorage(owner).save(visit)
    expect(openTabStorage(other).load()).toEqual({ kind: 'none' })
  })

  it('is dropped when the tab serves another customer of the same partner, and stays for a frame beside', () => {
    openTabStorage({ ...owner, instance: '2' }).save(visit)
    openTabStorage(owner).save(visit)
    tabSessionStorage.save({ session: 'a.b.c' })
    openTabStorage({ ...owner, subject: 's2', instances: ['2'] }).load()
    expect(openTabStorage(owner).load()).toEqual({ kind: 'none' })
    expect(openTabStorage({ ...owner, instance: '2' }).load().kind).toBe('restored')
    expect(tabSessionStorage.load()).toEqual({ session: 'a.b.c' })
  })

  it('is dropped with a word when a guest has become another subject, who is the same person', () => {
    const guest = { ...owner, partner: '' }
    openTabStorage(guest).save(visit)
    const renewed = openTabStorage({ ...guest, subject: 's2' })
    expect(renewed.load()).toEqual({ kind: 'dropped', reason: 'expired' })
    expect(renewed.load()).toEqual({ kind: 'none' })
    expect(storage.entries.size).toBe(0)
  })

  it('is dropped when another customer’s frame stands elsewhere, on a page of its own', () => {
    openTabStorage({ ...owner, instance: 'customer-1:1' }).save(visit)
    openTabStorage({ ...owner, subject: 's2', instance: 'customer-2:1' }).load()
    expect(storage.entries.size).toBe(0)
  })

  it('is dropped when the tab serves another partner’s customer', () => {
    openTabStorage(owner).save(visit)
    openTabStorage({ ...owner, partner: 'other' }).load()
    expect(storage.entries.size).toBe(0)
  })

  it('leaves a listed document to the frame beside that has it at hand, or may be about to get it', () => {
    const request = { workflow: 'PERSONAL', type: 'license', extension: 'jpg', name: 'Licence' } as const
    const registered = (documentId: string) =>
      ({ state: 'registered', documentId, ticket: 't', request, mayHaveArrived: false }) as const
    const listed = ['doc_1', 'doc_2', 'doc_3', 'doc_4'].map((id) => listedAs(id, request))
    const givenUp = { documentId: 'doc_2', ticket: 't' }
    openTabStorage({ ...owner, instance: '2' }).save({ ...visit, document: registered('doc_1'), givenUp })
    openTabStorage({ ...owner, instance: 'of another page' }).save({
      ...visit,
      document: registered('doc_3'),
    })
    openTabStorage({ ...owner, instance: '4' }).save(visit)
    const beside = openTabStorage({ ...owner, instances: [owner.instance, '2', '4', '5'] })
    expect(beside.unclaimed(listed)?.map(({ id }) => id)).toEqual(['doc_3', 'doc_4'])
    expect(beside.unclaimed(undefined)).toBeUndefined()
    const call = { idempotencyKey: 'k1', request }
    openTabStorage({ ...owner, instance: '4' }).save({ ...visit, document: { state: 'asked', call } })
    expect(beside.unclaimed(listed)).toBeUndefined()
  })

  it('does not come back as it was where it could not be kept as it is', () => {
    openTabStorage(owner).save(visit)
    storage.setItem = () => {
      throw new DOMException('The quota has been exceeded', 'QuotaExceededError')
    }
    openTabStorage(owner).save({ ...visit, step: 'details' })
    expect(openTabStorage(owner).load()).toEqual({ kind: 'none' })
  })

  const otherTerms: readonly (readonly [string, VisitOwner['terms']])[] = [
    ['another prefill', { ...terms, prefill: { type: 'passport' } }],
    ['a lock', { ...terms, locked: ['type'] }],
    ['fewer types', { ...terms, types: ['license'] }],
    ['an agent', { ...terms, agent: true }],
    ['a list', { ...terms, requested: [] }],
  ]
  it.each(otherTerms)('is not gone on with under other terms: %s', (_what, other) => {
    openTabStorage(owner).save(visit)
    expect(openTabStorage({ ...owner, terms: other }).load()).toEqual({ kind: 'none' })
    expect(storage.entries.size).toBe(0)
  })

  it.each([
    ['no JSON', '{'],
    ['another version', JSON.stringify({ version: 0, savedAt: Date.now(), terms: '', visit })],
    [
      'an unknown step',
      JSON.stringify({ version: 2, savedAt: Date.now(), terms: '', visit: { ...visit, step: 'admin' } }),
    ],
    ['nothing of a visit', JSON.stringify({ version: 2, savedAt: Date.now() })],
  ])('is dropped where it holds %s', (_what, text) => {
    openTabStorage(owner).save(visit)
    const [key] = storage.entries.keys()
    storage.entries.set(key ?? '', text)
    expect(openTabStorage(owner).load()).toEqual({ kind: 'dropped', reason: 'unreadable' })
    expect(storage.entries.size).toBe(0)
  })

  it('is dropped once it has expired', () => {
    openTabStorage(owner, () => 0).save(visit)
    expect(openTabStorage(owner, () => keptForMs - 1).load().kind).toBe('restored')
    expect(openTabStorage(owner, () => keptForMs).load()).toEqual({ kind: 'dropped', reason: 'expired' })
    expect(openTabStorage(owner, () => keptForMs).load()).toEqual({ kind: 'none' })
  })

  it('is nothing, without an error, where storage is denied', () => {
    vi.stubGlobal('window', {
      get sessionStorage(): never {
        throw new DOMException('The operation is insecure.', 'SecurityError')
      },
    })
    openTabStorage(owner).save(visit)
    openTabStorage(owner).clear()
    expect(openTabStorage(owner).load()).toEqual({ kind: 'none' })
    expect(tabSessionStorage.load()).toBeUndefined()
  })

  it('is nothing, without an error, where storage is full', () => {
    storage.setItem = () => {
      throw new DOMException('Quota exceeded.', 'QuotaExceededError')
    }
    expect(() => openTabStorage(owner).save(visit)).not.toThrow()
  })
})
