import { type Page } from 'playwright/test'
import { testFiles, type UploadWizard } from '../../../src/testkit/testkit.ts'
import { en, type Words } from '../../../src/wizard/words/en.ts'
import { licence } from '../documents.ts'

/**
 * Goes through every page of the wizard, and through its errors if it has any, and calls `visit` at each. The document's
 * name has no place where it could be broken into lines.
 */
export async function walk(
  page: Page,
  wizard: UploadWizard,
  visit: (place: string) => Promise<void>,
  words: Words = en,
): Promise<void> {
  const name = 'W'.repeat(50)
  await wizard.form('workflow').waitFor()
  await visit('workflow')
  await wizard.submit()
  await wizard.problem().waitFor()
  await visit('workflow, not answered')
  await wizard.fill(licence)
  await wizard.submit()
  await wizard.form('type').waitFor()
  await page.getByText(words.type.more).click()
  await visit('type')
  await page.getByLabel(words.type.search).fill('xyz')
  await page.getByRole('button', { name: words.type.clear }).waitFor()
  await visit('type, nothing found')
  await page.getByRole('button', { name: words.type.clear }).click()
  await wizard.submit()
  await wizard.problem().waitFor()
  await visit('type, not answered')
  await wizard.fill(licence)
  await wizard.submit()
  await wizard.form('details').waitFor()
  await visit('details')
  await wizard.fill({ name: '', note: '<', note_author_agent_email: 'ana' })
  await wizard.submit()
  await wizard.problem().waitFor()
  await visit('details, all wrong')
  await wizard.fill({ name, note: 'n '.repeat(240), note_author_agent_email: 'ana@bank.example' })
  await wizard.submit()
  await wizard.form('file').waitFor()
  await visit('file')
  await wizard.submit()
  await wizard.problem().waitFor()
  await visit('file, none chosen')
  await wizard.chooseFile({ ...testFiles.pngNamedJpg(), name: `${name}.jpg` })
  await wizard.preview().waitFor()
  await visit('file, ready')
  await page.getByRole('button', { name: words.change }).click()
  await wizard.form('answers').waitFor()
  await visit('answers')
  await wizard.submit()
  await wizard.chooseFile(testFiles.goodJpg())
  await wizard.upload()
  await visit('receipt')
  await wizard.done()
  await visit('finished')
  await page.goto(`/#code=${'c'.repeat(22)}`)
  await wizard.form('link').waitFor()
  await visit('link')
}
