import { expect, test } from '../support/embed/embed-test.ts'

test('a page mounts the wizard with a script tag alone', async ({ host }) => {
  await host.open()
  const frame = await host.mountReady({ locale: 'fr-CA', theme: { '--akepa-accent': '#036' } })

  const origin = encodeURIComponent(host.sites.host)
  expect(frame.url()).toBe(`${host.sites.wizard}/embed/acme?origin=${origin}&lang=fr-CA`)
  expect(await frame.evaluate(() => window.framePage.bridge?.welcome)).toEqual({
    instance: 'documents:1',
    instances: ['documents:1'],
    locale: 'fr-CA',
    theme: { '--akepa-accent': '#036', colorScheme: 'light' },
  })
  expect(await host.events()).toMatchObject([{ type: 'ready', id: 'ready' }])
})
