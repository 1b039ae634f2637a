import { testFiles } from '../../../src/testkit/testkit.ts'
import { en as words } from '../../../src/wizard/words/en.ts'
import { enAnswers } from '../../../src/wizard/words/en/answers.ts'
import { licence } from '../../support/documents.ts'
import { holdBack } from '../../support/page/hold-back.ts'
import { openFile } from '../../support/link-sender.ts'
import { expect, sharedContextTest as test, sharedPageTest } from '../../support/wizard-test.ts'
import { sha256Of } from '../../../src/testing/sha256-of.ts'

sharedPageTest(
  'adds the other side of a licence as a document of its own',
  async ({ wizardAtDetails: wizard, sandbox, page, complaints }) => {
    const front = await wizard.register({ ...licence, note: 'Blue' })
    await wizard.chooseFile(testFiles.goodJpg())
    await wizard.upload()
    await expect(page.locator('.button-primary')).toHaveText([words.receipt.otherSide])
    const backName = `${licence.name} (${words.receipt.back})`
    const back = await test.step('its answer is lost, and then held over a reload', async () => {
      const generate = '**/api/akepa/document/generate'
      await page.route(generate, (route) => route.fetch().then(() => route.abort()), { times: 1 })
      complaints.expect('ERR_FAILED')
      await expect(wizard.addOtherSide()).rejects.toThrow(
        words.details.unconfirmedAdvice(words.receipt.otherSide),
      )
      await holdBack(page, generate)
      await page.getByRole('button', { name: words.receipt.otherSide }).click()
      await expect(page.getByRole('button', { name: words.details.registering })).toBeVisible()
      // The page asks again by itself after a reload, and is held back until it stands.
      await page.reload()
      await page.unroute(generate)
      await expect(page.getByRole('heading', { name: words.file.otherSide })).toBeVisible()
      return wizard.register({ ...licence, name: backName })
    })
    expect(back).not.toBe(front)
    await expect(page.getByText(words.file.subjects.otherSide)).toBeVisible()
    await wizard.chooseFile(testFiles.jpgOfSize(5000))
    await wizard.upload()
    await expect(page.getByText(words.receipt.bothSides)).toBeVisible()
    await expect(page.getByRole('listitem')).toContainText([licence.name, backName])
    await expect(page.locator('.button-primary')).toHaveText([words.receipt.done])

    expect(await wizard.done()).toEqual([front, back])
    expect(await sandbox.documents()).toMatchObject([
      { id: back, type: 'license', name: backName, note: 'Blue', size: 5000 },
      { id: front, type: 'license', name: licence.name, sha256: sha256Of(testFiles.goodJpg().buffer) },
    ])
  },
)

sharedPageTest(
  'who is done while the other side is registered can upload another document in its place',
  async ({ page, runningProxy }) => {
    const wizard = await openFile(page, runningProxy.origin, licence, { maxDocuments: 2 })
    await wizard.chooseFile(testFiles.goodJpg())
    await wizard.upload()
    const release = await holdBack(page, '**/api/akepa/document/generate')
    await page.getByRole('button', { name: words.receipt.otherSide }).click()
    await expect(page.getByRole('button', { name: words.details.registering })).toBeVisible()
    await wizard.done()
    const answered = page.waitForResponse('**/api/akepa/document/generate')
    await release()
    await (await answered).finished()
    await wizard.submit()
    await wizard.register({ ...licence, name: 'Another' })
    await expect(wizard.form('file')).toBeVisible()
  },
)

sharedPageTest(
  'adds another document, which has no other side, with the answers that stay the same, and keeps nothing when all is done',
  async ({ wizard, sandbox, page }) => {
    const agent = 'agent@bank.example'
    const first = await wizard.register({
      ...licence,
      extension: 'png',
      note: 'About the licence',
      note_author_agent_email: agent,
    })
    await wizard.chooseFile(testFiles.goodPng())
    await wizard.upload()
    await wizard.addAnother()
    await wizard.answerType('utility')
    await expect(wizard.field('name')).toHaveValue(new RegExp(`^${words.type.names.utility}, `))
    await expect(wizard.field('note')).toHaveValue('')
    await expect(wizard.field('note_author_agent_email')).toHaveValue(agent)
    await wizard.fill({ name: 'Power bill' })
    await wizard.submit()
    await wizard.chooseFile(testFiles.goodPng())
    const { documentId: second } = await wizard.upload()
    await expect(page.getByRole('listitem').filter({ hasText: first })).toContainText(licence.name)
    await expect(page.getByRole('button', { name: words.receipt.another })).toBeVisible()
    await expect(page.getByRole('button', { name: words.receipt.otherSide })).toHaveCount(0)
    await expect(page.locator('.button-primary')).toHaveText([words.receipt.done])

    expect(await wizard.done()).toEqual([first, second])
    await expect(page.getByText(words.finished.lead(2))).toBeVisible()
    expect(await sandbox.documents()).toMatchObject([
      { id: second, workflow: 'PERSONAL', type: 'utility', extension: 'png', note_author_agent_email: agent },
      { id: first },
    ])
    expect(await page.evaluate(() => Object.values(sessionStorage).join())).not.toContain('Ana')
    await page.reload()
    await expect(wizard.form('workflow')).toBeVisible()
  },
)

sharedPageTest(
  'changing the answers registers the document anew',
  async ({ wizardAtFile: wizard, sandbox, page }) => {
    const abandoned = await wizard.documentId()
    await page.getByRole('button', { name: words.change }).click()
    await expect(page.getByText(enAnswers.readOnly)).toBeVisible()
    await expect(page.getByRole('definition').filter({ hasText: licence.name })).toBeVisible()
    await wizard.changeAnswers()
    await expect(wizard.field('name')).toHaveValue(licence.name)
    const renamed = await wizard.register({ ...licence, name: 'Licence of Ana Souza' })
    await wizard.chooseFile(testFiles.goodJpg())
    await wizard.upload()

    expect(await sandbox.documents()).toMatchObject([
      { id: renamed, name: 'Licence of Ana Souza', uploadStatus: true },
      { id: abandoned, uploadStatus: false },
    ])
  },
)

sharedPageTest(
  'looking at the answers, and going back to the file, keeps the document',
  { tag: '@wide' },
  async ({ wizardAtFile: wizard, sandbox, page }) => {
    const documentId = await wizard.documentId()
    await page.getByRole('button', { name: words.change }).click()
    await page.getByRole('button', { name: enAnswers.continue }).click()
    expect(await wizard.documentId()).toBe(documentId)
    expect(await sandbox.documents()).toHaveLength(1)
  },
)

test('the document ID can be copied from the receipt', async ({ wizardAtFile: wizard, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await wizard.chooseFile(testFiles.goodJpg())
  const { documentId } = await wizard.upload()
  await page.getByRole('button', { name: words.receipt.copy }).click()
  await expect(page.getByText(words.receipt.copyResults.copied)).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(documentId)
  const field = page.locator('input[name="documentId"]')
  await expect(field).toBeHidden()

  // As in many frames.
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('blocked'))
    document.execCommand = () => false
  })
  await page.getByRole('button', { name: words.receipt.copy }).click()
  await expect(page.getByText(words.receipt.copyResults.byHand)).toBeVisible()
  await expect(field).toBeVisible()
  expect(await page.evaluate(() => getSelection()?.toString())).toBe(documentId)
})
