import { type Page } from 'playwright/test'
import { expect, test } from '../support/embed/embed-test.ts'
import { holdBack } from '../support/page/hold-back.ts'

test('the frame has the least it needs, and a name', async ({ host, sites }) => {
  await host.open()
  await host.mountReady()
  const attributes = await host.page
    .locator('iframe')
    .evaluate((frame) =>
      Object.fromEntries(frame.getAttributeNames().map((name) => [name, frame.getAttribute(name)])),
    )
  expect(attributes).toEqual({
    sandbox: 'allow-scripts allow-same-origin allow-forms allow-modals',
    referrerpolicy: 'no-referrer',
    src: `${sites.wizard}/embed/acme?origin=${encodeURIComponent(sites.host)}`,
    style: 'display: block; width: 100%; height: 300px; border: 0px; color-scheme: light;',
    title: 'Document upload',
  })
  await host.update({ title: 'Téléversement' })
  await expect(host.page.getByTitle('Téléversement')).toBeVisible()
})

test('the place of the frame is filled until its page has come, unless the page does that itself', async ({
  host,
  sites,
}) => {
  const release = await holdBack(host.page, `${sites.wizard}/embed/acme*`)
  await host.open('/twice')
  await host.mount()
  await host.mount({ loader: false }, '#more')
  const frame = host.page.locator('#documents > iframe')
  await expect(frame).toHaveCSS('background-image', /^linear-gradient\(.*\), linear-gradient/)
  await expect(host.page.locator('#more > iframe')).toHaveCSS('background-image', 'none')
  await release()
  await expect.poll(() => host.events()).toMatchObject([{ type: 'ready' }])
  await expect(frame).toHaveCSS('background-image', 'none')
})

test.describe('the sandbox', () => {
  test.use({ expectedComplaints: ['allow-popups', 'allow-top-navigation'] })
  test('lets the frame neither open a window nor leave with the page', async ({ host }) => {
    await host.open()
    const frame = await host.mountReady()
    const address = host.page.url()
    const pages = host.page.context().pages()
    expect(await frame.evaluate(() => window.open('about:blank'))).toBeNull()
    const navigation = await frame.evaluate(() => {
      try {
        if (window.top) window.top.location.href = 'about:blank'
        return 'left'
      } catch (error) {
        return (error as Error).name
      }
    })
    expect(navigation).toBe('SecurityError')
    expect(host.page.url()).toBe(address)
    expect(host.page.context().pages()).toEqual(pages)
  })
})

test('a page with a strict Content-Security-Policy needs two lines for us: the script’s and the frame’s', async ({
  host,
}) => {
  await host.open('/strict')
  const frame = await host.mountReady()
  await frame.evaluate(() => document.querySelector('main')?.style.setProperty('height', '700px'))
  await expect(host.page.locator('iframe')).toHaveCSS('height', '700px')
  await expect(host.page.locator('iframe')).toHaveCSS('border-top-width', '0px')
})

test('the frame is as high as its content, growing and shrinking', async ({ host }) => {
  await host.open()
  const frame = await host.mountReady()
  const iframe = host.page.locator('iframe')
  for (const height of [300, 900, 899.2, 120, 640]) {
    await frame.evaluate(
      (px) => document.querySelector('main')?.style.setProperty('height', `${px}px`),
      height,
    )
    await expect(iframe).toHaveCSS('height', `${String(Math.ceil(height))}px`)
  }
  expect(await frame.evaluate(() => document.documentElement.scrollHeight > innerHeight)).toBe(false)
})

test('a frame whose content is exchanged does not collapse in between', async ({ host }) => {
  await host.open()
  const frame = await host.mountReady()
  const iframe = host.page.locator('iframe')
  await expect(iframe).toHaveCSS('height', '300px')
  const heights = await iframe.evaluateHandle((element) => {
    const seen: string[] = []
    new MutationObserver(() => seen.push(element.style.height)).observe(element, {
      attributeFilter: ['style'],
    })
    return seen
  })
  await frame.evaluate(async () => {
    const main = document.querySelector('main')
    const nextFrame = async () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => setTimeout(resolve))
      })
    main?.style.setProperty('height', '20px')
    await nextFrame()
    main?.style.setProperty('height', '500px')
  })
  await expect(iframe).toHaveCSS('height', '500px')
  expect(await heights.jsonValue()).toEqual(['500px'])
})

test('a frame in which something is held down does not shrink under the hand', async ({
  freshHost: host,
}) => {
  const { page } = host
  await page.clock.install()
  await host.open()
  const frame = await host.mountReady()
  const iframe = page.locator('iframe')
  await expect(iframe).toHaveCSS('height', '300px')
  await page.frameLocator('iframe').getByLabel('Name').hover()
  await page.mouse.down()
  await frame.evaluate(async () => {
    document.querySelector('main')?.style.setProperty('height', '120px')
    await new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))
  })
  await page.clock.runFor(1000)
  await expect(iframe).toHaveCSS('height', '300px')
  await page.mouse.up()
  await page.clock.runFor(1000)
  await expect(iframe).toHaveCSS('height', '120px')
})

test('the page keeps its scroll position, focus, history and content', async ({ host }) => {
  await host.open('/long')
  const { page } = host
  await page.getByRole('button', { name: 'Before' }).focus()
  const snapshot = async () =>
    page.evaluate(() => {
      const copy = document.documentElement.cloneNode(true) as Element
      for (const frame of copy.querySelectorAll('iframe')) frame.remove()
      return {
        html: copy.outerHTML,
        focused: document.activeElement?.textContent,
        historyLength: history.length,
        globals: Object.keys(window).filter((name) => !['mounts', 'leaks', '0'].includes(name)),
        styles: getComputedStyle(document.body).cssText,
      }
    })
  const before = await snapshot()
  const frame = await host.mountReady()
  await page.evaluate(() => window.scrollTo(0, 1400))
  for (const height of [900, 200, 600]) {
    await frame.evaluate(
      (px) => document.querySelector('main')?.style.setProperty('height', `${px}px`),
      height,
    )
    await expect(page.locator('iframe')).toHaveCSS('height', `${String(height)}px`)
    expect(await page.evaluate(() => window.scrollY)).toBe(1400)
  }
  await frame.evaluate(() => location.reload())
  await frame.waitForFunction(() => 'framePage' in window && window.framePage.appearances.length > 0)
  await host.update({ locale: 'fr', theme: { colorScheme: 'dark' } })
  expect(await snapshot()).toEqual(before)
  await host.destroy()
  expect(await snapshot()).toEqual(before)
})

test('the keyboard goes into the frame at its place in the page, and out again', async ({ host }) => {
  await host.open('/long')
  await host.mountReady()
  const { page } = host
  await page.getByRole('button', { name: 'Before' }).focus()
  await page.keyboard.press('Tab')
  await expect(page.frameLocator('iframe').getByLabel('Name')).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'After' })).toBeFocused()
})

test.describe('the look', () => {
  test('changes in place, and a theme changes as a whole', async ({ host }) => {
    await host.open()
    const frame = await host.mountReady({ locale: 'fr', theme: { '--akepa-accent': '#036' } })
    await host.update({ theme: { '--akepa-radius': '0' } })
    await host.update({ locale: 'de' })
    await expect
      .poll(() => frame.evaluate(() => window.framePage.appearances))
      .toEqual([
        { locale: 'fr', theme: { colorScheme: 'light', '--akepa-accent': '#036' } },
        { locale: 'fr', theme: { colorScheme: 'light', '--akepa-radius': '0' } },
        { locale: 'de', theme: { colorScheme: 'light', '--akepa-radius': '0' } },
      ])
  })

  for (const [page, expected] of [
    ['normal', 'light'],
    ['light', 'light'],
    ['dark', 'dark'],
    ['light dark', 'light dark'],
    ['only light', 'light'],
  ] as const) {
    const tag = ['light', 'only light'].includes(page) ? '@wide' : []
    test(`is ${expected} in a page whose colour scheme is ${page}`, { tag }, async ({ host }) => {
      await host.open()
      await host.page.evaluate((scheme) => document.body.style.setProperty('color-scheme', scheme), page)
      const frame = await host.mountReady()
      await expect(host.page.locator('iframe')).toHaveCSS('color-scheme', expected)
      expect(await frame.evaluate(() => window.framePage.appearances)).toEqual([
        { theme: { colorScheme: expected } },
      ])
    })
  }

  const switches: readonly (readonly [string, (page: Page) => Promise<unknown>])[] = [
    [
      'an attribute of its root',
      async (page) => page.evaluate(() => (document.documentElement.dataset['theme'] = 'dark')),
    ],
    [
      'a class of an element around the frame',
      async (page) => page.evaluate(() => document.body.classList.add('dark')),
    ],
    [
      'a style of the target',
      async (page) =>
        page
          .locator('#documents')
          .evaluate((target: HTMLElement) => target.style.setProperty('color-scheme', 'dark')),
    ],
    ['one more style sheet', async (page) => page.addStyleTag({ content: ':root { color-scheme: dark }' })],
    ['a style sheet from elsewhere', async (page) => page.addStyleTag({ url: '/dark.css' })],
    [
      'a style sheet that is switched on',
      async (page) =>
        page.evaluate(() => document.querySelector('style[media="not all"]')?.removeAttribute('media')),
    ],
    ['the device’s scheme', async (page) => page.emulateMedia({ colorScheme: 'dark' })],
  ]
  for (const [name, turnDark] of switches) {
    // One that the page itself changes by, and one that comes from outside it.
    const tag = /attribute|device/.test(name) ? [] : '@wide'
    test(`goes dark with a page that does so by ${name}, and light again`, { tag }, async ({ host }) => {
      await host.open('/switching')
      const frame = await host.mountReady({ locale: 'fr' })
      const iframe = host.page.locator('iframe')
      await expect(iframe).toHaveCSS('color-scheme', 'light')
      await turnDark(host.page)
      await expect(iframe).toHaveCSS('color-scheme', 'dark')
      const looks = async () => frame.evaluate(() => window.framePage.appearances)
      const [light, dark] = ['light', 'dark'].map((colorScheme) => ({ locale: 'fr', theme: { colorScheme } }))
      await expect.poll(looks).toEqual([light, dark])
      await host.page.emulateMedia({ colorScheme: null })
      await host.page.evaluate(() => {
        document.documentElement.style.setProperty('color-scheme', 'only light', 'important')
        document.body.className = ''
        document.querySelector('#documents')?.removeAttribute('style')
      })
      await expect.poll(looks).toEqual([light, dark, light])
      await host.page.evaluate(() => document.body.classList.add('wide'))
      await host.update({ title: 'Documents' })
      await expect.poll(looks).toEqual([light, dark, light, light])
    })
  }

  test('is what the page asks for, and its own again once it asks for nothing', async ({ host }) => {
    await host.open('/switching')
    const frame = await host.mountReady({ theme: { colorScheme: 'light' } })
    await host.page.evaluate(() => document.body.classList.add('dark'))
    await host.update({ theme: undefined })
    await expect
      .poll(() => frame.evaluate(() => window.framePage.appearances))
      .toEqual([{ theme: { colorScheme: 'light' } }, { theme: { colorScheme: 'dark' } }])
    await expect(host.page.locator('iframe')).toHaveCSS('color-scheme', 'dark')
  })

  test('is what the page asks for from the beginning, whatever its own is', async ({ host }) => {
    await host.open()
    const frame = await host.mountReady({ theme: { colorScheme: 'dark' } })
    await expect(host.page.locator('iframe')).toHaveCSS('color-scheme', 'dark')
    expect(await frame.evaluate(() => window.framePage.appearances)).toEqual([
      { theme: { colorScheme: 'dark' } },
    ])
  })
})
