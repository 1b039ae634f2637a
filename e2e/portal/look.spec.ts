import { type Page } from 'playwright/test'
import { licence } from '../support/documents.ts'
import { type PortalPage } from '../support/portal/portal-page.ts'
import { expect, test } from '../support/portal/portal-test.ts'

/** Goes to the details, types a name, and marks the frame's document: a reload would take the mark away. */
async function stopHalfway({ page, wizard }: PortalPage): Promise<void> {
  await wizard.answerType(licence.type)
  await wizard.field('name').fill('Half a na')
  await page
    .frameLocator('#documents iframe')
    .locator('html')
    .evaluate((root) => root.setAttribute('data-marked', 'yes'))
}

async function expectSamePlace({ page, wizard }: PortalPage): Promise<void> {
  await expect(page.frameLocator('#documents iframe').locator('html[data-marked]')).toBeAttached()
  await expect(wizard.field('name')).toHaveValue('Half a na')
}

test('another theme shows at once, and the person keeps their place', async ({ portal }) => {
  await stopHalfway(portal)
  const look = portal.panel('Look')
  const accents = new Set([await portal.themeInFrame('--akepa-accent')])
  for (const name of ['The wizard’s own', 'Ledger', 'Coral']) {
    await look.getByRole('radio', { name }).check()
    await expect.poll(async () => accents.has(await portal.themeInFrame('--akepa-accent'))).toBe(false)
    accents.add(await portal.themeInFrame('--akepa-accent'))
    await expectSamePlace(portal)
  }
  expect((await portal.events()).filter(({ type }) => type === 'ready')).toHaveLength(1)
})

test(
  'an accent, corners and a text size that are chosen make the theme one’s own',
  { tag: '@wide' },
  async ({ portal }) => {
    await stopHalfway(portal)
    const look = portal.panel('Look')
    await look.getByLabel('Accent').fill('#6b2fa0')
    await look.getByLabel('Corners').fill('24')
    await look.getByLabel('Text size').fill('20')
    await expect(look.getByRole('radio', { name: 'Own', exact: true })).toBeChecked()
    await expect.poll(() => portal.themeInFrame('--akepa-accent')).toContain('#6b2fa0')
    expect(await portal.themeInFrame('--akepa-radius')).toBe('1.5rem')
    const name = portal.wizard.field('name')
    await expect(name).toHaveCSS('font-size', '20px')
    await expectSamePlace(portal)

    await look.getByRole('radio', { name: 'Quillhaven' }).check()
    await expect(name).toHaveCSS('font-size', '17px')
    await expect(look.getByLabel('Text size')).toHaveValue('17')
  },
)

test.describe('the colour scheme', () => {
  const grounds = async (page: Page) => {
    const field = page.frameLocator('#documents iframe').locator('form')
    return {
      bank: await page.locator('body').evaluate((body) => getComputedStyle(body).colorScheme),
      card: await field.evaluate((form) => getComputedStyle(form).backgroundColor),
    }
  }
  const light = { card: 'rgb(255, 253, 249)' }
  const dark = { card: 'rgb(22, 31, 27)' }

  test(
    'is the device’s until one is chosen, in the bank’s page and in the frame',
    { tag: '@wide' },
    async ({ portal }) => {
      const { page } = portal
      await stopHalfway(portal)
      const scheme = portal.panel('Look').getByLabel('Colour scheme')
      await expect.poll(() => grounds(page)).toMatchObject(light)
      await page.emulateMedia({ colorScheme: 'dark' })
      await expect.poll(() => grounds(page)).toMatchObject(dark)
      await scheme.selectOption('Light')
      await expect.poll(() => grounds(page)).toMatchObject({ ...light, bank: 'light' })
      await page.emulateMedia({ colorScheme: 'light' })
      await scheme.selectOption('Dark')
      await expect.poll(() => grounds(page)).toMatchObject({ ...dark, bank: 'dark' })
      await scheme.selectOption('As the device')
      await expect.poll(() => grounds(page)).toMatchObject(light)
      await expectSamePlace(portal)
    },
  )
})

test(
  'another language shows at once, and the person keeps their place',
  { tag: '@wide' },
  async ({ portal }) => {
    await stopHalfway(portal)
    const language = portal.panel('Look').getByLabel('Language')
    const root = portal.page.frameLocator('#documents iframe').locator('html')
    await language.selectOption('Français (Canada)')
    await expect(root).toHaveAttribute('lang', /^fr/)
    await expectSamePlace(portal)
    await language.selectOption('English')
    await expect(root).toHaveAttribute('lang', /^en/)
    await expectSamePlace(portal)
  },
)
