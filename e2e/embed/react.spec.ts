import { type Theme } from '../../src/contract/frame/embed.ts'
import { type DocumentUploadHandle } from '../../src/embed/react.tsx'
import { type HostPage, noLeaks } from '../support/embed/embed-host-page.ts'
import { expect, test } from '../support/embed/embed-test.ts'

interface Props {
  readonly partner?: string
  readonly id?: string
  readonly locale?: string
  readonly theme?: Theme
  /** Names this render's functions, so that a test sees which ones are called. */
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
    expect(await frame.evaluate(() => window.framePage.bridge?.welcome)).toMatchObject({ instance: ':1' })
    expect(await host.leaks()).toMatchObject({ messageListeners: 1, openPorts: idle.openPorts + 1 })

    await render(host, undefined)
    await expect(host.page.locator('iframe')).toHaveCount(0)
    expect(await host.page.content()).toBe(before)
    await expect.poll(() => host.leaks()).toMatchObject({ ...noLeaks, openPorts: idle.openPorts })
    expect(await host.page.evaluate(() => Object.getOwnPropertySymbols(window))).toEqual([])
  })

  test('the last render’s functions are called, locale and theme change in place, and another partner is another frame', async ({
    host,
  }) => {
    await host.open('/react')
    const theme: Theme = { '--akepa-radius': '0' }
    await render(host, { render: 'first', locale: 'fr', theme })
    await expect.poll(() => heard(host)).toEqual(['first: ready'])
    const frame = await host.frame()
    const looks = async () => frame.evaluate(() => window.framePage.appearances)
    await render(host, { render: 'second', locale: 'fr', theme: { ...theme } })
    await frame.evaluate(() => window.framePage.bridge?.emit({ type: 'step', id: 'step:1', step: 'file' }))
    await expect.poll(() => heard(host)).toEqual(['first: ready', 'second: file'])
    expect(await frame.evaluate(() => window.framePage.session())).toBe('session of second')
    expect(await looks()).toHaveLength(1)

    await render(host, { render: 'third', locale: 'de', theme })
    await render(host, { render: 'fourth' })
    await expect
      .poll(looks)
      .toEqual([
        { locale: 'fr', theme: { colorScheme: 'light', ...theme } },
        { locale: 'de', theme: { colorScheme: 'light', ...theme } },
        { theme: { colorScheme: 'light' } },
      ])

    await render(host, { render: 'fifth', partner: 'loose' })
    await expect.poll(() => heard(host)).toEqual(['first: ready', 'second: file', 'fifth: ready'])
    await expect(host.page.locator('iframe')).toHaveCount(1)
    expect((await host.frame()).url()).toContain('/embed/loose?')
  })

  test('an ID names the frame, and another one mounts it anew under that name', async ({ host }) => {
    await host.open('/react')
    for (const id of ['passport', 'licence']) {
      await render(host, { render: id, id })
      await expect.poll(() => heard(host)).toContain(`${id}: ready`)
      await expect(host.page.locator(`#${id} > iframe`)).toHaveCount(1)
      const frame = await host.frame()
      expect(await frame.evaluate(() => window.framePage.bridge?.welcome)).toMatchObject({
        instance: `${id}:1`,
        instances: [`${id}:1`],
      })
    }
    await host.page.evaluate((origin) => {
      window.renderUpload({
        origin,
        partner: 'acme',
        id: 'licence',
        className: 'wide',
        style: { maxWidth: '640px' },
        session: () => 'a.b.c',
        onEvent: ({ type }) => window.heard.push(`event: ${type}`),
        ref: (handle) => void Object.assign(window, { upload: handle }),
      })
    }, host.sites.wizard)
    await expect(host.page.locator('#licence.wide')).toHaveCSS('max-width', '640px')
    const before = await host.frame()
    const upload = await host.page.evaluateHandle<DocumentUploadHandle>('window.upload')
    expect(await upload.evaluate(({ element }) => element?.id)).toBe('licence')
    await upload.evaluate((handle) => handle.mountAnew())
    await expect.poll(() => heard(host)).toContain('event: ready')
    await expect(host.page.locator('iframe')).toHaveCount(1)
    expect(before.isDetached()).toBe(true)
  })

  const mistakes: readonly (readonly [string, string, string, string])[] = [
    ['an empty origin', `origin: ''`, 'originInvalid', 'Not an origin such as https://uploads.example: "".'],
    ['no origin', `origin: undefined`, 'originInvalid', '[object Undefined]'],
    ['an origin that is null', `origin: null`, 'originInvalid', '[object Null]'],
    ['an origin made anew at every render', `origin: new URL(right.origin)`, 'originInvalid', '[object URL]'],
    ['an origin that no text can show', `origin: Symbol('origin')`, 'originInvalid', '[object Symbol]'],
    ['an empty partner', `partner: ''`, 'partnerInvalid', 'Not a partner id: "".'],
    ['a partner that is a number', `partner: 7`, 'partnerInvalid', '[object Number]'],
    ['no session', `session: undefined`, 'sessionInvalid', 'must be a function'],
    ['a session that is text', `session: 'a.b.c'`, 'sessionInvalid', 'must be a function'],
  ]
  for (const [index, [name, props, code, words]] of mistakes.entries()) {
    // One of each code: `wrong-use.test.ts` has the others.
    const tag = mistakes.findIndex((other) => other[2] === code) === index ? [] : '@wide'
    test(`${name} is told to onError once and said in the page, which goes on`, { tag }, async ({ host }) => {
      await host.open('/react')
      const page = host.page
      const renderWith = async (given: string) =>
        page.evaluate(`(() => {
          const right = { origin: '${host.sites.wizard}', partner: 'acme', session: () => 'a.b.c' }
          window.heard ??= []
          renderUpload({ ...right, locale: 'fr', onReady: () => heard.push('ready'), onError: (event) => {
            heard.push([event.type, event.code, event.cause.name, event.cause.code].join())
          }, onLoadError: ({ retryable, actor }) => heard.push([retryable, actor].join()), ${given} })
        })()`)
      const told = [`error,${code},DocumentUploadError,${code}`, 'false,partner']

      await renderWith(props)
      await expect(page.getByRole('alert')).toContainText('ne peut pas être affiché')
      await expect(page.getByRole('alert')).toContainText(words)
      await expect(page.locator('iframe')).toHaveCount(0)
      await renderWith(props)
      await renderWith(props)
      await expect(page.getByRole('heading', { name: 'The partner’s page' })).toBeVisible()
      expect(await heard(host)).toEqual(told)

      await renderWith('')
      await expect.poll(() => heard(host)).toEqual([...told, 'ready'])
      await expect(page.getByRole('alert')).toHaveCount(0)
      await expect(page.locator('iframe')).toHaveCount(1)

      await renderWith(props)
      await expect(page.getByRole('alert')).toContainText(words)
      await expect(page.locator('iframe')).toHaveCount(0)
      expect(await heard(host)).toEqual([...told, 'ready', ...told])
      await expect(page.getByRole('heading', { name: 'The partner’s page' })).toBeVisible()
      await render(host, undefined)
    })
  }

  test('a look that is wrong in every way is passed over', async ({ host }) => {
    await host.open('/react')
    await host.page.evaluate(`(() => {
      const circle = { colorScheme: 'dark' }
      circle.self = circle
      const right = { origin: '${host.sites.wizard}', partner: 'acme', session: () => 'a.b.c' }
      window.heard = []
      window.wrongLooks = [
        { theme: circle, locale: 7, title: Symbol('title') }, { theme: '' }, { theme: 'dark' }, { theme: null },
        { theme: 1n }, { theme: () => {} }, { theme: { '--akepa-text': 1n } }, { locale: null, title: null },
      ]
      window.renderWrong = () =>
        renderUpload({ ...right, ...wrongLooks.shift(), onReady: () => heard.push('ready') })
      renderWrong()
    })()`)
    await expect.poll(() => heard(host)).toEqual(['ready'])
    for (let left = 7; left > 0; left -= 1) await host.page.evaluate('renderWrong()')
    await expect(host.page.getByRole('heading', { name: 'The partner’s page' })).toBeVisible()
    await expect(host.page.locator('iframe')).toHaveCount(1)
    expect(await heard(host)).toEqual(['ready'])
  })
})
