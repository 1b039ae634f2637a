import { type Theme } from '../src/contract/embed.ts'
import { type HostPage, noLeaks } from './embed-host-page.ts'
import { expect, test } from './embed-test.ts'

interface Props {
  readonly partner?: string
  readonly locale?: string
  readonly theme?: Theme
  /** Names the functions of this render, so that a test sees whose are called. */
  readonly render: string
}

async function render(host: HostPage, props: Props | undefined) {
  await host.page.evaluate(
    ([origin, given]) => {
      window.heard ??= []
      if (!given) return window.renderUpload(undefined)
      const { render, ...options } = given
      return window.renderUpload({
        origin,
        partner: 'acme',
        ...options,
        session: () => `session of ${render}`,
        onReady: () => window.heard.push(`${render}: ready`),
        onStep: ({ step }) => window.heard.push(`${render}: ${step}`),
      })
    },
    [host.sites.wizard, props] as const,
  )
}

const heard = async (host: HostPage) => host.page.evaluate(() => window.heard)

test.describe('in React’s StrictMode, which mounts twice,', () => {
  test.use({ expectedComplaints: ['React DevTools'] })

  test('there is one frame, and nothing is left when it is gone', async ({ host }) => {
    await host.open('/react')
    const before = await host.page.content()
    const idle = await host.leaks()
    await render(host, { render: 'first' })
    await expect.poll(() => heard(host)).toEqual(['first: ready'])
    await expect(host.page.locator('iframe')).toHaveCount(1)
    const frame = await host.frame()
    expect(await frame.evaluate(() => window.framePage.bridge?.welcome)).toMatchObject({ instance: '1' })
    expect(await host.leaks()).toMatchObject({ messageListeners: 1, openPorts: idle.openPorts + 1 })

    await render(host, undefined)
    await expect(host.page.locator('iframe')).toHaveCount(0)
    expect(await host.page.content()).toBe(before)
    await expect.poll(() => host.leaks()).toMatchObject({ ...noLeaks, openPorts: idle.openPorts })
    expect(await host.page.evaluate(() => Object.getOwnPropertySymbols(window))).toEqual([])
  })

  test('each render’s functions are called, and none of them mounts anew', async ({ host }) => {
    await host.open('/react')
    await render(host, { render: 'first' })
    await expect.poll(() => heard(host)).toEqual(['first: ready'])
    const frame = await host.frame()
    await render(host, { render: 'second' })
    await frame.evaluate(() => window.framePage.bridge?.emit({ type: 'step', id: 'step:1', step: 'file' }))
    await expect.poll(() => heard(host)).toEqual(['first: ready', 'second: file'])
    expect(await frame.evaluate(() => window.framePage.session())).toBe('session of second')
    expect(await frame.evaluate(() => window.framePage.appearances)).toHaveLength(1)
  })

  test('locale and theme change in place', async ({ host }) => {
    await host.open('/react')
    await render(host, { render: 'first', locale: 'fr', theme: { '--akepa-radius': '0' } })
    await expect.poll(() => heard(host)).toEqual(['first: ready'])
    const frame = await host.frame()
    await render(host, { render: 'second', locale: 'fr', theme: { '--akepa-radius': '0' } })
    await render(host, { render: 'third', locale: 'de', theme: { '--akepa-radius': '0' } })
    await render(host, { render: 'fourth' })
    await expect
      .poll(() => frame.evaluate(() => window.framePage.appearances))
      .toEqual([
        { locale: 'fr', theme: { colorScheme: 'light', '--akepa-radius': '0' } },
        { locale: 'de', theme: { colorScheme: 'light', '--akepa-radius': '0' } },
        { theme: { colorScheme: 'light' } },
      ])
  })

  test('another partner is another frame', async ({ host }) => {
    await host.open('/react')
    await render(host, { render: 'first' })
    await expect.poll(() => heard(host)).toEqual(['first: ready'])
    await render(host, { render: 'second', partner: 'loose' })
    await expect.poll(() => heard(host)).toEqual(['first: ready', 'second: ready'])
    await expect(host.page.locator('iframe')).toHaveCount(1)
    expect((await host.frame()).url()).toContain('/embed/loose?')
  })
})
