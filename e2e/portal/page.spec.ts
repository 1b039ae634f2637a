import { axeFindings } from '../support/page/axe.ts'
import { testFiles } from '../../src/testkit/testkit.ts'
import { licence } from '../support/documents.ts'
import { excessWidth } from '../support/page/sight.ts'
import { PortalPage } from '../support/portal/portal-page.ts'
import { expect, test } from '../support/portal/portal-test.ts'

test('the page says in plain words that the wizard can’t be loaded', async ({ page, complaints }) => {
  complaints.expect('ERR_FAILED')
  await page.route('**/embed.js', (route) => route.abort())
  await page.goto('/')
  await expect(page.getByRole('alert')).toHaveText(
    'The document upload could not be loaded. Please try again later.',
  )
  await expect(new PortalPage(page).frame).toHaveCount(0)
})

test('the wizard stands on another site, axe finds nothing to mend on the bank’s page, and it is never scrolled sideways', async ({
  sites,
  page,
  portal,
}) => {
  const { wizard } = portal
  await portal.openEveryPanel()
  await wizard.form('type').waitFor()
  expect(new URL(sites.wizard).hostname).toBe('localhost')
  expect(new URL(sites.portal).hostname).toBe('127.0.0.1')
  await expect(portal.frame).toHaveAttribute('src', new RegExp(`^${sites.wizard}/embed/demo\\?`))
  const foot = portal.frame.contentFrame().getByRole('contentinfo')
  await expect(foot.locator('img')).toHaveJSProperty('complete', true)
  // The frame may open no window, so that a press would do nothing.
  await expect(foot.getByRole('link')).toHaveCount(0)

  const usual = page.viewportSize() ?? { width: 1280, height: 720 }
  for (const width of [320, 390, 768, 1024, 1280, 1920]) {
    await page.setViewportSize({ width, height: 900 })
    expect.soft(await excessWidth(page), `${width} pixels`).toBe(0)
  }
  await page.setViewportSize(usual)

  await wizard.register(licence)
  await wizard.chooseFile(testFiles.goodJpg())
  await wizard.upload()
  await expect(portal.receipts).toHaveCount(1)
  // The wizard's pages have tests of their own.
  const violations = async () => axeFindings(page, { exclude: ['#documents iframe'] })
  expect(await violations()).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 390, height: 900 })
  expect(await violations()).toEqual([])
  await portal.button('Destroy')
  expect(await violations()).toEqual([])
})
