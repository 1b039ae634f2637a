import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type AxeResults } from 'axe-core'
import { type Page, type Response } from 'playwright/test'
import { testFiles } from '../../src/testkit/testkit.ts'
import { licence } from '../support/documents.ts'
import { expect, test } from '../support/portal/portal-test.ts'

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds in the bank's page. The wizard's pages have tests of their own. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(`window.axe ?? (() => { ${axeSource} })()`)
  const found = await page.evaluate<AxeResults>(`window.axe.run({ exclude: ['#documents iframe'] })`)
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

test('the API key is in nothing that the browser receives or sends', async ({ sites, page, portal }) => {
  const responses: Response[] = []
  page.on('response', (response) => responses.push(response))
  await portal.open()
  const { wizard } = portal
  await portal.openEveryPanel()
  for (const name of ['Page: HTML', 'Page: ES module', 'Back end: curl', 'Back end: Node'])
    expect(await portal.code(name)).not.toContain(sites.apiKey)
  await wizard.register(licence)
  await wizard.chooseFile(testFiles.goodJpg())
  await wizard.upload()
  await expect(portal.receipts).toHaveCount(1)
  await portal.button('Ask for missed receipts')
  await expect(page.getByText('None was missed.')).toBeVisible()
  await wizard.done()

  const origins = new Set(responses.map((response) => new URL(response.url()).origin))
  expect(origins).toEqual(new Set([sites.portal, sites.wizard]))
  for (const response of responses) {
    const isEndless = response.request().resourceType() === 'eventsource'
    const everything = [
      response.url(),
      JSON.stringify(await response.request().allHeaders()),
      response.request().postData() ?? '',
      JSON.stringify(await response.allHeaders()),
      isEndless ? '' : (await response.body().catch(() => Buffer.alloc(0))).toString('latin1'),
    ]
    for (const text of everything) expect(text).not.toContain(sites.apiKey)
  }
  expect(await page.content()).not.toContain(sites.apiKey)
})

test('the wizard stands on another site than the portal, and names the bank without links of its own', async ({
  sites,
  portal,
}) => {
  expect(new URL(sites.wizard).hostname).toBe('localhost')
  expect(new URL(sites.portal).hostname).toBe('127.0.0.1')
  await expect(portal.frame).toHaveAttribute('src', new RegExp(`^${sites.wizard}/embed/demo\\?`))
  const foot = portal.frame.contentFrame().getByRole('contentinfo')
  await expect(foot.locator('img')).toHaveJSProperty('complete', true)
  // The frame may open no window, so that a press would do nothing.
  await expect(foot.getByRole('link')).toHaveCount(0)
})

test('the page says in plain words that the wizard can’t be loaded', async ({ page, portal, complaints }) => {
  complaints.expect('ERR_FAILED')
  await page.route('**/embed.js', (route) => route.abort())
  await page.goto('/')
  await expect(page.getByRole('alert')).toHaveText(
    'The document upload could not be loaded. Please try again later.',
  )
  await expect(portal.frame).toHaveCount(0)
})

test('axe finds nothing to mend on the page, light and wide, dark and narrow', async ({ page, portal }) => {
  const { wizard } = portal
  await portal.openEveryPanel()
  await wizard.register(licence)
  await wizard.chooseFile(testFiles.goodJpg())
  await wizard.upload()
  await expect(portal.receipts).toHaveCount(1)
  expect(await violations(page)).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 390, height: 900 })
  expect(await violations(page)).toEqual([])
  await portal.button('Destroy')
  expect(await violations(page)).toEqual([])
})

test('the page never has to be scrolled sideways, however wide the window is', async ({ page, portal }) => {
  await portal.openEveryPanel()
  await portal.wizard.form('type').waitFor()
  for (const width of [320, 390, 768, 1024, 1280, 1920]) {
    await page.setViewportSize({ width, height: 900 })
    const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement)
    expect.soft(scrollWidth, `${width} pixels`).toBe(clientWidth)
  }
})
