import { type Frame, type Page } from 'playwright/test'
import { addFrame, receivedBy, recordMessages, sayToParent } from '../support/embed/embed-messages.ts'
import { type Sites } from '../support/embed/embed-sites.ts'
import { expect, test } from '../support/embed/embed-test.ts'

/** The page hears nothing before the frame's last message. */
async function expectNothingBefore(frame: Frame, page: Page) {
  await sayToParent(frame, 'mark', '*')
  await expect.poll(() => receivedBy(page)).toEqual(['mark'])
}

test.describe('a page that the partner has not declared', () => {
  const named: readonly (readonly [string, (sites: Sites) => string | undefined])[] = [
    ['its own', (sites) => sites.stranger],
    ['the declared one with a slash', (sites) => `${sites.host}/`],
    ['any', () => '*'],
    ['null', () => 'null'],
    ['none', () => undefined],
  ]
  for (const [name, originOf] of named) {
    test(`hears nothing when it names as its origin: ${name}`, async ({ host, sites }) => {
      const { page } = host
      const origin = originOf(sites)
      await host.open('/bare', sites.stranger)
      await recordMessages(page)
      const query = origin === undefined ? '' : `?origin=${encodeURIComponent(origin)}`
      const frame = await addFrame(page, `${sites.wizard}/embed/loose${query}`)
      expect(await frame.evaluate(() => window.framePage.refusal)).toBe('originForbidden')
      await expectNothingBefore(frame, page)
    })
  }

  test.describe('and that names the declared one as its origin', () => {
    test('hears nothing, and is not listened to', async ({ host, sites }) => {
      const { page } = host
      await host.open('/bare', sites.stranger)
      await recordMessages(page)
      const src = `${sites.wizard}/embed/loose?origin=${encodeURIComponent(sites.host)}`
      const frame = await addFrame(page, src)
      await recordMessages(frame)
      await page.evaluate(() => {
        const welcome = { version: 1, type: 'welcome', instance: ':1', instances: [], theme: {} }
        window[0]?.postMessage(welcome, '*', [new MessageChannel().port2])
      })
      await expect.poll(() => receivedBy(frame)).toHaveLength(1)
      expect(await frame.evaluate(() => window.framePage.appearances)).toEqual([])
      await expectNothingBefore(frame, page)
    })
  })

  test.describe('and that is no partner’s at all', () => {
    test.use({ expectedComplaints: ['frame-ancestors'] })
    test('is not given the frame by the browser', async ({ host, sites }) => {
      const { page } = host
      await host.open('/bare', sites.stranger)
      const src = `${sites.wizard}/embed/acme?origin=${encodeURIComponent(sites.stranger)}`
      const frame = await addFrame(page, src)
      expect(await frame.evaluate(() => 'framePage' in window)).toBe(false)
    })
  })
})

test('a frame whose origins were declared as “any” speaks to nobody', async ({ host, sites }) => {
  await host.open('/bare')
  await recordMessages(host.page)
  const frame = await addFrame(host.page, `${sites.wizard}/embed/misdeclared?origin=*`)
  expect(await frame.evaluate(() => window.framePage.refusal)).toBe('originForbidden')
  await expectNothingBefore(frame, host.page)
})

test('a wizard that stands in no frame says so', async ({ page, sites }) => {
  await page.goto(`${sites.wizard}/embed/acme?origin=${encodeURIComponent(sites.host)}`)
  expect(await page.evaluate(() => window.framePage.refusal)).toBe('notFramed')
})
