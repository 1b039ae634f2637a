import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openTabStorage } from '../visit/kept/tab-storage.ts'
import { MemoryStorage } from '../visit/testing/memory-storage.ts'
import { startVisit } from '../visit/visit.ts'
import { guestRules } from '../visit/visit-rules.ts'
import { framesOfPage } from './frames-of-page.ts'

let storage: MemoryStorage

beforeEach(() => {
  storage = new MemoryStorage()
  vi.stubGlobal('window', { sessionStorage: storage })
})
afterEach(() => vi.unstubAllGlobals())

const visit = startVisit(guestRules, 'v1')
const terms = { prefill: {}, locked: [], agent: false }

/** Frames come up in this order, each for its customer. Answers what each finds of an earlier visit. */
function load(frames: readonly (readonly [instance: string, subject: string])[]) {
  return frames.map(([instance, subject], index) => {
    const present = frames.slice(0, index + 1).map(([name]) => name)
    const instances = framesOfPage({ instance, instances: present })
    const tab = openTabStorage({ partner: 'acme', subject, instance, instances, terms })
    const { kind } = tab.load()
    tab.save(visit)
    return kind
  })
}

const three = [
  ['a:1', 'alice'],
  ['b:1', 'bob'],
  ['c:1', 'alice'],
] as const

describe('what the frames of a page have kept', () => {
  it.each([
    ['in the same order', [0, 1, 2]],
    ['the other way round', [2, 1, 0]],
    ['with the last one first', [2, 0, 1]],
  ])('is found again when the page mounts them again %s', (_order, order) => {
    expect(load(three)).toEqual(['none', 'none', 'none'])
    const again = order.flatMap((index) => three.slice(index, index + 1))
    expect(load(again)).toEqual(['restored', 'restored', 'restored'])
    expect(load(again.slice(1))).toEqual(['restored', 'restored'])
    expect(load(three)).toEqual(['restored', 'restored', 'restored'])
  })

  it('is gone once the tab serves another customer, in the same place or on another page', () => {
    load(three)
    expect(load([['a:1', 'carol']])).toEqual(['none'])
    const inThatPlace = [...storage.entries.keys()].filter((key) => key.endsWith(':a%3A1'))
    expect(inThatPlace).toEqual([expect.stringContaining(':carol:')])
    expect(load([['d:1', 'dave']])).toEqual(['none'])
    const [key = '', ...others] = storage.entries.keys()
    expect(key).toContain('dave')
    expect(others).toEqual([])
  })

  it('is dropped, and the frame comes up, where the list of frames can’t be read', () => {
    load(three)
    storage.entries.set('akepa:page', '{"a:1":')
    expect(load([['b:1', 'bob']])).toEqual(['restored'])
    expect([...storage.entries.keys()].filter((key) => key.includes('alice'))).toEqual([])
  })

  it('doesn’t matter where storage is denied', () => {
    vi.stubGlobal('window', {
      get sessionStorage(): never {
        throw new DOMException('The operation is insecure.', 'SecurityError')
      },
    })
    expect(load(three)).toEqual(['none', 'none', 'none'])
  })
})
