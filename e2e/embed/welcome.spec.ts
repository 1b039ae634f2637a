import { type Frame, type Route } from 'playwright/test'
import { type HostPage } from '../support/embed/embed-host-page.ts'
import {
  addFrame,
  announcement,
  receivedBy,
  receivedInFrame,
  recordMessages,
  sayToParent,
} from '../support/embed/embed-messages.ts'
import { expect, test } from '../support/embed/embed-test.ts'

test.describe('the page welcomes only the frame that it has mounted:', () => {
  const speakers: readonly (readonly [string, (host: HostPage, probe: Frame) => Promise<void>])[] = [
    [
      'the frame in another version',
      async (host, probe) => sayToParent(probe, { version: 2, type: 'announce' }, host.sites.host),
    ],
    [
      'the frame in no version',
      async (host, probe) => sayToParent(probe, { type: 'announce' }, host.sites.host),
    ],
    [
      'the frame in text',
      async (host, probe) => sayToParent(probe, JSON.stringify(announcement), host.sites.host),
    ],
    [
      'the frame with another message',
      async (host, probe) => sayToParent(probe, { version: 1, type: 'sessionRequest' }, host.sites.host),
    ],
    [
      'the frame after it has gone to another site',
      async (host, probe) => {
        await probe.goto(`${host.sites.stranger}/recorder`)
        await sayToParent(probe, announcement, host.sites.host)
      },
    ],
    [
      'another frame of the page, at the wizard’s own address',
      async (host) => {
        const other = await addFrame(host.page, `${host.sites.wizard}/embed/probe`)
        await sayToParent(other, announcement, host.sites.host)
      },
    ],
    [
      'a frame within the frame',
      async (host, probe) => {
        const inner = await addFrame(probe, `${host.sites.wizard}/embed/probe`)
        await inner.evaluate(([data, target]) => window.top?.postMessage(data, target), [
          announcement,
          host.sites.host,
        ] as const)
      },
    ],
    [
      'a frame of another site',
      async (host) => {
        const other = await addFrame(host.page, `${host.sites.stranger}/recorder`)
        await sayToParent(other, announcement, host.sites.host)
      },
    ],
    [
      'a window of its own at the wizard’s address',
      async (host) => {
        const opened = host.page.waitForEvent('popup')
        await host.page.evaluate((address) => void window.open(address), `${host.sites.wizard}/embed/probe`)
        const popup = await opened
        await popup.waitForLoadState()
        await popup.evaluate(([data, target]) => (window.opener as Window).postMessage(data, target), [
          announcement,
          host.sites.host,
        ] as const)
      },
    ],
    [
      'the page itself',
      async (host) => host.page.evaluate((data) => window.postMessage(data, location.origin), announcement),
    ],
  ]
  for (const [name, speak] of speakers) {
    // frame-message.test.ts shows what else is no announcement.
    const tag = /text|another message|no version/.test(name) ? '@wide' : []
    test(`not ${name}`, { tag }, async ({ host, sites }) => {
      await host.open()
      await host.mount({ partner: 'probe' })
      const probe = await host.frame()
      await probe.waitForLoadState()
      await recordMessages(host.page)
      const pages = host.page.context().pages()

      await speak(host, probe)
      await expect.poll(() => receivedBy(host.page)).toHaveLength(1)
      expect(await host.events()).toEqual([])
      for (const frame of host.page.frames().slice(1))
        expect(await receivedInFrame(host.page, frame)).toEqual([])
      const opened = host.page.context().pages().slice(pages.length)
      for (const page of opened) expect(await receivedBy(page)).toEqual([])

      expect(await host.leaks()).toMatchObject({ openPorts: 0 })

      if (!probe.url().startsWith(sites.wizard)) return
      await sayToParent(probe, announcement, sites.host)
      await expect.poll(() => receivedInFrame(host.page, probe)).toMatchObject([{ type: 'welcome' }])
    })
  }

  test('and hears of a failure from that frame alone', async ({ host, sites }) => {
    await host.open()
    await host.mount({ partner: 'probe' })
    const probe = await host.frame()
    await probe.waitForLoadState()
    const planted = { version: 1, type: 'error', id: 'planted', at: '2026-01-02T03:04:05Z', code: 'x' }
    await host.page.evaluate((data) => window.postMessage(data, location.origin), planted)
    for (const address of [`${sites.wizard}/embed/probe`, `${sites.stranger}/recorder`]) {
      await sayToParent(await addFrame(host.page, address), planted, sites.host)
    }
    const inner = await addFrame(probe, `${sites.wizard}/embed/probe`)
    await inner.evaluate(([data, target]) => window.top?.postMessage(data, target), [
      planted,
      sites.host,
    ] as const)
    await sayToParent(probe, { ...planted, id: 'right', html: '<script>' }, sites.host)
    await expect
      .poll(() => host.events())
      .toEqual([{ type: 'error', id: 'right', at: planted.at, code: 'x' }])
    await probe.goto(`${sites.stranger}/recorder`)
    await recordMessages(host.page)
    await sayToParent(probe, planted, sites.host)
    await expect.poll(() => receivedBy(host.page)).toHaveLength(1)
    expect(await host.events()).toHaveLength(1)
  })

  test('not even a page that the frame went to while the welcome was on its way', async ({ host, sites }) => {
    await host.open()
    await host.mount({ partner: 'probe' })
    const probe = await host.frame()
    await probe.waitForLoadState()
    // The SDK makes its channel after its checks and before it posts. It is held there until the frame has gone elsewhere.
    await host.page.evaluate(() => {
      window.MessageChannel = class extends MessageChannel {
        constructor() {
          super()
          const request = new XMLHttpRequest()
          request.open('GET', '/held', false)
          request.send()
        }
      }
    })
    const requested = host.page.waitForRequest('**/held')
    let goOn = () => {}
    const release = new Promise<void>((resolve) => (goOn = resolve))
    const holdBack = async (route: Route) => {
      await release
      await route.fulfill({ body: '' })
    }
    await host.page.route('**/held', holdBack, { times: 1 })
    await sayToParent(probe, announcement, sites.host)
    await requested
    await probe.goto(`${sites.stranger}/recorder`)
    goOn()
    expect(await receivedInFrame(host.page, probe)).toEqual([])
  })

  test('each announcement brings a new channel, and the one before is closed', async ({ host, sites }) => {
    await host.open()
    await host.mount({ partner: 'probe' })
    const probe = await host.frame()
    await probe.waitForLoadState()
    for (const count of [1, 2, 3]) {
      await sayToParent(probe, announcement, sites.host)
      await expect.poll(() => receivedBy(probe)).toHaveLength(count)
    }
    expect(await host.leaks()).toMatchObject({ openPorts: 1 })

    await probe.evaluate(() => {
      for (const { port } of window.received) {
        const id = `step:${String(window.received.findIndex((received) => received.port === port))}`
        port?.postMessage({ version: 1, type: 'step', step: 'file', id, at: '2026-01-02T03:04:05Z' })
      }
    })
    await expect.poll(() => host.events()).toMatchObject([{ id: 'step:2' }])
  })

  test('it takes only that frame’s messages from then on, and only those that there are', async ({
    host,
    sites,
  }) => {
    await host.open()
    await host.mount({ partner: 'probe' })
    const probe = await host.frame()
    await probe.waitForLoadState()
    await sayToParent(probe, announcement, sites.host)
    await expect.poll(() => receivedBy(probe)).toHaveLength(1)

    const step = { version: 1, type: 'step', step: 'file', id: 'planted', at: '2026-01-02T03:04:05Z' }
    await sayToParent(probe, step, sites.host)
    await host.page.evaluate((planted) => window.postMessage(planted, location.origin), step)
    await probe.evaluate(
      (messages) => {
        for (const message of messages) window.received[0]?.port?.postMessage(message)
      },
      [
        null,
        'step',
        { ...step, version: 2 },
        { ...step, type: 'verified' },
        { ...step, step: 7 },
        { version: 1, type: 'resize', heightPx: '100vh' },
        { ...step, id: 'right', html: '<script>' },
      ],
    )
    await expect.poll(() => host.events()).toEqual([{ type: 'step', step: 'file', id: 'right', at: step.at }])
    await expect(host.page.locator('iframe')).toHaveCSS('height', '480px')
  })
})
