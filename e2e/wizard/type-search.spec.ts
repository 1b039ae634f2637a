import { type DocumentType, documentTypes } from '../../src/contract/document/document.ts'
import { type UploadWizard } from '../../src/testkit/testkit.ts'
import { licence } from '../support/documents.ts'
import { en as words } from '../../src/wizard/words/en.ts'
import { enSearch } from '../../src/wizard/words/en/search.ts'
import { expect, sharedContextTest as test } from '../support/wizard-test.ts'

test.beforeEach(async ({ wizard }) => {
  await wizard.answerWorkflow(licence.workflow)
  await wizard.form('type').waitFor()
})

const searched: readonly DocumentType[] = ['1065', '1120', 'internal']
for (const [which, types, tag] of [
  // At first sight, folded, and searched for.
  ['one of each kind', ['passport', 'w2', '1120'], undefined],
  ['every one', documentTypes, '@wide'],
] as const) {
  test(
    `types of document can be chosen, in one group, and three have to be searched for: ${which}`,
    { tag: tag ?? [] },
    async ({ page, wizard }) => {
      const offered = await wizard
        .field('type')
        .evaluateAll((options) => options.map((each) => (each as HTMLInputElement).value))
      expect(offered.toSorted()).toEqual(documentTypes.filter((type) => !searched.includes(type)).toSorted())
      for (const type of types) {
        await wizard.fill({ type })
        await expect(choice(wizard, type)).toBeChecked()
        await expect(wizard.form('type').locator('input:checked')).toHaveCount(1)
        await page.getByRole('searchbox').fill('')
        await expect(choice(wizard, type)).toBeVisible()
      }
    },
  )
}

test('what is typed and pressed before the search is there counts once it is', async ({ page, wizard }) => {
  let isLet = () => {}
  const held = new Promise<void>((resolve) => {
    isLet = resolve
  })
  await page.route('**/find-types-*', async (route) => {
    await held
    await route.continue()
  })
  await page.getByRole('searchbox').pressSequentially('pasport')
  await page.keyboard.press('Enter')
  await expect(wizard.form('type')).toBeVisible()
  isLet()
  await expect(choice(wizard, 'passport')).toBeChecked()
  await expect(page.getByRole('status')).toHaveText(words.type.found(1))
})

test('where the search can’t be loaded, that is said, and the next letter tries again', async ({
  page,
  wizard,
  complaints,
}) => {
  complaints.expect('net::ERR_FAILED')
  await page.route('**/find-types-*', (route) => route.abort())
  await page.getByRole('searchbox').fill('birth')
  await expect(page.getByRole('status')).toHaveText(words.errors.partNotLoaded.title)
  await expect(choice(wizard, 'license')).toBeVisible()
  await page.unroute('**/find-types-*')
  await page.getByRole('searchbox').pressSequentially(' cert')
  await expect(page.getByRole('status')).toHaveText(enSearch.refusal(enSearch.what.birthCertificate, 5))
  await expect(choice(wizard, 'passport')).toBeVisible()
})

test('a chosen type stays in sight, whatever is folded or searched for', async ({ page, wizard }) => {
  await page.getByText(words.type.more).click()
  await choice(wizard, 'paystub').check()
  await page.getByRole('searchbox').fill('passport')
  await expect(choice(wizard, 'paystub')).toBeVisible()
  await page.getByRole('searchbox').fill('')
  await expect(page.locator('details:not([open])')).toBeVisible()
  await expect(choice(wizard, 'paystub')).toBeVisible()

  await page.getByText(words.type.more).click()
  await choice(wizard, 'w2').check()
  await page.getByText(words.type.more).click()
  await expect(choice(wizard, 'w2')).toBeVisible()
  await wizard.submit()
  await wizard.back()
  await expect(choice(wizard, 'w2')).toBeVisible()
})

test('Enter chooses the only match, and a second Enter goes on; held down or among several, it goes nowhere', async ({
  page,
  wizard,
}) => {
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
  await page.keyboard.press('Enter')
  await expect(wizard.form('details')).toBeVisible()
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
