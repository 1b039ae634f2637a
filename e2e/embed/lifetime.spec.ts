import { type Frame, type Page } from 'playwright/test'
import { type HostPage, noLeaks } from '../support/embed/embed-host-page.ts'
import { announcement, receivedBy, receivedInFrame, sayToParent } from '../support/embed/embed-messages.ts'
import { expect, test } from '../support/embed/embed-test.ts'

async function stopClock(page: Page) {
  await page.clock.install({ time: '2026-01-02T03:04:05Z' })
  await page.clock.pauseAt('2026-01-02T03:04:06Z')
}

/** Stops the clock, and mounts a frame that a test speaks for by hand. */
async function mountProbe(host: HostPage): Promise<Frame> {
  await stopClock(host.page)
  await host.open()
  await host.mount({ partner: 'probe' })
  const probe = await host.frame()
  await probe.waitForLoadState()
  return probe
}

test('a reloaded frame gets a new channel and goes on', async ({ host }) => {
  await host.open()
  const frame = await host.mountReady({ locale: 'fr' })
  await frame.evaluate(() => window.framePage.session())
  await host.update({ locale: 'de' })

  await frame.evaluate(() => location.reload())
  await frame.waitForFunction(() => 'framePage' in window && window.framePage.appearances.length > 0)
  expect(await frame.evaluate(() => window.framePage.bridge?.welcome)).toMatchObject({
    instance: 'documents:1',
    locale: 'de',
  })
  expect(await frame.evaluate(() => window.framePage.session())).toBe('session 2')
  expect(await host.leaks()).toEqual({ messageListeners: 1, openPorts: 1, timers: 0, watchers: 3 })

  await frame.evaluate(() => {
    const { bridge } = window.framePage
    bridge?.emit({ type: 'step', id: 'step:1', step: 'file' })
  })
  await expect.poll(() => host.events()).toMatchObject([{ type: 'ready' }, { type: 'step' }])
})

test('a frame that has gone to another site is told nothing more', async ({ host, sites }) => {
  await host.open()
  const frame = await host.mountReady()
  await frame.goto(`${sites.stranger}/recorder`)
  await host.update({ locale: 'fr', theme: { '--akepa-accent': '#036' } })
  expect(await receivedInFrame(host.page, frame)).toEqual([])
  await sayToParent(frame, announcement, sites.host)
  await sayToParent(frame, { version: 1, type: 'sessionRequest' }, sites.host)
  expect(await receivedInFrame(host.page, frame)).toEqual([])
  expect(await host.page.evaluate(() => window.mounts[0]?.sessionCalls)).toBe(0)
})

test('a frame whose page does not come is given up after 20 seconds', async ({ freshHost: host }) => {
  await stopClock(host.page)
  await host.page.route('**/embed/probe**', () => {})
  await host.open()
  await host.mount({ partner: 'probe' })
  await host.page.clock.runFor(19_900)
  expect(await host.events()).toEqual([])
  await host.page.clock.runFor(200)
  expect(await host.events()).toMatchObject([{ type: 'error', code: 'frameUnreachable' }])
})

test('a frame that does not announce itself is reported once, and welcomed when it does', async ({
  freshHost: host,
  sites,
}) => {
  const probe = await mountProbe(host)
  const begun = await host.page.evaluate(() => Date.now())
  await host.page.clock.runFor(4_900)
  expect(await host.events()).toEqual([])
  // The page in the frame is loaded, so it is given up long before the 20 seconds of one that doesn't load.
  await expect
    .poll(async () => {
      await host.page.clock.runFor(200)
      return host.events()
    })
    .toMatchObject([{ type: 'error', code: 'frameUnreachable', retryable: true, actor: 'partner' }])
  expect((await host.page.evaluate(() => Date.now())) - begun).toBeLessThan(19_000)

  await sayToParent(probe, announcement, sites.host)
  await expect.poll(() => receivedBy(probe)).toMatchObject([{ type: 'welcome' }])
  await probe.evaluate(() => {
    window.received[0]?.port?.postMessage({
      version: 1,
      type: 'ready',
      id: 'ready',
      at: '2026-01-02T03:04:05Z',
    })
  })
  await expect.poll(() => host.events()).toMatchObject([{ code: 'frameUnreachable' }, { type: 'ready' }])
  await host.page.clock.runFor(60_000)
  expect(await host.events()).toHaveLength(2)
})

test('a frame whose wizard could not come up is reported with the reason, and taken up when it does', async ({
  freshHost: host,
  sites,
}) => {
  const probe = await mountProbe(host)
  const failed = {
    version: 1,
    type: 'error',
    id: 'error:1',
    at: '2026-01-02T03:04:05Z',
    code: 'partNotLoaded',
  }
  await sayToParent(probe, failed, sites.host)
  await expect.poll(() => host.events()).toMatchObject([{ type: 'error', code: 'partNotLoaded' }])
  await host.page.clock.runFor(60_000)
  expect(await host.events()).toHaveLength(1)

  await sayToParent(probe, announcement, sites.host)
  await expect.poll(() => receivedBy(probe)).toMatchObject([{ type: 'welcome' }])
  await sayToParent(probe, failed, sites.host)
  await sayToParent(probe, { ...failed, id: 'error:2' }, sites.host)
  await expect.poll(() => host.events()).toHaveLength(2)
  const ids = (await host.events()).map(({ id }) => id)
  expect(ids).toEqual(['error:1', 'error:2'])
})

test('a frame that has announced itself is not reported', async ({ freshHost: host }) => {
  await stopClock(host.page)
  await host.open()
  await host.mountReady()
  await host.page.clock.runFor(60_000)
  expect(await host.events()).toHaveLength(1)
})

test('a frame that is reloaded while the page gets a session is given that one', async ({ host }) => {
  await host.open()
  const frame = await host.mountReady()
  const answer = await host.page.evaluateHandle(() => {
    let give: (session: string) => void = () => {}
    window.mounts[0]?.sessions.push(() => new Promise((resolve) => (give = resolve)))
    window.mounts[0]?.sessions.push(() => new Promise(() => {}))
    return (session: string) => give(session)
  })
  await frame.evaluate(() => void window.framePage.session())
  await host.page.waitForFunction(() => window.mounts[0]?.sessionCalls === 1)
  await frame.evaluate(() => location.reload())
  await frame.waitForFunction(() => 'framePage' in window && window.framePage.appearances.length > 0)
  const session = frame.evaluate(() => window.framePage.session())
  await host.page.waitForFunction(() => window.mounts[0]?.sessionCalls === 2)
  await answer.evaluate((give) => give('signed in'))
  expect(await session).toBe('signed in')
})

test.describe('destroy', () => {
  test('leaves nothing behind, and can be called again', async ({ host }) => {
    await host.open()
    const before = await host.page.content()
    await host.mountReady()
    expect(await host.leaks()).toEqual({ messageListeners: 1, openPorts: 1, timers: 0, watchers: 3 })
    await host.destroy()
    await host.destroy()
    expect(await host.leaks()).toEqual(noLeaks)
    expect(await host.page.content()).toBe(before)
    expect(await host.page.evaluate(() => Object.getOwnPropertySymbols(window))).toEqual([])
    await host.update({ locale: 'fr' })
    expect(await host.page.content()).toBe(before)
  })

  test('before the frame has come up leaves nothing behind', async ({ host }) => {
    await host.open()
    await host.mount({ partner: 'probe' })
    await host.destroy()
    expect(await host.leaks()).toEqual(noLeaks)
    expect(host.page.frames()).toHaveLength(1)
  })

  test('silences callbacks, also those of a session that fails afterwards', async ({ host }) => {
    await host.open()
    const frame = await host.mountReady()
    const fail = await host.page.evaluateHandle(() => {
      let reject: (error: Error) => void = () => {}
      window.mounts[0]?.sessions.push(() => new Promise((_, no) => (reject = no)))
      return () => reject(new Error('too late'))
    })
    await frame.evaluate(() => void window.framePage.session())
    await host.page.waitForFunction(() => window.mounts[0]?.sessionCalls === 1)
    await host.destroy()
    await fail.evaluate((failNow) => failNow())
    expect(await host.events()).toHaveLength(1)
  })
})

test.describe('several frames on one page', () => {
  test('do not hear each other', async ({ host }) => {
    await host.open('/twice')
    const first = await host.mountReady({ locale: 'fr' })
    const second = await host.mountReady({ locale: 'de' }, '#more')
    expect(await first.evaluate(() => window.framePage.bridge?.welcome)).toMatchObject({
      instance: 'documents:1',
      instances: ['documents:1'],
      locale: 'fr',
    })
    expect(await second.evaluate(() => window.framePage.bridge?.welcome)).toMatchObject({
      instance: 'more:1',
      instances: ['documents:1', 'more:1'],
      locale: 'de',
    })

    await host.update({ locale: 'it' }, 1)
    await first.evaluate(() => window.framePage.bridge?.emit({ type: 'step', id: 'step:1', step: 'file' }))
    await second.evaluate(() => window.framePage.bridge?.emit({ type: 'step', id: 'step:1', step: 'type' }))
    await expect.poll(() => host.events(0)).toMatchObject([{ type: 'ready' }, { step: 'file' }])
    await expect.poll(() => host.events(1)).toMatchObject([{ type: 'ready' }, { step: 'type' }])
    expect(await first.evaluate(() => window.framePage.appearances)).toHaveLength(1)
    expect(await first.evaluate(() => window.framePage.session())).toBe('session 1')
    expect(await second.evaluate(() => window.framePage.session())).toBe('session 1')
  })

  test('have the same names again in whatever order they are mounted', async ({ host }) => {
    await host.open('/twice')
    const second = await host.mountReady({}, '#more')
    const first = await host.mountReady()
    expect(await second.evaluate(() => window.framePage.bridge?.welcome)).toMatchObject({
      instance: 'more:1',
    })
    expect(await first.evaluate(() => window.framePage.bridge?.welcome)).toMatchObject({
      instance: 'documents:1',
    })
  })

  test('are named by the IDs of their targets, whatever these are', async ({ host }) => {
    await host.open()
    for (const [name, id, instance, content = ''] of [
      ['letters beyond ASCII', 'größe-写真_2', 'größe-写真_2:1'],
      ['signs', 'a:b/c d', 'a_b_c_d:1'],
      ['one that a field of the form hides', 'form', 'form:1', '<input name="id">'],
      ['half a letter, and very long', `\uD800${'x'.repeat(200)}`, `_${'x'.repeat(99)}:1`],
      ['empty', '', ':1'],
    ] as const) {
      await host.page.evaluate(
        ([text, html]) => {
          document.querySelector('.target')?.classList.remove('target')
          const form = document.createElement('form')
          form.innerHTML = html
          form.setAttribute('id', text)
          form.className = 'target'
          document.body.append(form)
        },
        [id, content] as const,
      )
      const frame = await host.mountReady({}, '.target')
      expect(await frame.evaluate(() => window.framePage.bridge?.welcome), name).toMatchObject({ instance })
    }
  })

  test('go on when one of them is destroyed, and its number is free again', async ({ host }) => {
    await host.open('/twice')
    await host.mountReady()
    const second = await host.mountReady({})
    await host.destroy(0)
    expect(await second.evaluate(() => window.framePage.session())).toBe('session 1')
    const third = await host.mountReady()
    expect(await third.evaluate(() => window.framePage.bridge?.welcome)).toMatchObject({
      instance: 'documents:1',
      instances: ['documents:2', 'documents:1'],
    })
  })

  test('have numbers of their own, though each came with its own script tag', async ({ host }) => {
    await host.open()
    const first = await host.mountReady()
    await host.page.addScriptTag({ url: `${host.sites.wizard}/embed.js` })
    const second = await host.mountReady()
    expect(await first.evaluate(() => window.framePage.bridge?.welcome)).toMatchObject({
      instance: 'documents:1',
    })
    expect(await second.evaluate(() => window.framePage.bridge?.welcome)).toMatchObject({
      instance: 'documents:2',
    })
  })
})
