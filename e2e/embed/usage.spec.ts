import { noLeaks } from '../support/embed/embed-host-page.ts'
import { expect, test } from '../support/embed/embed-test.ts'

const mistakes: readonly (readonly [string, string, string])[] = [
  ['a target that is not there', `'#nowhere', right`, 'targetNotFound'],
  ['no target', `null, right`, 'targetNotFound'],
  ['a target that is no element', `document, right`, 'targetNotFound'],
  ['a selector that is none', `'#1', right`, 'targetInvalid'],
  ['an empty selector', `'', right`, 'targetInvalid'],
  ['a target that JSON can’t show', `window, right`, 'targetNotFound'],
  ['a target that no text can show', `Object.create(null), right`, 'targetNotFound'],
  ['no options', `'body'`, 'partnerInvalid'],
  ['an origin that no text can show', `'body', { ...right, origin: Symbol('origin') }`, 'originInvalid'],
  ['an origin that is an object', `'body', { ...right, origin: new URL(origin) }`, 'originInvalid'],
  ['a partner that no text can show', `'body', { ...right, partner: Symbol('acme') }`, 'partnerInvalid'],
  ['an origin with a path', `'body', { ...right, origin: origin + '/embed' }`, 'originInvalid'],
  ['an origin with a query', `'body', { ...right, origin: origin + '/?x' }`, 'originInvalid'],
  ['an origin without a scheme', `'body', { ...right, origin: 'uploads.example' }`, 'originInvalid'],
  ['an origin of script', `'body', { ...right, origin: 'javascript:alert(1)' }`, 'originInvalid'],
  ['an origin of data', `'body', { ...right, origin: 'data:text/html,x' }`, 'originInvalid'],
  ['any origin', `'body', { ...right, origin: '*' }`, 'originInvalid'],
  ['an origin with a user', `'body', { ...right, origin: 'https://user@uploads.example' }`, 'originInvalid'],
  ['no origin that could be', `'body', { ...right, origin: undefined }`, 'originInvalid'],
  ['no partner', `'body', { ...right, partner: undefined }`, 'partnerInvalid'],
  ['an empty partner', `'body', { ...right, partner: '' }`, 'partnerInvalid'],
  ['a partner’s name in place of its id', `'body', { ...right, partner: 'Acme Bank' }`, 'partnerInvalid'],
  ['a partner that climbs out', `'body', { ...right, partner: '..' }`, 'partnerInvalid'],
  ['a partner with a path', `'body', { ...right, partner: 'acme/../../api' }`, 'partnerInvalid'],
  ['a partner with a query', `'body', { ...right, partner: 'acme?origin=x' }`, 'partnerInvalid'],
  ['a session that is text', `'body', { ...right, session: 'a.b.c' }`, 'sessionInvalid'],
  ['no session', `'body', { ...right, session: undefined }`, 'sessionInvalid'],
]
test('a mistake in the arguments is thrown with its code, and leaves the page as it was', async ({
  host,
  sites,
}) => {
  await host.open()
  const before = await host.page.content()
  for (const [name, call, code] of mistakes) {
    await test.step(name, async () => {
      const thrown = await host.page.evaluate(`(() => {
        const origin = '${sites.wizard}'
        const right = { origin, partner: 'acme', session: () => 'a.b.c' }
        try { AkepaUploadWizard.mountDocumentUpload(${call}) }
        catch (error) { return { isError: error instanceof Error, name: error.name, code: error.code } }
      })()`)
      expect(thrown).toEqual({ isError: true, name: 'DocumentUploadError', code })
      expect(await host.page.content()).toBe(before)
      expect(await host.leaks()).toEqual(noLeaks)
      expect(await host.page.evaluate(() => Object.getOwnPropertySymbols(window))).toEqual([])
    })
  }
})

test('the wrong parts of a look are passed over, and the right ones apply', async ({ host }) => {
  await host.open()
  // Written as code, because Playwright can't pass such values to a page.
  const wrong = `{ locale: () => 'fr', title: Symbol('title'), theme: {
    colorScheme: 'sepia', '--akepa-accent': () => 'red', '--akepa-radius': 4, '--akepa-text': '#111', '--x': document } }`
  await host.page.evaluate(`(() => {
    window.heard = []
    window.upload = AkepaUploadWizard.mountDocumentUpload('#documents', {
      partner: 'acme', session: () => 'a.b.c', onReady: () => heard.push('ready'), ...${wrong} })
  })()`)
  await expect.poll(() => host.page.evaluate(() => window.heard)).toEqual(['ready'])
  await expect(host.page.locator('iframe')).toHaveAttribute('title', 'Document upload')
  const frame = await host.frame()
  const look = { theme: { colorScheme: 'light', '--akepa-text': '#111' } }
  expect(await frame.evaluate(() => window.framePage.appearances)).toEqual([look])

  await host.page.evaluate(`upload.update(${wrong}); upload.update(null); upload.update({ theme: 'dark' })`)
  await expect
    .poll(() => frame.evaluate(() => window.framePage.appearances))
    .toEqual([look, look, look, { theme: { colorScheme: 'light' } }])
})

test('a look that throws where it is read is passed over, and so is what the page does to it later', async ({
  host,
}) => {
  await host.open()
  await host.page.evaluate(`(() => {
    window.heard = []
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    window.wrong = [
      { theme: { '--akepa-radius': '1px' }, get locale() { throw new Error('locale') } },
      { theme: { get '--akepa-text'() { throw new Error('theme') } }, locale: 'de' },
      { theme: revoked.proxy }, revoked.proxy, 'text', 7, undefined,
    ]
    window.theme = { '--akepa-text': '#111' }
    window.upload = AkepaUploadWizard.mountDocumentUpload('#documents', { partner: 'acme',
      session: () => 'a.b.c', onReady: () => heard.push('ready'), locale: 'fr', theme })
    for (const each of wrong) upload.update(each)
  })()`)
  await expect.poll(() => host.page.evaluate(() => window.heard)).toEqual(['ready'])
  await expect(host.page.locator('iframe')).toHaveAttribute('title', 'Document upload')
  const frame = await host.frame()
  const looks = async () => frame.evaluate(() => window.framePage.appearances)
  const look = { locale: 'fr', theme: { colorScheme: 'light', '--akepa-text': '#111' } }
  expect(await looks()).toEqual([look])

  await host.page.evaluate(`(() => {
    for (const each of wrong) upload.update(each)
    theme['--akepa-text'] = Symbol('text')
    upload.update({ locale: 'de' })
  })()`)
  await expect.poll(looks).toEqual([...Array.from({ length: 8 }, () => look), { ...look, locale: 'de' }])
})

test('a title is changed before the frame has come up, too', async ({ host }) => {
  await host.open()
  await host.mount({ partner: 'probe' })
  await host.update({ title: 'Papiers' })
  await expect(host.page.locator('iframe')).toHaveAttribute('title', 'Papiers')
})

test('a page without an origin of its own is told so', async ({ host, sites }) => {
  await host.open()
  await host.page.evaluate((wizard) => {
    const frame = document.createElement('iframe')
    frame.sandbox.add('allow-scripts')
    frame.srcdoc = `<body><script src="${wizard}/embed.js"></script></body>`
    document.body.append(frame)
  }, sites.wizard)
  const sandboxed = await host.frame()
  await sandboxed.waitForFunction(() => 'AkepaUploadWizard' in window)
  const code = await sandboxed.evaluate(() => {
    try {
      window.AkepaUploadWizard.mountDocumentUpload('body', { partner: 'acme', session: () => 'a.b.c' })
      return undefined
    } catch (error) {
      return (error as { code: string }).code
    }
  })
  expect(code).toBe('hostOriginOpaque')
})

test('an origin may end with a slash, as it does when people copy it from the address bar', async ({
  host,
  sites,
}) => {
  await host.open()
  await host.mountReady({ origin: `${sites.wizard}/` })
})

test('a target may be an element', async ({ host }) => {
  await host.open()
  await host.page.evaluate(() => {
    const target = document.createElement('section')
    document.body.append(target)
    window.AkepaUploadWizard.mountDocumentUpload(target, { partner: 'acme', session: () => 'a.b.c' })
  })
  await expect(host.page.locator('section > iframe')).toBeVisible()
})
