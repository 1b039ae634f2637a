import { type Frame, type Page } from 'playwright/test'
import { type HostPage } from '../support/embed/embed-host-page.ts'
import { addFrame, announcement, receivedBy, recordMessages } from '../support/embed/embed-messages.ts'
import { expect, test } from '../support/embed/embed-test.ts'

test.describe('the frame takes its welcome only from the page that it was served for:', () => {
  const welcome = { version: 1, type: 'welcome', instance: ':9', instances: [], theme: {} }

  /** Opens a page that mounts nothing, and adds a frame that was served for it. The page has all messages from then on. */
  async function openFrame(host: HostPage): Promise<Frame> {
    await host.open('/bare')
    await recordMessages(host.page)
    const { wizard, host: origin } = host.sites
    return addFrame(host.page, `${wizard}/embed/acme?origin=${encodeURIComponent(origin)}`)
  }

  /** The page plays the SDK by hand. `window.port` is its end of the channel that came with its last welcome. */
  async function sayToFrame(page: Page, message: unknown, options: { withPort: boolean }) {
    await page.evaluate(
      ([data, withPort]) => {
        const { port1, port2 } = new MessageChannel()
        port1.addEventListener('message', ({ data: heard }) =>
          window.received.push({ data: heard, origin: 'port' }),
        )
        port1.start()
        Object.assign(window, { port: port1 })
        window[0]?.postMessage(data, '*', withPort ? [port2] : [])
      },
      [message, options.withPort] as const,
    )
  }

  const wrong: readonly (readonly [string, (page: Page, host: HostPage) => Promise<void>])[] = [
    [
      'the page in another version',
      async (page) => sayToFrame(page, { ...welcome, version: 2 }, { withPort: true }),
    ],
    ['the page in no version', async (page) => sayToFrame(page, { type: 'welcome' }, { withPort: true })],
    [
      'the page with another message',
      async (page) =>
        sayToFrame(page, { version: 1, type: 'session', session: 'planted' }, { withPort: true }),
    ],
    [
      'the page with half a message',
      async (page) => sayToFrame(page, { ...welcome, instance: undefined }, { withPort: true }),
    ],
    ['the page without a channel', async (page) => sayToFrame(page, welcome, { withPort: false })],
    [
      'a frame of another site in the same page',
      async (page, host) => {
        const stranger = await addFrame(page, `${host.sites.stranger}/recorder`)
        await stranger.evaluate((data) => {
          window.parent[0]?.postMessage(data, '*', [new MessageChannel().port2])
        }, welcome)
      },
    ],
    [
      'a frame of the page’s own site',
      async (page, host) => {
        const sibling = await addFrame(page, `${host.sites.host}/recorder`)
        await sibling.evaluate((data) => {
          window.parent[0]?.postMessage(data, '*', [new MessageChannel().port2])
        }, welcome)
      },
    ],
  ]
  for (const [name, speak] of wrong) {
    // bridge.test.ts shows what else is no welcome.
    const tag = /half a message|no version/.test(name) ? '@wide' : []
    test(`not ${name}`, { tag }, async ({ host }) => {
      const { page } = host
      const frame = await openFrame(host)
      await expect.poll(() => receivedBy(page)).toEqual([announcement])
      await recordMessages(frame)

      await speak(page, host)
      await expect.poll(() => receivedBy(frame)).toHaveLength(1)
      await sayToFrame(page, { ...welcome, instance: ':2' }, { withPort: true })
      expect(await frame.evaluate(() => window.framePage.bridge?.welcome)).toEqual({
        instance: ':2',
        instances: [],
        theme: {},
      })
    })
  }

  test('it takes only the first welcome', async ({ host }) => {
    const { page } = host
    const frame = await openFrame(host)
    await expect.poll(() => receivedBy(page)).toEqual([announcement])
    await sayToFrame(page, { ...welcome, instance: ':1' }, { withPort: true })
    await expect.poll(() => receivedBy(page)).toHaveLength(3)
    await recordMessages(frame)
    await sayToFrame(page, { ...welcome, instance: ':2' }, { withPort: true })
    await expect.poll(() => receivedBy(frame)).toHaveLength(1)

    expect(await frame.evaluate(() => window.framePage.bridge?.welcome)).toMatchObject({ instance: ':1' })
    expect(await frame.evaluate(() => window.framePage.appearances.length)).toBe(1)
  })

  test('from the channel it takes only the messages that there are', async ({ host }) => {
    const { page } = host
    const frame = await openFrame(host)
    await expect.poll(() => receivedBy(page)).toHaveLength(1)
    await sayToFrame(page, welcome, { withPort: true })
    const session = frame.evaluate(() => window.framePage.session())
    await expect.poll(() => receivedBy(page)).toContainEqual({ version: 1, type: 'sessionRequest' })
    await page.evaluate(
      (messages) => {
        const { port } = window as unknown as { port: MessagePort }
        for (const message of messages) port.postMessage(message)
      },
      [
        null,
        'session',
        { type: 'session', session: 'planted' },
        { version: 2, type: 'session', session: 'planted' },
        { version: 1, type: 'session', session: '' },
        { version: 1, type: 'session', session: { token: 'planted' } },
        { version: 1, type: 'update', locale: 'fr' },
        { ...welcome, instance: ':3', locale: 'fr' },
        { version: 1, type: 'session', session: 'right' },
      ],
    )
    expect(await session).toBe('right')
    expect(await frame.evaluate(() => window.framePage.appearances)).toEqual([{ theme: {} }])
  })

  test('however late it comes, and any session after it', async ({ freshHost: host }) => {
    const { page } = host
    await page.clock.install({ time: '2026-01-02T03:04:05Z' })
    await page.clock.pauseAt('2026-01-02T03:04:06Z')
    const frame = await openFrame(host)
    const awaited = async () => frame.evaluate(() => window.framePage.awaited)
    await page.clock.runFor(19_000)
    expect(await awaited()).toEqual(['word'])
    await page.clock.runFor(1000)
    expect(await awaited()).toEqual(['word', 'silent'])
    const session = frame.evaluate(() => window.framePage.session())

    await sayToFrame(page, welcome, { withPort: true })
    await expect.poll(awaited).toEqual(['word', 'silent', 'word'])
    await page.clock.runFor(20_000)
    expect(await awaited()).toEqual(['word', 'silent', 'word', 'silent'])
    await page.evaluate(() => {
      const { port } = window as unknown as { port: MessagePort }
      port.postMessage({ version: 1, type: 'session', session: 'late' })
    })
    expect(await session).toBe('late')
    expect((await awaited()).at(-1)).toBe('nothing')
    await page.clock.runFor(60_000)
    expect((await awaited()).at(-1)).toBe('nothing')
  })

  test('it lets out only what an event lists', async ({ host }) => {
    const { page } = host
    const frame = await openFrame(host)
    await expect.poll(() => receivedBy(page)).toHaveLength(1)
    await sayToFrame(page, welcome, { withPort: true })
    const step = { type: 'step', id: 'step:1', step: 'file', at: '2026-01-02T03:04:05Z' } as const
    await frame.evaluate((event) => {
      const answers = { name: 'Passport of Ada', note: 'call me', note_author_agent_email: 'ada@example.org' }
      window.framePage.bridge?.emit({ ...answers, ...event })
    }, step)
    const last = async () => (await receivedBy(page)).at(-1)
    await expect.poll(last).toEqual({ version: 1, ...step })
  })
})

test('a bridge that is closed neither speaks nor listens', async ({ host }) => {
  await host.open()
  const frame = await host.mountReady()
  const session = await frame.evaluate(async () => {
    const asked = window.framePage.session()
    window.framePage.bridge?.close()
    window.framePage.bridge?.emit({ type: 'step', id: 'step:1', step: 'file' })
    return asked
  })
  expect(session).toBe('hostUnreachable')
  await host.update({ locale: 'fr' })
  expect(await frame.evaluate(() => window.framePage.appearances)).toHaveLength(1)
  expect(await host.events()).toHaveLength(1)
})
