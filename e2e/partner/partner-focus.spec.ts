import { type Locator, type Page } from 'playwright'
import { nameMaxLength } from '../../src/contract/document/document.ts'
import { testFiles } from '../../src/testkit/testkit.ts'
import { en as words } from '../../src/wizard/words/en.ts'
import { fr } from '../../src/wizard/words/fr.ts'
import { frDetailProblems } from '../../src/wizard/words/fr/detail-problems.ts'
import { frRejections } from '../../src/wizard/words/fr/rejections.ts'
import { licence } from '../support/documents.ts'
import { holdBack } from '../support/page/hold-back.ts'
import { expect, sharedContextTest as test, wizardIn } from '../support/partner/partner-test.ts'

const frameOf = (page: Page) => page.frameLocator('#documents iframe')

/** Adds a field of the partner's own, 1,700 pixels below the frame. The page goes on below it. */
async function addField(page: Page): Promise<Locator> {
  await page.evaluate(() => {
    const field = document.createElement('input')
    field.ariaLabel = 'Your message'
    field.style.display = 'block'
    field.style.margin = '1700px 0 3000px'
    document.body.append(field)
  })
  return page.getByLabel('Your message')
}

const topOf = async (field: Locator) => (await field.boundingBox())?.y

/** Uploads a picture, whose answer waits until the returned function is called. */
async function uploadWithoutAnswer(page: Page): Promise<() => Promise<void>> {
  const wizard = wizardIn(page)
  const release = await holdBack(page, '**/document/upload/*')
  await wizard.register(licence)
  await wizard.chooseFile(testFiles.goodJpg())
  await expect(wizard.preview()).toBeVisible()
  await wizard.submit()
  await expect(frameOf(page).getByRole('progressbar')).toBeVisible()
  return release
}

test('the receipt doesn’t disturb a person who types into the page around the frame, and is focused when they come back', async ({
  page,
  site,
}) => {
  await page.goto(site.origin)
  const field = await addField(page)
  const wizard = wizardIn(page)
  const heading = frameOf(page).getByRole('heading', { level: 1, name: words.receipt.title })
  const release = await uploadWithoutAnswer(page)

  await field.focus()
  await page.keyboard.type('Here is my')
  const top = await topOf(field)
  await release()
  await wizard.receipt()
  await page.keyboard.type(' passport.')
  await expect(field).toHaveValue('Here is my passport.')
  expect(await topOf(field)).toBe(top)
  await expect(heading).toHaveAttribute('aria-live', 'polite')

  await page.locator('iframe').focus()
  await expect(heading).toBeFocused()
  expect(await topOf(field)).toBe(top)
})

test('the receipt is focused, and the page scrolls to it only where the frame is in sight', async ({
  page,
  site,
}) => {
  await page.setViewportSize({ width: 390, height: 640 })
  await page.goto(site.origin)
  const field = await addField(page)
  const wizard = wizardIn(page)
  const heading = frameOf(page).getByRole('heading', { level: 1, name: words.receipt.title })
  for (const isInSight of [false, true]) {
    const release = await uploadWithoutAnswer(page)
    if (!isInSight) {
      await field.scrollIntoViewIfNeeded()
      await frameOf(page)
        .locator('html')
        .evaluate(
          async (html) =>
            new Promise<void>((resolve) => {
              new IntersectionObserver((entries) => {
                if (entries.some((entry) => !entry.isIntersecting)) resolve()
              }).observe(html)
            }),
        )
    }
    const top = await topOf(field)
    await release()
    await expect(heading).toBeFocused()
    if (isInSight) await expect(heading).toBeInViewport()
    else expect(await topOf(field)).toBe(top)
    await page.unroute('**/document/upload/*')
    await wizard.addAnother()
  }
})

test('a frame that fails as it is loaded doesn’t disturb a person who types into the page around it', async ({
  page,
  site,
}) => {
  await page.route('**/session', (route) => route.fulfill({ body: '' }))
  const release = await holdBack(page, '**/session')
  await page.goto(site.origin)
  const field = await addField(page)
  await field.focus()
  await page.keyboard.type('Here is my')
  const top = await topOf(field)
  await release()
  const problem = wizardIn(page).problem()
  await expect(problem).toContainText(words.errors.sessionUnavailable.title)
  await page.keyboard.type(' passport.')
  await expect(field).toHaveValue('Here is my passport.')
  expect(await topOf(field)).toBe(top)

  // The Tab key leads to the next control, as in any page.
  await page.getByRole('button', { name: 'Before' }).focus()
  await page.keyboard.press('Tab')
  await expect(problem.getByRole('button', { name: words.tryAgain })).toBeFocused()
})

test(
  'the test kit hears of a problem that leaves the focus to the page around the frame',
  { tag: '@wide' },
  async ({ page, site, complaints }) => {
    complaints.expectAnswer(404)
    await page.goto(site.origin)
    const field = await addField(page)
    const wizard = wizardIn(page)
    const json = { requestId: 'r-1', code: 'documentNotFound', message: 'documentNotFound' }
    await page.route('**/document/upload/*', (route) => route.fulfill({ status: 404, json }))
    const release = await holdBack(page, '**/document/upload/*')
    await wizard.register(licence)
    await wizard.chooseFile(testFiles.goodJpg())
    const uploading = expect(wizard.upload()).rejects.toThrow(words.file.notUploaded)
    await expect(frameOf(page).getByRole('progressbar')).toBeVisible()
    await field.focus()
    await release()
    await uploading
    await expect(field).toBeFocused()
  },
)

test(
  'a problem told in one language is told in the next as well, and takes no focus then',
  { tag: '@wide' },
  async ({ page, site }) => {
    const speak = (locale: string) =>
      page.evaluate((locale) => {
        const { upload } = window as unknown as { upload: { update: (change: object) => void } }
        upload.update({ locale })
      }, locale)
    await page.goto(site.origin)
    const wizard = wizardIn(page)
    const told = wizard.problem().getByRole('listitem')

    await wizard.submit()
    await expect(told).toHaveText([words.workflow.missing])
    await speak('fr')
    await expect(told).toHaveText([fr.workflow.missing])
    await speak('en')
    await wizard.answerWorkflow('PERSONAL')
    await wizard.submit()
    await expect(told).toHaveText([words.type.missing])
    await speak('fr')
    await expect(told).toHaveText([fr.type.missing])
    await speak('en')
    await wizard.answerType('license')

    await wizard.fill({ name: 'n'.repeat(51), note: '<' })
    await wizard.submit()
    const { name, note } = words.details.problems
    await expect(told).toHaveText([name.tooLong(nameMaxLength, 51), note.angleBracket])
    await wizard.fill({ name: 'Licence' })
    await speak('fr')
    const { name: nom, note: remarque } = frDetailProblems
    await expect(told).toHaveText([nom.tooLong(nameMaxLength, 51), remarque.angleBracket])
    await expect(wizard.field('name')).toBeFocused()

    await wizard.fill({ note: '' })
    await wizard.submit()
    await wizard.form('file').waitFor()
    await wizard.submit()
    await expect(told).toHaveText([fr.file.missing])
    await speak('en')
    await expect(told).toHaveText([words.file.missing])
    await wizard.chooseFile(testFiles.pdf())
    await expect(told).toHaveText([words.file.refused.pdf])
    await speak('fr')
    await expect(told).toHaveText([frRejections.refused.pdf])
  },
)
