import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AnswerRefused,
  fault,
  testFiles,
  UploadWizard,
  wizardMatchers,
  WizardProblem,
} from '../../src/testkit/testkit.ts'
import { en as words } from '../../src/wizard/words/en.ts'
import { licence } from '../support/documents.ts'
import { expect as baseExpect, sharedContextTest as base } from '../support/wizard-test.ts'

const expect = baseExpect.extend(wizardMatchers)

const test = base.extend<{ photoPath: string }>({
  photoPath: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'photo-'))
    const path = join(folder, 'photo.jpg')
    await writeFile(path, testFiles.goodJpg().buffer)
    await use(path)
    await rm(folder, { recursive: true, force: true })
  },
})

test(
  'the same path can be chosen again, after Remove and while the file is chosen',
  { tag: '@wide' },
  async ({ wizardAtFile: wizard, photoPath }) => {
    await wizard.chooseFile(photoPath)
    await wizard.preview().waitFor()
    await wizard.removeFile()
    await wizard.preview().waitFor({ state: 'hidden' })
    await wizard.chooseFile(photoPath)
    await wizard.preview().waitFor()
    await writeFile(photoPath, testFiles.pdf().buffer)
    await wizard.chooseFile(photoPath)
    await expect(wizard.problem()).toContainText('PDF')
  },
)

test('a removed file can be chosen again without the test kit too', async ({
  wizardAtFile: wizard,
  photoPath,
}) => {
  const input = wizard.form('file').locator('input[name="file"]')
  await input.setInputFiles(photoPath)
  await wizard.preview().waitFor()
  await wizard.removeFile()
  await wizard.preview().waitFor({ state: 'hidden' })
  await expect(input).toHaveValue('')
  await input.setInputFiles(photoPath)
  await wizard.preview().waitFor()
})

test('a file that the wizard refuses fails the upload with the words on the screen, each time', async ({
  wizardAtFile: wizard,
}) => {
  await wizard.chooseFile(testFiles.pdf())
  await expect(wizard).toHaveProblem(/This is a \w+/)
  await expect(wizard).toBeAtStep('file')
  await expect(wizard).not.toHaveReceipt()
  const missed = await expect(wizard)
    .toHaveReceipt({ documentId: 'doc_1' }, { timeout: 60 })
    .catch(({ message }: Error) => message)
  expect(missed).toContain('to have the receipt {"documentId":"doc_1"}, within 60 ms.')
  expect(missed).toMatch(/It is at the step "file"\.\nIt says:\n.*This is a PDF/s)
  await expect(expect(wizard).not.toHaveProblem('PDF', { timeout: 1 })).rejects.toThrow(
    'was to not have a problem',
  )
  for (const _time of ['first', 'second']) {
    const refused = await wizard.upload().catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(WizardProblem)
    expect(refused).toMatchObject({ step: 'file', message: expect.stringContaining('This is a PDF') })
  }
})

test('a problem shown in place of a step fails every call with its words', async ({ page, complaints }) => {
  complaints.expectAnswer(403)
  await page.route('**/api/sessions/guest', (route) =>
    route.fulfill({ status: 403, json: { requestId: 'r1', code: 'guestSessionsOff', message: 'Off.' } }),
  )
  await page.goto('/')
  // The first question stands before it is known that nobody may answer it.
  await page.locator('[data-problem]').waitFor()
  const wizard = new UploadWizard(page)
  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    step: () => wizard.step(),
    fill: () => wizard.fill(licence),
    register: () => wizard.register(licence),
    answerType: () => wizard.answerType('license'),
    chooseFile: () => wizard.chooseFile(testFiles.goodJpg()),
    upload: () => wizard.upload(),
    documentId: () => wizard.documentId(),
    receipt: () => wizard.receipt(),
    removeFile: () => wizard.removeFile(),
    changeAnswers: () => wizard.changeAnswers(),
    done: () => wizard.done(),
  }
  for (const [name, call] of Object.entries(calls)) {
    const thrown = await call().catch((error: unknown) => error)
    expect([name, thrown]).toEqual([name, expect.any(WizardProblem)])
    expect(thrown).toMatchObject({
      step: undefined,
      message: expect.stringContaining(words.errors.guestSessionsOff.title),
    })
  }
})

test(
  'an upload in a tab that has lost its document to another fails with the words on the screen',
  { tag: '@wide' },
  async ({ page, wizardAtFile: wizard }) => {
    const [other] = await Promise.all([
      page.context().waitForEvent('page'),
      page.evaluate(() => void window.open(location.href)),
    ])
    const there = new UploadWizard(other)
    await there.goOnHere()
    await there.form('file').waitFor()
    await expect(wizard.chooseFile(testFiles.goodJpg())).rejects.toThrow(words.file.otherTab)
    await expect(wizard.upload()).rejects.toThrow(words.file.otherTab)
  },
)

test('an upload that is cancelled, or can’t be made again, fails with the words on the screen', async ({
  page,
  wizardAtDetails: wizard,
  complaints,
}) => {
  complaints.expectAnswer(400)
  await wizard.register({ ...licence, name: fault('upload-not-found') })
  await wizard.chooseFile(testFiles.goodJpg())
  await page.route('**/api/akepa/document/upload/**', () => {})
  const upload = wizard.upload().catch((error: unknown) => error)
  await wizard.cancelUpload()
  expect(await upload).toBeInstanceOf(WizardProblem)
  await page.unroute('**/api/akepa/document/upload/**')
  for (const _time of ['first', 'second'])
    await expect(wizard.upload()).rejects.toThrow(words.errors.documentNotFound.title)
})

test('an answer that contradicts an earlier one is refused by its name', async ({ wizard, sandbox }) => {
  await wizard.answerWorkflow('PERSONAL')
  const contradiction = { ...licence, workflow: 'BUSINESS' } as const
  const refused = await wizard.register(contradiction).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(AnswerRefused)
  expect(refused).toMatchObject({
    property: 'workflow',
    message: 'The answer "BUSINESS" for "workflow" can’t be given: "PERSONAL" is settled.',
  })
  expect(await sandbox.documents()).toEqual([])

  const request = { ...licence, name: '  Licence of  Ana ', note: 'Two\nlines' }
  const documentId = await wizard.register(request)
  expect(await wizard.register(request)).toBe(documentId)
  for (const other of [
    { type: 'passport' },
    { name: 'Another' },
    { note: '' },
    { extension: 'png' },
  ] as const) {
    const [property] = Object.keys(other)
    await expect(wizard.register({ ...request, ...other })).rejects.toMatchObject({ property })
  }
  expect(await sandbox.documents()).toHaveLength(1)
})

test('an undefined answer is no answer, and an empty address means that the form is filled in for nobody else', async ({
  wizard,
  sandbox,
}) => {
  await wizard.answerWorkflow('PERSONAL')
  await wizard.answerType('license')
  await wizard.fill({ note: 'Front', note_author_agent_email: 'ana@bank.example' })
  await wizard.fill({ note: undefined, note_author_agent_email: undefined })
  await expect(wizard.field('note')).toHaveValue('Front')
  await expect(wizard.field('note_author_agent_email')).toHaveValue('ana@bank.example')
  await wizard.fill({ note_author_agent_email: '' })
  await expect(wizard.field('note_author_agent_email')).toHaveCount(0)
  const documentId = await wizard.register({ ...licence, note_author_agent_email: undefined })
  const [document] = await sandbox.documents()
  expect(document).toMatchObject({ id: documentId, note: 'Front' })
  expect(document).not.toHaveProperty('note_author_agent_email')
})

test('an upload with short pauses is tried as often as any, and fails soon', async ({
  page,
  wizardAtDetails: wizard,
  sandbox,
  complaints,
}) => {
  complaints.expectAnswer(502)
  // With the pauses of a person's upload, this test would run out of time.
  test.setTimeout(30_000)
  await wizard.shortenRetries()
  await wizard.register({ ...licence, name: fault('upload-500') })
  await wizard.chooseFile(testFiles.goodJpg())
  await expect(wizard.upload()).rejects.toThrow(words.file.notUploaded)
  const uploads = (await sandbox.requests()).filter(({ path }) => path.includes('/upload/'))
  expect(uploads).toHaveLength(7)

  await page.reload()
  await wizard.chooseFile(testFiles.goodJpg())
  await expect(wizard.upload()).rejects.toThrow(words.file.notUploaded)
})
