import { nameMaxLength, noteMaxLength } from '../../src/contract/document/document.ts'
import { fault, testFiles } from '../../src/testkit/testkit.ts'
import { nameOfOtherSide } from '../../src/wizard/visit/answers.ts'
import { en as words } from '../../src/wizard/words/en.ts'
import { enAnswers } from '../../src/wizard/words/en/answers.ts'
import { translatePage, translated } from '../support/page/translator.ts'
import { expect, sharedContextTest as test } from '../support/wizard-test.ts'

const { details, file } = words

test.beforeEach(async ({ page }) => {
  await translatePage(page)
})

test('a translated page tells the truth on every step, whatever changes, and the document arrives', async ({
  page,
  wizard,
  sandbox,
  complaints,
}) => {
  complaints.expectAnswer(502)
  complaints.expectAnswer(503)
  const expectTold = (text: string) => expect(wizard.problem()).toContainText(translated(text))
  const expectShown = (text: string | RegExp) =>
    expect(
      wizard
        .form()
        .getByText(typeof text === 'string' ? translated(text) : text)
        .first(),
    ).toBeVisible()
  const expectGone = (text: string) => expect(page.getByText(translated(text))).toHaveCount(0)

  await test.step('for whom', async () => {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(translated(words.workflow.title))
    await wizard.submit()
    await expectTold(words.workflow.missing)
    await wizard.answerWorkflow('PERSONAL')
  })

  await test.step('which document', async () => {
    const search = page.getByRole('searchbox')
    const found = page.getByRole('status')
    await search.fill('t')
    await search.fill('passport')
    await expect(found).toHaveText(translated(words.type.found(1)))
    await search.fill('xyz')
    await expect(found).toHaveText(translated(words.type.found(0)))
    await expectShown(words.type.names.other)
    await page.getByRole('button', { name: translated(words.type.clear) }).click()
    await expect(found).toHaveText(translated(words.type.searchHint))
    await expectGone(words.type.found(0))
    await wizard.submit()
    await expectTold(words.type.missing)
    await wizard.answerType('license')
  })

  const name = fault('upload-500', { once: true }) + fault('upload-429', { once: true })
  await test.step('the details, wrong in one way and then in another', async () => {
    const field = (property: 'name' | 'note' | 'note_author_agent_email') => wizard.field(property)
    const expectError = async (property: 'name' | 'note' | 'note_author_agent_email', text: string) => {
      await wizard.submit()
      await expectTold(text)
      await expect(page.locator(`#${property}-error`)).toHaveText(translated(words.errorTitlePrefix + text))
    }
    await wizard.fill({ name: '' })
    await expectShown(details.charactersLeft(nameMaxLength))
    await expectError('name', details.problems.name.blank)
    await wizard.fill({ name: '<' })
    await expectError('name', details.problems.name.angleBracket)
    await expectShown(details.charactersLeft(nameMaxLength - 1))
    await wizard.fill({ name: 'n'.repeat(51) })
    await expectError('name', details.problems.name.tooLong(nameMaxLength, 51))
    await expectShown(details.charactersLeft(-1))
    await wizard.fill({ name })
    await expect(page.locator('#name-error')).toHaveCount(0)

    await page.getByText(translated(details.more)).click()
    await field('note').fill('front\nback')
    await expectShown(details.charactersLeft(noteMaxLength - 10))
    await expectShown(details.joined)
    await field('note').fill('front')
    await expectShown(details.charactersLeft(noteMaxLength - 5))
    await expectGone(details.joined)
    await field('note').fill('front\nback >')
    await expectShown(details.joined)
    await expectError('note', details.problems.note.angleBracket)
    await field('note').fill('')
    await expectShown(details.charactersLeft(noteMaxLength))

    await page.getByLabel(translated(details.someoneElse)).check()
    await expectError('note_author_agent_email', details.problems.email.missing)
    await wizard.fill({ note_author_agent_email: 'ana@' })
    await expectError('note_author_agent_email', details.problems.email.invalid('ana@'))
    await page.getByLabel(translated(details.someoneElse)).uncheck()
  })

  await test.step('the document isn’t registered at once', async () => {
    await wizard.fill({ name: fault('generate-500', { once: true }) })
    await wizard.submit()
    await expectTold(details.registerFailed)
    await wizard.fill({ name: fault('generate-drop-before', { once: true }) })
    await wizard.submit()
    await expectTold(details.registerUnconfirmed)
    await expectGone(details.registerFailed)
    await wizard.fill({ name })
    await wizard.submit()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(translated(file.title(name)))
  })
  const documentId = await wizard.documentId()
  expect(documentId).toMatch(/^doc_\w+$/)

  await test.step('the answers', async () => {
    await page.getByRole('button', { name: translated(words.change) }).click()
    await expectShown(enAnswers.registeredAs)
    await expect(wizard.form('answers').getByText(name)).toBeVisible()
    await wizard.submit()
  })

  await test.step('the file, refused in one way and then in another', async () => {
    const expectError = async (text: string) => {
      await expectTold(text)
      await expect(page.locator('#file-error')).toHaveText(translated(words.errorTitlePrefix + text))
    }
    await wizard.submit()
    await expectError(file.missing)
    await wizard.chooseFile(testFiles.pdf())
    await expectError(file.refused.pdf)
    await wizard.chooseFile(testFiles.truncatedPng())
    await expectError(file.problems.damaged('PNG'))
  })

  await test.step('what is shown of the picture is what will be sent', async () => {
    const facts = wizard.form('file').locator('.preview-facts')
    await wizard.chooseFile(testFiles.goodJpg())
    await expect(facts).toContainText(translated(file.unchanged))
    const before = await facts.innerText()
    await wizard.rotateFile()
    await expect(facts).toContainText(translated(file.changes.rotated))
    await expect(facts).not.toContainText(translated(file.unchanged))
    const [, width = '', height = ''] = /(\d+) × (\d+)/.exec(before) ?? []
    await expect(facts.getByText(/^Too beo sento/)).toContainText(`${height} × ${width}`)
    await wizard.chooseFile(testFiles.pngNamedJpg())
    await expect(facts).toContainText(translated(file.changes.converted))
    await expect(facts).not.toContainText(translated(file.changes.rotated))
    await page.getByRole('button', { name: translated(file.zoomIn) }).click()
    await page.getByRole('button', { name: translated(file.zoomOut) }).click()
    await wizard.removeFile()
    await expectShown(file.subjects.card)
    await wizard.chooseFile(testFiles.goodJpg())
    await expect(facts).toContainText(translated(file.unchanged))
  })

  await test.step('the upload, tried again twice', async () => {
    // Watched by the page itself, because the second pause is over within a second.
    const attempts = page.evaluate(attemptsTold)
    await wizard.submit()
    expect(await attempts).toEqual(['2', '3'])
    await wizard.form('receipt').waitFor()
  })

  await test.step('the receipt', async () => {
    expect((await wizard.receipt()).documentId).toBe(documentId)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(translated(words.receipt.title))
    await page.locator('summary').click()
    await expect(wizard.form('receipt').locator('dd').getByText(name)).toBeVisible()
    await page.getByRole('button', { name: translated(words.receipt.copy) }).click()
    await expectShown(words.receipt.copyResults.copied)
  })

  await test.step('the other side, and the end', async () => {
    await wizard.addOtherSide()
    await wizard.chooseFile(testFiles.goodPng())
    await wizard.upload()
    await expectShown(words.receipt.bothSides)
    expect(await wizard.done()).toHaveLength(2)
    await expectShown(words.finished.lead(2))
  })
  const uploaded = (await sandbox.documents()).filter(({ uploadStatus }) => uploadStatus)
  expect(uploaded.map((document) => document.name)).toEqual([nameOfOtherSide(name, words.receipt), name])
})

/** Runs in the page. Resolves with the attempts that the wizard has told of, once it tells of the third. */
function attemptsTold(): Promise<string[]> {
  const told = new Set<string>()
  return new Promise((resolve) => {
    new MutationObserver((_records, observer) => {
      const text = document.querySelector('.delivery')?.textContent ?? ''
      const attempt = /\([^)]*(\d)\)/.exec(text)?.[1]
      if (attempt !== undefined) told.add(attempt)
      if (attempt !== '3') return
      observer.disconnect()
      resolve([...told])
    }).observe(document, { subtree: true, childList: true, characterData: true })
  })
}
