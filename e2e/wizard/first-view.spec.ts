import { type Page } from 'playwright/test'
import { UploadWizard } from '../../src/testkit/testkit.ts'
import { en as words } from '../../src/wizard/words/en.ts'
import { licence } from '../support/documents.ts'
import { holdBack } from '../support/page/hold-back.ts'
import { moved } from '../support/page/moved.ts'
import { translatePage, translated } from '../support/page/translator.ts'
import { expect, sharedPageTest, test } from '../support/wizard-test.ts'

/** Keeps the wizard's script back: the page is as it was served until the answered function is called. */
const holdScript = async (page: Page) => holdBack(page, '**/assets/index-*.js')

const heading = (page: Page) => page.getByRole('heading', { level: 1 })
const person = (page: Page) => page.getByRole('radio', { name: words.workflow.names.PERSONAL })
const business = (page: Page) => page.getByRole('radio', { name: words.workflow.names.BUSINESS })
const goOn = (page: Page) => page.getByRole('button', { name: words.continue })

test.describe('before any script has come, on a slow processor', () => {
  let slowDown: (rate: number) => Promise<unknown>
  test.beforeEach(async ({ page }) => {
    const client = await page.context().newCDPSession(page)
    slowDown = async (rate) => client.send('Emulation.setCPUThrottlingRate', { rate })
    await slowDown(6)
  })

  test('nothing that is chosen and pressed is lost', async ({ page, sandbox }) => {
    const wizard = new UploadWizard(page)
    const release = await holdScript(page)
    await page.goto('/', { waitUntil: 'commit' })
    await expect(heading(page)).toHaveText(words.workflow.title)
    await person(page).check()
    await business(page).check()
    await goOn(page).click()
    await page.keyboard.press('Enter')
    await release()
    await expect(heading(page)).toHaveText(words.type.title)
    await expect(heading(page)).toBeFocused()
    await slowDown(1)
    await wizard.answerType(licence.type)
    await wizard.fill({ name: licence.name })
    await wizard.submit()
    await expect(wizard.form('file')).toBeVisible()
    expect(await sandbox.documents()).toMatchObject([{ workflow: 'BUSINESS' }])
  })

  test('what is chosen stays chosen, and nothing moves', async ({ page }) => {
    const release = await holdScript(page)
    await page.goto('/', { waitUntil: 'commit' })
    await business(page).check()
    await page.keyboard.press('ArrowUp')
    await expect(person(page)).toBeChecked()
    const served = await person(page).elementHandle()
    await release()
    await expect(page.locator('#shell')).toHaveCount(0)
    // The wizard has taken over what was there.
    expect(await served?.evaluate((element) => element.isConnected)).toBe(true)
    await expect(person(page)).toBeChecked()
    expect(await moved(page)).toEqual([])
    await goOn(page).click()
    await expect(heading(page)).toHaveText(words.type.title)
  })

  test('a press without a choice says what is missing', { tag: '@wide' }, async ({ page }) => {
    const release = await holdScript(page)
    await page.goto('/', { waitUntil: 'commit' })
    await goOn(page).click()
    await release()
    await expect(page.locator('[data-problem]')).toContainText(words.workflow.missing)
  })
})

test('the first answers need no session, and go on with it once it has come', async ({ page, sandbox }) => {
  const release = await holdBack(page, '**/api/sessions/guest')
  await page.goto('/')
  await person(page).check()
  await goOn(page).click()
  await expect(heading(page)).toHaveText(words.type.title)
  const answered = page.waitForResponse('**/api/sessions/guest')
  await release()
  await (await answered).finished()
  await expect.poll(() => page.evaluate(() => Object.keys(sessionStorage).join())).toContain('akepa:visit')
  await expect(heading(page)).toHaveText(words.type.title)
  await page.reload()
  await expect(heading(page)).toHaveText(words.type.title)
  expect(await sandbox.documents()).toEqual([])
})

sharedPageTest('what has come of the page stays in its place when the rest comes', async ({ page }) => {
  await page.goto('/')
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 720 })
    await page.reload()
    const places = await page.locator('main').evaluate((main) => {
      const placeOf = (element: Element | null | undefined) =>
        JSON.stringify(element?.getBoundingClientRect())
      const whole = { main: main.getBoundingClientRect().top, step: placeOf(main.querySelector('li')) }
      main.querySelector('form')?.remove()
      main.querySelectorAll('li + li').forEach((step) => step.remove())
      const step = placeOf(main.querySelector('li'))
      main.querySelector('nav')?.replaceChildren()
      return { whole, begun: { main: main.getBoundingClientRect().top, step } }
    })
    expect(places.begun).toEqual(places.whole)
  }
})

test('a browser that translates the page before any script has come is no reason to fail', async ({
  page,
}) => {
  await translatePage(page)
  const release = await holdScript(page)
  await page.goto('/', { waitUntil: 'commit' })
  const choice = page.getByRole('radio', { name: translated(words.workflow.names.PERSONAL) })
  await choice.check()
  await page.getByRole('button', { name: translated(words.continue) }).click()
  await release()
  await expect(heading(page)).toHaveText(translated(words.type.title))
  await expect(page.locator('[data-problem]')).toHaveCount(0)
})

test('the first question is covered where another may be asked, and a code outlives a switch of the language', async ({
  page,
  startProxy,
}) => {
  await holdScript(page)
  const isCovered = async () => {
    await expect(page.getByRole('heading', { name: words.appName })).toBeVisible()
    await expect(goOn(page)).toBeHidden()
  }
  for (const code of ['#code=x', '#phone=x']) {
    await page.goto(`/${code}`, { waitUntil: 'commit' })
    await isCovered()
    await page.getByRole('link', { name: 'Français' }).click()
    await expect(page).toHaveURL(`/?lang=fr${code}`)
    await expect(page.getByRole('link', { name: 'English' })).toBeVisible()
    await page.goto('about:blank')
  }
  await page.goto('/', { waitUntil: 'commit' })
  await expect(goOn(page)).toBeVisible()
  await page.evaluate(() => sessionStorage.setItem('akepa:session', '{}'))
  await page.reload({ waitUntil: 'commit' })
  await isCovered()
  const { origin } = await startProxy({ guestSessionsPerMinute: 0 })
  await page.goto(`${origin}/`, { waitUntil: 'commit' })
  await isCovered()
})
