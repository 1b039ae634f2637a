import { documentTypes } from '../../src/contract/document.ts'
import { type UploadWizard } from '../../src/testkit/testkit.ts'
import { licence } from '../support/documents.ts'
import { expect, sharedContextTest as test } from '../support/wizard-test.ts'

test.beforeEach(async ({ wizard }) => {
  await wizard.answerWorkflow(licence.workflow)
  await wizard.form('type').waitFor()
})

test('every type of document can be chosen, in one group', async ({ wizard }) => {
  const values = await wizard
    .field('type')
    .evaluateAll((options) => options.map((each) => (each as HTMLInputElement).value))
  expect(values.toSorted()).toEqual(documentTypes.toSorted())
})

test('Enter chooses the only match, and a second Enter goes on', async ({ page, wizard }) => {
  await page.getByRole('searchbox').pressSequentially('passp')
  await page.keyboard.press('Enter')
  await expect(choice(wizard, 'passport')).toBeChecked()
  await page.keyboard.press('Enter')
  await expect(wizard.form('details')).toBeVisible()
})

test('an Enter that is held down, or has several matches, goes nowhere', async ({ page, wizard }) => {
  await page.getByRole('searchbox').pressSequentially('card')
  await page.keyboard.press('Enter')
  await expect(wizard.form('type').locator('input:checked')).toHaveCount(0)
  await page.getByRole('searchbox').fill('passp')
  await page.keyboard.down('Enter')
  await page.keyboard.down('Enter')
  await page.keyboard.up('Enter')
  await expect(choice(wizard, 'passport')).toBeChecked()
  await expect(wizard.form('type')).toBeVisible()
  await expect(wizard.problem()).toHaveCount(0)
})

test('an Enter that ends the composing of a word chooses nothing', async ({ page, wizard }) => {
  const search = page.getByRole('searchbox')
  await search.focus()
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Input.imeSetComposition', { text: 'passp', selectionStart: 5, selectionEnd: 5 })
  await expect(search).toHaveValue('passp')
  await page.keyboard.press('Enter')
  await expect(choice(wizard, 'passport')).not.toBeChecked()

  // In Safari it comes when the composing has ended, and is known by its key code alone.
  await search.fill('passp')
  await devtools.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Enter',
    windowsVirtualKeyCode: 229,
  })
  await devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Enter', windowsVirtualKeyCode: 229 })
  await expect(choice(wizard, 'passport')).not.toBeChecked()
  await page.keyboard.press('Enter')
  await expect(choice(wizard, 'passport')).toBeChecked()
})

function choice(wizard: UploadWizard, type: string) {
  return wizard.field('type').and(wizard.form().locator(`[value="${type}"]`))
}
