import { type BrowserContext, type Page } from 'playwright/test'
import { fault, testFiles, UploadWizard } from '../../../src/testkit/testkit.ts'
import { en as words } from '../../../src/wizard/words/en.ts'
import { licence } from '../../support/documents.ts'
import { expect, sharedContextTest as test, sharedPageTest } from '../../support/wizard-test.ts'
import { sha256Of } from '../../../src/testing/sha256-of.ts'

const sha256 = sha256Of(testFiles.goodJpg().buffer)

test('a reload at any step leads back to it, with all that was answered and the same document', async ({
  wizard,
  sandbox,
  page,
}) => {
  await page.reload()
  await wizard.answerWorkflow('BUSINESS')
  await page.reload()
  const back = page.getByRole('button', { name: words.backLink })
  await back.click()
  await expect(page.getByLabel(words.workflow.names.BUSINESS)).toBeChecked()
  await expect(back).toHaveCount(0)
  await wizard.answerWorkflow('PERSONAL')
  await wizard.answerType('license')
  await wizard.fill({ ...licence, note: 'half a no' })
  await page.reload()
  await expect(wizard.field('name')).toHaveValue(licence.name)
  await expect(wizard.field('note')).toHaveValue('half a no')
  const documentId = await wizard.register({ ...licence, note: 'a whole note' })

  await page.reload()
  expect(await wizard.documentId()).toBe(documentId)
  await page.getByRole('button', { name: words.change }).click()
  await page.reload()
  await expect(wizard.form('answers')).toContainText('a whole note')
  await wizard.submit()
  await wizard.chooseFile(testFiles.goodJpg())
  await expect(wizard.preview()).toBeVisible()
  await page.reload()
  expect(await wizard.documentId()).toBe(documentId)
  await wizard.chooseFile(testFiles.goodJpg())
  await wizard.upload()

  await page.reload()
  expect(await wizard.receipt()).toEqual({ documentId, sha256 })
  await wizard.done()
  expect(await sandbox.documents()).toMatchObject([{ id: documentId, note: 'a whole note', sha256 }])
})

sharedPageTest(
  'a reload while the document is being registered brings the very document that was begun',
  { tag: '@wide' },
  async ({ wizardAtDetails: wizard, sandbox, page }) => {
    await wizard.fill({ ...licence, name: `Licence ${fault('generate-slow')}` })
    await wizard.submit()
    const registering = page.getByRole('button', { name: words.details.registering })
    await expect(registering).toBeVisible()
    await page.reload()
    await expect(registering).toBeVisible()
    await expect(wizard.form('file')).toBeVisible()
    expect(await sandbox.documents()).toMatchObject([{ id: await wizard.documentId() }])
  },
)

sharedPageTest(
  'a reload while the file is being sent leads back to the file, and it arrives once',
  { tag: '@wide' },
  async ({ wizardAtDetails: wizard, sandbox, page }) => {
    const documentId = await wizard.register({ ...licence, name: `Licence ${fault('upload-slow')}` })
    await wizard.chooseFile(testFiles.goodJpg())
    await wizard.submit()
    await expect(page.getByRole('status').getByText(words.file.confirming)).toBeVisible()
    await page.reload()
    expect(await wizard.documentId()).toBe(documentId)
    await wizard.chooseFile(testFiles.goodJpg())
    await wizard.upload()
    expect(await sandbox.documents()).toMatchObject([{ id: documentId, sha256 }])
  },
)

sharedPageTest(
  'what was kept and can’t be read any more is dropped with a word',
  async ({ wizard, page }) => {
    await wizard.answerWorkflow('BUSINESS')
    await page.evaluate(() => {
      for (const key of Object.keys(sessionStorage)) {
        if (key.includes('visit')) sessionStorage.setItem(key, '{"version":1,"visit":{}}')
      }
    })
    await page.reload()
    await expect(wizard.form('workflow')).toBeVisible()
    await expect(page.getByText(words.restored.unreadable)).toBeVisible()
  },
)

test('a guest whose session can’t be renewed begins anew, and is told so', async ({
  wizard,
  sandbox,
  page,
  complaints,
}) => {
  complaints.expectAnswer(401)
  const headers = { authorization: 'Bearer of.another.secret' }
  await page.route('**/api/sessions/guest', (route) => route.continue({ headers }))
  await page.route(
    '**/api/akepa/document/generate',
    (route) => route.continue({ headers: { ...route.request().headers(), ...headers } }),
    { times: 1 },
  )
  const kept = () => page.evaluate(() => JSON.stringify(sessionStorage))
  await wizard.answerWorkflow(licence.workflow)
  await wizard.answerType(licence.type)
  await wizard.fill({ ...licence, name: 'Licence of Ana' })
  await wizard.submit()
  await expect(wizard.form('workflow')).toBeVisible()
  await expect(page.getByText(words.restored.expired)).toBeVisible()
  expect(await kept()).not.toContain('Licence of Ana')
  expect(await sandbox.documents()).toEqual([])
  await wizard.register(licence)
  expect(await sandbox.documents()).toMatchObject([{ name: licence.name }])
})

test('the browser’s Back goes one step back, and Forward one step forward', async ({
  wizard,
  sandbox,
  page,
}) => {
  const address = page.url()
  await wizard.answerWorkflow(licence.workflow)
  await wizard.answerType(licence.type)
  await wizard.fill(licence)
  await page.goBack()
  await expect(wizard.form('type')).toBeVisible()
  await page.goBack()
  await expect(wizard.form('workflow')).toBeVisible()
  await expect(page.getByLabel(words.workflow.names.PERSONAL)).toBeChecked()
  await page.goForward()
  await page.goForward()
  await expect(wizard.field('name')).toHaveValue(licence.name)

  const documentId = await wizard.register(licence)
  await page.goBack()
  await expect(wizard.form('answers')).toBeVisible()
  await page.goForward()
  expect(await wizard.documentId()).toBe(documentId)
  await wizard.chooseFile(testFiles.goodJpg())
  await wizard.upload()

  // Behind a receipt there is nothing to go back to: the document is done. Back leads out of the wizard.
  await page.goBack()
  expect(page.url()).not.toBe(address)
  await page.goForward()
  await expect(wizard.form('receipt')).toBeVisible()
  expect(await wizard.documentId()).toBe(documentId)
  await wizard.addAnother()
  await page.goBack()
  await expect(wizard.form('receipt')).toBeVisible()
  expect(page.url()).toBe(address)
  expect(await sandbox.documents()).toHaveLength(1)
})

sharedPageTest(
  'the wizard’s own Back leads through the same steps',
  { tag: '@wide' },
  async ({ wizard, page }) => {
    await expect(page.getByRole('button', { name: words.backLink })).toHaveCount(0)
    await wizard.answerWorkflow(licence.workflow)
    await wizard.answerType(licence.type)
    await wizard.back()
    await expect(wizard.form('type')).toBeVisible()
    await wizard.back()
    await expect(wizard.form('workflow')).toBeVisible()
    await wizard.register(licence)
    await wizard.back()
    await expect(wizard.form('answers')).toBeVisible()
  },
)

/** As the browser's "Duplicate tab" does: another page with a copy of everything the first one's tab keeps. */
async function duplicate(page: Page, context: BrowserContext): Promise<Page> {
  const kept = await page.evaluate(() => Object.entries<string>(sessionStorage))
  const copy = await context.newPage()
  await copy.addInitScript((entries) => {
    if (sessionStorage.length > 0) return
    for (const [key, value] of entries) sessionStorage.setItem(key, value)
  }, kept)
  await copy.goto(page.url())
  return copy
}

test('a duplicated tab is told that the document is open in the other, and each can take it over, with the focus at its heading', async ({
  wizardAtFile: wizard,
  sandbox,
  page,
  context,
  complaints,
}) => {
  const documentId = await wizard.documentId()
  const copy = await duplicate(page, context)
  const second = new UploadWizard(copy)
  await expect(second.problem()).toContainText(words.file.otherTab)
  await expect(copy.getByLabel(words.file.choose)).toHaveCount(0)
  await copy.getByRole('button', { name: words.file.goOnHere }).press('Enter')
  await expect(second.form('file')).toBeVisible()
  await expect(copy.getByRole('heading', { level: 1 })).toBeFocused()
  expect(await second.documentId()).toBe(documentId)
  await expect(wizard.problem()).toContainText(words.file.otherTab)
  await wizard.goOnHere()
  expect(await wizard.documentId()).toBe(documentId)
  await expect(second.problem()).toContainText(words.file.otherTab)
  await second.goOnHere()
  await second.chooseFile(testFiles.goodJpg())
  await second.upload()
  expect(await sandbox.documents()).toMatchObject([{ id: documentId, sha256 }])
  // The one that has waited hears what became of the document as soon as it sends something.
  complaints.expectAnswer(409)
  await wizard.goOnHere()
  await wizard.chooseFile(testFiles.jpgOfSize(5000))
  await wizard.upload()
  expect(await wizard.documentId()).toBe(documentId)
  await expect(page.getByText(words.receipt.forEarlierFile)).toBeVisible()
})

test('a duplicated tab goes on by itself when the other is closed', async ({
  wizardAtFile: wizard,
  page,
  context,
}) => {
  const documentId = await wizard.documentId()
  const copy = await duplicate(page, context)
  const second = new UploadWizard(copy)
  await expect(second.problem()).toContainText(words.file.otherTabAdvice)
  await page.close()
  await expect(second.form('file')).toBeVisible()
  expect(await second.documentId()).toBe(documentId)
})

test.describe('where the browser denies storage', () => {
  test('the wizard works, and only a reload begins anew', async ({ page, sandbox }) => {
    await page.addInitScript(() => {
      Object.defineProperty(window, 'sessionStorage', {
        get: () => {
          throw new DOMException('The operation is insecure.', 'SecurityError')
        },
      })
    })
    await page.goto('/')
    const wizard = new UploadWizard(page)
    await wizard.register(licence)
    await wizard.chooseFile(testFiles.goodJpg())
    await wizard.upload()
    expect(await sandbox.documents()).toMatchObject([{ sha256 }])
    await page.reload()
    await expect(wizard.form('workflow')).toBeVisible()
  })
})
