import { expect, it, onTestFinished, vi } from 'vitest'
import { Failure } from '../http/answer/failure.ts'
import { type Store } from '../store/store.ts'
import { inEachStore } from '../testing/stores/in-each-store.ts'
import { type CodePurpose, createCodes } from './codes.ts'

const terms = { name: 'Ada Lovelace' }
const hour = 60 * 60_000

inEachStore((openStore) => {
  function open() {
    const store = openStore()
    onTestFinished(() => store.close())
    return { store, codes: createCodes(store) }
  }

  async function issued(purpose: CodePurpose = 'link', isReusable = false) {
    const { store, codes } = open()
    const { code, id, expiresAt } = await codes.issue(purpose, terms, {
      ttlMs: hour,
      share: null,
      opensForMs: hour,
      isReusable,
    })
    /** Which opening it is, or why it isn't one. */
    const redeem = async (key?: string, by = codes) => {
      const redeemed = await by.redeem(purpose, code, key)
      return redeemed.status === 'opened' ? redeemed.opening : redeemed.status
    }
    return { store, codes, code, id, expiresAt, redeem }
  }

  it('gives the terms back for the code alone, with its age', async () => {
    const { store, codes, code, id, expiresAt } = await issued()
    const redeemed = await codes.redeem('link', code, 'key')
    expect(redeemed).toMatchObject({ status: 'opened', id, opening: 1, terms })
    if (redeemed.status !== 'opened') return
    expect(redeemed.issuedAt).toBeLessThanOrEqual(await store.now())
    expect(Math.abs(redeemed.issuedAt + hour - expiresAt.getTime())).toBeLessThan(1000)
    expect(redeemed.openUntil.getTime() - expiresAt.getTime()).toBeLessThan(60_000)
  })

  it('has codes of 22 characters, each another one', async () => {
    const { codes } = open()
    const life = { ttlMs: hour, opensForMs: hour, share: null }
    const some = await Promise.all(Array.from({ length: 20 }, () => codes.issue('phone', terms, life)))
    expect(new Set(some.map(({ code }) => code)).size).toBe(20)
    for (const { code } of some) expect(code).toMatch(/^[\w-]{22}$/)
  })

  it.each(['', 'abc', 'a'.repeat(23), 'a'.repeat(70_000), 'ä'.repeat(22), `${'a'.repeat(21)}\n`])(
    'finds that %j is no code',
    async (code) => {
      expect(await open().codes.redeem('link', code, 'key')).toEqual({ status: 'malformed' })
    },
  )

  it('opens no code that was made up, and none for another purpose', async () => {
    const { codes, code, redeem } = await issued()
    expect(await codes.redeem('link', 'a'.repeat(22), 'key')).toEqual({ status: 'ended' })
    expect(await codes.redeem('phone', code, 'key')).toEqual({ status: 'ended' })
    expect(await redeem('key')).toBe(1)
  })

  it('opens a code for one of fifty keys at once, and then only for that one', async () => {
    const { redeem } = await issued()
    const keys = Array.from({ length: 50 }, (_, index) => `key-${index}`)
    const first = await Promise.all(keys.map((key) => redeem(key)))
    expect(first.filter((result) => result === 'used')).toHaveLength(49)
    expect(await Promise.all(keys.map((key) => redeem(key)))).toEqual(first)
  })

  it('opens a code once for one key that is sent fifty times at once', async () => {
    const { redeem } = await issued()
    const results = await Promise.all(Array.from({ length: 50 }, () => redeem('key')))
    expect(new Set(results)).toEqual(new Set([1]))
  })

  it('counts the openings of a reusable code, ten at once among them', async () => {
    const { codes, id, redeem } = await issued('link', true)
    expect(await codes.lastOpening('link', id)).toBeUndefined()
    expect(await redeem('mine')).toBe(1)
    const keys = Array.from({ length: 10 }, (_, index) => `key-${index}`)
    const openings = await Promise.all(keys.map((key) => redeem(key)))
    expect(new Set(openings).size).toBe(10)
    expect(await codes.lastOpening('link', id)).toBe(11)
    expect(await redeem('mine')).toBe(12)
  })

  it('asks before it opens a code anew, and not before it answers again', async () => {
    const { codes, code, redeem } = await issued('link', true)
    const asked: unknown[] = []
    const refuse = async (given: unknown) => {
      asked.push(given)
      throw new Failure('linkUsed')
    }
    await expect(codes.redeem('link', code, 'key', refuse)).rejects.toMatchObject({ code: 'linkUsed' })
    expect(asked).toEqual([terms])
    expect(await redeem('key')).toBe(1)
    expect(await codes.redeem('link', code, 'key', refuse)).toMatchObject({ opening: 1 })
    await expect(codes.redeem('link', code, 'another', refuse)).rejects.toMatchObject({ code: 'linkUsed' })
    expect(await redeem('key')).toBe(1)
  })

  it.each([
    ['says that it failed', () => Promise.reject(new Failure('overloaded')), 'overloaded'],
    ['says that somebody else was first', () => Promise.resolve(false), 1],
  ])('opens a code again after a store that took the opening in and then %s', async (_what, end, first) => {
    const { store, redeem } = await issued()
    const replaceIf = store.replaceIf.bind(store)
    vi.spyOn(store, 'replaceIf').mockImplementationOnce(async (...entry) => {
      await replaceIf(...entry)
      return end()
    })
    expect(await redeem('key').catch((failure: Failure) => failure.code)).toEqual(first)
    expect(await redeem('key')).toBe(1)
    expect(await redeem('another')).toBe('used')
  })

  it.each([
    ['before it was opened', undefined],
    ['after it was opened', 'key'],
  ])('opens no code that the store has forgotten %s', async (_what, openedBy) => {
    const { code, redeem } = await issued()
    const wasOpened = openedBy !== undefined && (await redeem(openedBy)) === 1
    expect(wasOpened).toBe(openedBy !== undefined)
    const forgetful = forgetting(openStore())
    for (const key of ['key', 'another', undefined]) {
      expect(await createCodes(forgetful).redeem('link', code, key)).toEqual({ status: 'ended' })
    }
  })

  it('opens no code once its time is over', async () => {
    const { store, redeem } = await issued()
    const now = store.now.bind(store)
    vi.spyOn(store, 'now').mockImplementation(async () => (await now()) + hour)
    expect(await redeem('key')).toBe('ended')
  })

  it('keeps neither code, nor key, nor terms', async () => {
    const { store, codes } = open()
    const kept: unknown[] = []
    for (const method of ['setIfAbsent', 'replaceIf'] as const) {
      const write = store[method].bind(store) as (...given: unknown[]) => Promise<boolean>
      vi.spyOn(store, method).mockImplementation((...given: unknown[]) => {
        kept.push(given)
        return write(...given)
      })
    }
    const { code } = await codes.issue('link', terms, { ttlMs: hour, opensForMs: hour, share: null })
    await codes.redeem('link', code, 'the-key-of-the-tab')
    expect(kept).toHaveLength(2)
    for (const secret of [code, 'the-key-of-the-tab', 'Lovelace', btoa('Lovelace').slice(0, 8)]) {
      expect(JSON.stringify(kept)).not.toContain(secret)
    }
  })

  it('reads no terms that somebody has changed in the store', async () => {
    const { store, code, codes } = await issued()
    const get = store.get.bind(store)
    vi.spyOn(store, 'get').mockImplementation(async (key) =>
      (await get(key))?.replace(/(?<="sealed":")./, (first) => (first === 'A' ? 'B' : 'A')),
    )
    await expect(codes.redeem('link', code, 'key')).rejects.toThrow('unable to authenticate')
  })
})

/** A store that has lost what it knew. */
function forgetting(store: Store): Store {
  onTestFinished(() => store.close())
  vi.spyOn(store, 'get').mockResolvedValue(undefined)
  return store
}
