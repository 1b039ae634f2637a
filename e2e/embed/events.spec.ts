import { type HostPage } from '../support/embed/embed-host-page.ts'
import { expect, test } from '../support/embed/embed-test.ts'
import { type EmittedEvent } from '../../src/embed/frame/frame.ts'

const registered = { documentId: 'doc_1', documentType: 'license', extension: 'jpg', reference: 'customer 7' }
const visit: readonly EmittedEvent[] = [
  { type: 'step', id: 'step:1', step: 'workflow' },
  { type: 'step', id: 'step:2', step: 'details' },
  { type: 'generated', id: 'generated:doc_1', ...registered },
  { type: 'step', id: 'step:3', step: 'file', documentId: 'doc_1' },
  { type: 'busy', id: 'busy:1', busy: true },
  {
    type: 'error',
    id: 'error:1',
    code: 'upstreamBusy',
    retryable: true,
    actor: 'person',
    requestId: 'r1',
    documentId: 'doc_1',
  },
  { type: 'sessionExpired', id: 'sessionExpired:1' },
  { type: 'uploaded', id: 'uploaded:doc_1', ...registered, bytes: 1234, receipt: 'a.b.c' },
  { type: 'busy', id: 'busy:2', busy: false },
  { type: 'completed', id: 'completed:doc_1', documentIds: ['doc_1'], reference: 'customer 7' },
]

test('each event reaches its callback, in order, as the frame told it', async ({ host }) => {
  await host.open()
  const frame = await host.mountReady()
  await frame.evaluate((events) => {
    for (const event of events) window.framePage.bridge?.emit(event)
  }, visit)
  await expect.poll(() => host.events()).toHaveLength(visit.length + 1)
  const heard = (await host.events()).slice(1).map(({ at, ...event }) => ({ event, at }))
  expect(heard.map(({ event }) => event)).toEqual(visit)
  for (const { at } of heard) expect(new Date(at).toISOString()).toBe(at)
})

test('an event that is told late says when it happened', async ({ host }) => {
  await host.open()
  const frame = await host.mountReady()
  const at = '2026-01-02T03:04:05.678Z'
  await frame.evaluate((then) => {
    window.framePage.bridge?.emit({
      type: 'generated',
      id: 'generated:doc_1',
      at: then,
      documentId: 'doc_1',
      documentType: 'license',
      extension: 'jpg',
    })
  }, at)
  await expect.poll(() => host.events()).toMatchObject([{ type: 'ready' }, { id: 'generated:doc_1', at }])
})

test('an event that the frame tells again after a reload is heard once, and new ones are heard', async ({
  host,
}) => {
  await host.open()
  const frame = await host.mountReady()
  const tell = async (from: number, to: number) =>
    frame.evaluate(
      (events) => {
        for (const event of events) window.framePage.bridge?.emit(event)
      },
      visit.slice(from, to),
    )
  await tell(0, 4)
  await frame.evaluate(() => location.reload())
  await frame.waitForFunction(() => 'framePage' in window)
  await tell(0, 4)
  await tell(7, 10)
  const ids = [
    'ready',
    'step:1',
    'step:2',
    'generated:doc_1',
    'step:3',
    'uploaded:doc_1',
    'busy:2',
    'completed:doc_1',
  ]
  await expect.poll(async () => (await host.events()).map(({ id }) => id)).toEqual(ids)
})

test('a later mount hears again what an earlier one has heard', async ({ host }) => {
  await host.open()
  await host.mountReady()
  await host.destroy()
  await host.mountReady()
  expect(await host.events(1)).toMatchObject([{ id: 'ready' }])
})

test('a frame that is reloaded while it is busy is not busy any more', async ({ host }) => {
  await host.open()
  const frame = await host.mountReady()
  await frame.evaluate(() => window.framePage.bridge?.emit({ type: 'busy', id: 'busy:1', busy: true }))
  await expect.poll(() => host.events()).toHaveLength(2)
  await frame.evaluate(() => location.reload())
  await expect
    .poll(() => host.events())
    .toMatchObject([{ type: 'ready' }, { busy: true }, { type: 'busy', busy: false }])
})

test.describe('the session', () => {
  test('is asked for when it is needed, and anew each time', async ({ host }) => {
    await host.open()
    const frame = await host.mountReady()
    expect(await host.page.evaluate(() => window.mounts[0]?.sessionCalls)).toBe(0)
    expect(await frame.evaluate(() => window.framePage.session())).toBe('session 1')
    expect(await frame.evaluate(() => window.framePage.session())).toBe('session 2')
  })

  test('is asked for once, however many wait for it', async ({ host }) => {
    await host.open()
    const frame = await host.mountReady()
    const given = await frame.evaluate(() =>
      Promise.all([window.framePage.session(), window.framePage.session(), window.framePage.session()]),
    )
    expect(given).toEqual(['session 1', 'session 1', 'session 1'])
  })

  const failures: readonly (readonly [string, () => unknown])[] = [
    ['fails', () => Promise.reject(new Error('not signed in'))],
    ['gives nothing', () => undefined],
    ['gives no text', () => ({ session: 'a.b.c' })],
    ['gives an empty text', () => ''],
  ]
  for (const [name, give] of failures) {
    // The two in the middle are like the last one.
    const tag = ['gives nothing', 'gives no text'].includes(name) ? '@wide' : []
    test(
      `that ${name} is an error, and is asked for again when it is needed next`,
      { tag },
      async ({ host }) => {
        await host.open()
        const frame = await host.mountReady()
        await host.page.evaluate(`window.mounts[0].sessions.push(${give.toString()})`)
        expect(await frame.evaluate(() => window.framePage.session())).toBe('sessionUnavailable')
        expect(await frame.evaluate(() => window.framePage.session())).toBe('session 2')
        expect(await host.events()).toMatchObject([
          { type: 'ready' },
          { type: 'error', code: 'sessionUnavailable' },
        ])
        const cause = await host.page.evaluate(() => {
          const [, failure] = window.mounts[0]?.events ?? []
          return failure && 'cause' in failure && failure.cause instanceof Error
            ? failure.cause.message
            : undefined
        })
        expect(cause).toBe(name === 'fails' ? 'not signed in' : 'session() gave no text.')
      },
    )
  }

  const hang = async (host: HostPage) => {
    await host.page.evaluate(() => {
      window.mounts[0]?.sessions.push(
        () => new Promise((resolve, reject) => Object.assign(window, { give: resolve, refuse: reject })),
      )
    })
  }

  test('may take as long as a customer takes to sign in', async ({ freshHost: host }) => {
    await host.page.clock.install({ time: '2026-01-02T03:04:05Z' })
    await host.page.clock.pauseAt('2026-01-02T03:04:06Z')
    await host.open()
    const frame = await host.mountReady()
    await hang(host)
    const session = frame.evaluate(() => window.framePage.session())
    const awaited = async () => frame.evaluate(() => window.framePage.awaited)
    await expect.poll(awaited).toEqual(['word', 'nothing', 'word', 'session'])
    await host.page.clock.runFor(10 * 60_000)
    expect(await awaited()).toEqual(['word', 'nothing', 'word', 'session'])
    await host.page.evaluate('give("signed in at last")')
    expect(await session).toBe('signed in at last')
    expect(await awaited()).toEqual(['word', 'nothing', 'word', 'session', 'nothing'])
    expect(await host.page.evaluate(() => window.mounts[0]?.sessionCalls)).toBe(1)
  })

  test('that never comes can be asked for again', async ({ host }) => {
    await host.open()
    const frame = await host.mountReady()
    await host.page.evaluate(() => window.mounts[0]?.sessions.push(() => new Promise(() => {})))
    const session = frame.evaluate(() => window.framePage.session())
    await host.page.waitForFunction(() => window.mounts[0]?.sessionCalls === 1)
    await frame.evaluate(() => window.framePage.bridge?.askAgain())
    expect(await session).toBe('session 2')
    await frame.evaluate(() => window.framePage.bridge?.askAgain())
    expect(await frame.evaluate(() => window.framePage.session())).toBe('session 3')
  })

  test('that is asked for again has failed once every call has', async ({ host }) => {
    await host.open()
    const frame = await host.mountReady()
    const ask = async () => {
      await hang(host)
      const session = frame.evaluate(() => window.framePage.session())
      await host.page.waitForFunction(() => 'give' in window)
      await host.page.evaluate(() =>
        window.mounts[0]?.sessions.push(() => Promise.reject(new Error('busy with the first'))),
      )
      const errors = (await host.events()).length
      await frame.evaluate(() => window.framePage.bridge?.askAgain())
      await expect.poll(async () => (await host.events()).length).toBe(errors + 1)
      return session
    }
    const taken = ask()
    await expect.poll(() => host.events()).toHaveLength(2)
    await host.page.evaluate('give("the first"); delete window.give')
    expect(await taken).toBe('the first')

    const failed = ask()
    await expect.poll(() => host.events()).toHaveLength(3)
    await host.page.evaluate('refuse(new Error("not signed in"))')
    expect(await failed).toBe('sessionUnavailable')
    expect(await host.events()).toHaveLength(4)
  })
})
