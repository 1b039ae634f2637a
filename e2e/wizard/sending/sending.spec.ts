import { type Page } from 'playwright/test'
import {
  fault,
  type SandboxView,
  type TestFile,
  testFiles,
  type UploadWizard,
} from '../../../src/testkit/testkit.ts'
import { en as words } from '../../../src/wizard/words/en.ts'
import { licence } from '../../support/documents.ts'
import { holdWorker } from '../../support/page/hold-back.ts'
import { expect, sharedPageTest as test } from '../../support/wizard-test.ts'
import { sha256Of } from '../../../src/testing/sha256-of.ts'

const file = testFiles.jpgOfSize(800_000)
const sha256 = sha256Of(file.buffer)
const slowBytesPerSecond = 40_000

const smallFile = testFiles.jpgOfSize(5000)

/** Begins to upload over a slow line, and returns when some of the file has come through; `speedUp` ends that. */
async function beginSlowly(page: Page, wizard: UploadWizard, sandbox: SandboxView) {
  await wizard.chooseFile(file)
  await expect(wizard.preview()).toBeVisible()
  const browser = await page.context().newCDPSession(page)
  const limitSending = async (uploadThroughput: number) => {
    const conditions = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput }
    await browser.send('Network.emulateNetworkConditions', conditions)
  }
  await browser.send('Network.enable')
  await limitSending(slowBytesPerSecond)
  await wizard.submit()
  await expect(page.getByRole('progressbar', { name: words.file.progressLabel })).toBeVisible()
  await expect.poll(() => uploads(sandbox)).toMatchObject([{ complete: false }])
  return { speedUp: () => limitSending(-1) }
}

/** What the person has done themselves is no error. They are told of it where their button was. */
async function expectNoError(page: Page, text: string): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: text })).toBeFocused()
  await expect(page.locator('[data-problem]')).toHaveCount(0)
  await expect(page).toHaveTitle(new RegExp(`^(?!${words.errorTitlePrefix})`))
}

async function uploads(sandbox: SandboxView) {
  return (await sandbox.requests()).filter(({ path }) => path.includes('/upload/'))
}

test('while a file is being sent, the person sees how far it is, and can cancel', async ({
  wizardAtFile: wizard,
  sandbox,
  page,
}) => {
  const documentId = await wizard.documentId()
  const line = await beginSlowly(page, wizard, sandbox)
  const [, total] = words.file.sending(0, file.buffer.length).split(' of ')
  await expect(page.getByText(new RegExp(`of ${total}`))).toBeVisible()
  await expect(page.getByRole('button', { name: words.file.remove })).toHaveCount(0)
  await expect(page.getByRole('button', { name: words.change })).toBeDisabled()
  await expect(page.getByRole('button', { name: words.backLink })).toHaveCount(0)

  await wizard.cancelUpload()
  await expectNoError(page, words.file.cancelled)
  await expect(wizard.preview()).toBeVisible()
  expect(await sandbox.documents()).toMatchObject([{ id: documentId, uploadStatus: false }])

  await line.speedUp()
  expect(await wizard.upload()).toEqual({ documentId, sha256 })
  expect(await sandbox.documents()).toMatchObject([{ id: documentId, uploadStatus: true, sha256 }])
})

test('leaving the step by the browser’s Back ends the sending, and the file can be sent again', async ({
  wizardAtFile: wizard,
  sandbox,
  page,
}) => {
  const documentId = await wizard.documentId()
  const line = await beginSlowly(page, wizard, sandbox)
  await page.goBack()
  await wizard.form('answers').waitFor()
  await line.speedUp()
  await page.goForward()
  await wizard.chooseFile(file)
  expect(await wizard.upload()).toEqual({ documentId, sha256 })
  expect(await uploads(sandbox)).toMatchObject([{ complete: false }, { complete: true }])
  expect(await sandbox.documents()).toMatchObject([{ id: documentId, uploadStatus: true, sha256 }])
})

test(
  'half a file that a careless upstream keeps is replaced by the whole',
  { tag: '@wide' },
  async ({ wizardAtDetails: wizard, sandbox, page }) => {
    await wizard.register({ ...licence, name: `Licence ${fault('upload-keeps-partial')}` })
    const line = await beginSlowly(page, wizard, sandbox)
    await wizard.cancelUpload()
    await expect.poll(() => sandbox.documents()).toMatchObject([{ uploadStatus: true }])
    const [kept] = await sandbox.documents()
    expect(kept?.size).toBeLessThan(file.buffer.length)

    await line.speedUp()
    await wizard.upload()
    expect(await sandbox.documents()).toMatchObject([{ sha256 }])
  },
)

test('a file that is cancelled when all of it has been sent may have arrived, and the person is told so', async ({
  wizardAtDetails: wizard,
  sandbox,
  page,
}) => {
  await wizard.register({ ...licence, name: `Licence ${fault('upload-hang', { once: true })}` })
  await wizard.chooseFile(testFiles.goodJpg())
  await wizard.submit()
  await expect(page.getByRole('status').getByText(words.file.confirming)).toBeVisible()
  await wizard.cancelUpload()
  await expectNoError(page, words.file.cancelledUnconfirmed)
  await wizard.upload()
  expect(await sandbox.documents()).toHaveLength(1)
})

test('pressing Continue twice registers one document, and Upload twice sends one file', async ({
  wizardAtDetails: wizard,
  sandbox,
  page,
}) => {
  await page.getByRole('button', { name: words.continue }).dblclick()
  await expect(wizard.form('file')).toBeVisible()
  await wizard.chooseFile(smallFile)
  await page.getByRole('button', { name: words.file.upload, exact: true }).dblclick()
  await wizard.receipt()

  expect(await sandbox.documents()).toMatchObject([{ sha256: sha256Of(smallFile.buffer) }])
  const paths = (await sandbox.requests()).map(({ path }) => path)
  expect(paths.filter((path) => path.endsWith('/generate'))).toHaveLength(1)
  expect(await uploads(sandbox)).toHaveLength(1)
})

test(
  'pressing Continue again and again while the answer is awaited registers one document',
  { tag: '@wide' },
  async ({ wizardAtDetails: wizard, sandbox, page }) => {
    await wizard.fill({ ...licence, name: `Licence ${fault('generate-slow')}` })
    await wizard.submit()
    const button = page.getByRole('button', { name: words.details.registering })
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    for (let press = 1; press <= 3; press += 1) await button.press('Enter')
    await expect(wizard.form('file')).toBeVisible()
    expect(await sandbox.documents()).toHaveLength(1)
  },
)

test.describe('Upload pressed before the picture is ready', () => {
  const pressEarly = async (page: Page, wizard: UploadWizard, chosen: TestFile) => {
    const worker = await holdWorker(page)
    await page.reload()
    await wizard.chooseFile(chosen)
    await wizard.submit()
    const button = page.getByRole('button', { name: words.file.upload, exact: true })
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await button.press('Enter')
    return { worker, button }
  }

  test('sends it as soon as it is', async ({ wizardAtFile: wizard, sandbox, page }) => {
    const { worker } = await pressEarly(page, wizard, smallFile)
    await worker.comes()
    await wizard.receipt()
    expect(await sandbox.documents()).toMatchObject([{ sha256: sha256Of(smallFile.buffer) }])
    expect(await uploads(sandbox)).toHaveLength(1)
  })

  test('says why it is refused', async ({ wizardAtFile: wizard, page }) => {
    const { worker, button } = await pressEarly(page, wizard, testFiles.pdf())
    await worker.comes()
    await expect(wizard.problem()).toContainText(words.file.refused.pdf)
    await expect(button).not.toHaveAttribute('aria-disabled')
  })

  test('sends no other picture that is chosen meanwhile', async ({ wizardAtFile: wizard, sandbox, page }) => {
    const other = testFiles.jpgOfSize(6000)
    const { worker, button } = await pressEarly(page, wizard, smallFile)
    await wizard.chooseFile(other)
    await expect(button).not.toHaveAttribute('aria-disabled')
    await worker.comes()
    await expect(wizard.preview()).toBeVisible()
    expect(await uploads(sandbox)).toEqual([])
    await wizard.upload()
    expect(await sandbox.documents()).toMatchObject([{ sha256: sha256Of(other.buffer) }])
  })
})

test('leaving the page asks first while a file is unsent, and only then', async ({
  wizardAtFile: wizard,
  page,
}) => {
  const questions: string[] = []
  page.on('dialog', (dialog) => {
    questions.push(dialog.type())
    void dialog.dismiss()
  })
  await page.reload()
  await expect(wizard.form('file')).toBeVisible()
  expect(questions).toEqual([])

  await wizard.chooseFile(testFiles.goodJpg())
  await expect(wizard.preview()).toBeVisible()
  await page.evaluate(() => window.location.reload())
  await expect.poll(() => questions).toEqual(['beforeunload'])
  await page.getByRole('link', { name: 'Français' }).click()
  const asked = ['beforeunload', 'beforeunload']
  await expect.poll(() => questions).toEqual(asked)
  await expect(wizard.preview()).toBeVisible()

  await wizard.removeFile()
  await page.reload()
  await wizard.chooseFile(testFiles.goodJpg())
  await wizard.upload()
  await page.reload()
  await wizard.receipt()
  expect(questions).toEqual(asked)
})
