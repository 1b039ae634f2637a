import { randomUUID } from 'node:crypto'
import { type Page } from 'playwright/test'
import { type SessionRequest } from '../../../src/contract/api/back-end.ts'
import { fault, testFiles } from '../../../src/testkit/testkit.ts'
import { formOf } from '../../../src/testing/forms.ts'
import { en as words } from '../../../src/wizard/words/en.ts'
import { enAnswers } from '../../../src/wizard/words/en/answers.ts'
import { enResume } from '../../../src/wizard/words/en/resume.ts'
import { frResume } from '../../../src/wizard/words/fr/resume.ts'
import { violations } from '../../support/page/axe.ts'
import { licence } from '../../support/documents.ts'
import { acme, followLink } from '../../support/link-sender.ts'
import { expect, sharedContextTest as test } from '../../support/wizard-test.ts'

const passport = { ...licence, type: 'passport', name: 'Passport of Ana Silva' } as const

/** A customer of their own, with links on devices that have kept nothing. */
function customer(origin: string, terms: Partial<SessionRequest>) {
  const own = { reference: randomUUID(), ...terms }
  return {
    register: (request = licence, others: Partial<SessionRequest> = {}) =>
      acme.registerElsewhere(origin, request, { ...own, ...others }),
    open: async (page: Page, others: Partial<SessionRequest> = {}) => {
      await page.goto('about:blank')
      return followLink(page, await acme.requestLink(origin, { ...own, ...others }))
    },
  }
}

test('a device that has kept nothing goes straight to the file of the only document, without its name', async ({
  page,
  runningProxy,
  sandbox,
}) => {
  const ana = customer(runningProxy.origin, { maxDocuments: 1 })
  const { documentId } = await ana.register()
  const wizard = await ana.open(page)
  await wizard.form('file').waitFor()
  expect(await wizard.documentId()).toBe(documentId)
  const title = page.getByRole('heading', { name: words.file.title(words.type.names.license) })
  await expect(title).toBeVisible()
  await wizard.back()
  await expect(wizard.form('answers')).toContainText(words.type.names.license)
  await expect(wizard.form('answers')).not.toContainText(enAnswers.noNote)
  await wizard.submit()
  // What the tab keeps from here on is as good as what it keeps of a document of its own.
  await page.reload()
  expect(await wizard.documentId()).toBe(documentId)
  await wizard.chooseFile(testFiles.goodJpg())
  expect(await wizard.upload()).toMatchObject({ documentId })
  await wizard.done()
  await expect(wizard.form('finished')).toContainText(words.type.names.license)
  expect(await sandbox.documents()).toMatchObject([{ id: documentId, uploadStatus: true }])
})

test('of several documents one is chosen, and the others are offered after its receipt', async ({
  page,
  runningProxy,
  sandbox,
}) => {
  const ana = customer(runningProxy.origin, { maxDocuments: 2 })
  const first = await ana.register()
  const second = await ana.register(passport)
  const wizard = await ana.open(page)
  expect(await wizard.step()).toBe('resume')
  await expect(page.getByRole('heading', { name: enResume.titleSeveral })).toBeVisible()
  await expect(page.getByRole('radio')).toHaveCount(2)
  await expect(page.getByRole('radio', { name: words.type.names.license })).toBeChecked()
  expect(await violations(page)).toEqual([])
  expect(await wizard.resume(second.documentId)).toBe(second.documentId)
  await wizard.chooseFile(testFiles.goodJpg())
  await wizard.upload()
  await expect(page.getByRole('button', { name: words.receipt.otherSide })).toHaveCount(0)
  await wizard.addAnother()
  await page.reload()
  expect(await wizard.resume(first.documentId)).toBe(first.documentId)
  await wizard.chooseFile(testFiles.jpgOfSize(5000))
  await wizard.upload()
  await expect(page.getByRole('button', { name: words.receipt.another })).toHaveCount(0)
  expect(await wizard.done()).toEqual([second.documentId, first.documentId])
  expect(await sandbox.documents()).toMatchObject([
    { id: second.documentId, uploadStatus: true },
    { id: first.documentId, uploadStatus: true },
  ])
})

test(
  'a person who starts over registers another document within the limit, and only that one is left',
  { tag: '@wide' },
  async ({ page, runningProxy, sandbox }) => {
    // The partner had filled in the name when it was registered, so the page asks before it goes on with it.
    const ana = customer(runningProxy.origin, { maxDocuments: 1 })
    const locked = { prefill: { name: licence.name }, locked: ['name' as const] }
    const old = await ana.register(licence, locked)
    const wizard = await ana.open(page)
    expect(await wizard.step()).toBe('resume')
    await expect(page.getByText(enResume.otherTerms)).toBeVisible()
    expect(await wizard.documentId()).toBe(old.documentId)
    const documentId = await wizard.register(passport)
    expect(documentId).not.toBe(old.documentId)
    await wizard.chooseFile(testFiles.goodJpg())
    await wizard.upload()
    await wizard.done()
    expect(await sandbox.documents()).toMatchObject([
      { id: documentId, type: 'passport', uploadStatus: true },
      { id: old.documentId, uploadStatus: false },
    ])
    expect(await (await ana.open(page)).step()).toBe('finished')
  },
)

test(
  'a document whose file was sent is told as such, and stays whether the person goes on with it or starts over',
  { tag: '@wide' },
  async ({ page, runningProxy, context, sandbox }) => {
    const ana = customer(runningProxy.origin, { maxDocuments: 1 })
    const name = `Licence ${fault('upload-drop-after', { once: true })}`
    const { documentId, headers } = await ana.register({ ...licence, name })
    await fetch(`${runningProxy.origin}/api/akepa/document/upload/${documentId}`, {
      method: 'POST',
      headers,
      body: formOf(testFiles.goodJpg().buffer),
    })
    const wizard = await ana.open(page)
    await expect(page.getByRole('heading', { name: enResume.titleUnconfirmed })).toBeVisible()
    await expect(page.getByRole('button', { name: enResume.startOver })).toHaveCount(0)
    const roomy = { maxDocuments: 2 }
    await ana.open(page, roomy)
    await expect(page.getByText(enResume.keeps)).toBeVisible()
    await wizard.startOver()
    expect(await wizard.step()).toBe('workflow')
    await page.goBack()
    await wizard.startOver()
    expect(await wizard.step()).toBe('workflow')
    const elsewhere = await ana.open(await context.newPage(), roomy)
    expect(await elsewhere.resume()).toBe(documentId)
    await elsewhere.chooseFile(testFiles.goodJpg())
    await elsewhere.upload()
    expect(await sandbox.documents()).toMatchObject([{ id: documentId, uploadStatus: true }])
  },
)

test('a document that is finished or given up elsewhere meanwhile says so, and a reload or another look leads on', async ({
  page,
  runningProxy,
  context,
  complaints,
}) => {
  complaints.expectAnswer(400)
  const ana = customer(runningProxy.origin, { maxDocuments: 2 })
  const { documentId } = await ana.register()
  const wizard = await ana.open(page)
  expect(await wizard.documentId()).toBe(documentId)
  await expect(page.getByRole('heading', { name: enResume.title })).toBeVisible()
  await expect(page.getByText(enResume.givesUp)).toBeVisible()
  const elsewhere = await ana.open(await context.newPage())
  const other = await elsewhere.register(passport)
  await expect(wizard.resume()).rejects.toThrow(enResume.gone.title)
  await expect(wizard.startOver()).rejects.toThrow(enResume.gone.advice)
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: words.reload }).click()
  await expect(wizard.form('resume')).toContainText(other)
  await elsewhere.chooseFile(testFiles.goodJpg())
  await elsewhere.upload()
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await wizard.form('workflow').waitFor()
})

test('a connection that breaks is told, and the next press goes on', async ({
  page,
  runningProxy,
  complaints,
}) => {
  complaints.expect('net::ERR_FAILED')
  const ana = customer(runningProxy.origin, { maxDocuments: 1 })
  const { documentId } = await ana.register()
  await page.route('**/resume', (route) => route.abort(), { times: 1 })
  // The page goes on with it unasked, so it tells of the failure unasked too.
  const wizard = await ana.open(page)
  await expect(wizard.problem()).toContainText(words.errors.connectionLost.title)
  expect(await wizard.resume()).toBe(documentId)
})

test('a document is offered to its own customer alone', async ({ page, runningProxy }) => {
  await customer(runningProxy.origin, {}).register()
  const wizard = await customer(runningProxy.origin, {}).open(page)
  expect(await wizard.step()).toBe('workflow')
})

test(
  'the offer is made in French too, on a phone, and axe finds nothing to mend',
  { tag: '@wide' },
  async ({ page, runningProxy }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    const ana = customer(runningProxy.origin, { maxDocuments: 3, locale: 'fr-CA' })
    await ana.register()
    await ana.open(page)
    await expect(page.getByRole('heading', { name: frResume.title })).toBeVisible()
    expect(await violations(page)).toEqual([])
    await ana.register(passport)
    await ana.open(page)
    await expect(page.getByRole('heading', { name: frResume.titleSeveral })).toBeVisible()
    await expect(page.getByText(frResume.givesUp)).toBeVisible()
  },
)
