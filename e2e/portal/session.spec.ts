import { testFiles } from '../../src/testkit/testkit.ts'
import { licence } from '../support/documents.ts'
import { expect, test } from '../support/portal/portal-test.ts'

test('the bank’s answers are filled in, those that it locks can’t be changed, and no more documents are taken than it allows', async ({
  portal,
}) => {
  const { page, wizard } = portal
  const session = await portal.openPanel('Session')
  await session.getByLabel('Document', { exact: true }).selectOption('Passport')
  await session.getByLabel('Name').fill('Passport of the director')
  await session.getByLabel('Note').fill('Second attempt')
  await session.getByLabel('Format').selectOption('PNG')
  for (const field of ['type', 'name', 'extension']) await session.locator(`[value=${field}]`).check()
  await session.getByLabel('Most documents').fill('1')
  await portal.applySession()
  await portal.ready()
  expect(await wizard.step()).toBe('details')
  await expect(wizard.form('details').getByRole('heading', { level: 1 })).toContainText(
    'Passport of the director',
  )
  await expect(wizard.field('name')).toBeHidden()
  await expect(wizard.field('note')).toHaveValue('Second attempt')
  await expect(wizard.field('note')).toBeEditable()
  await wizard.submit()
  await wizard.chooseFile(testFiles.goodPng())
  await wizard.upload()
  await expect(portal.receipts).toContainText('passport')
  const more = page.frameLocator('#documents iframe').locator('[name=addAnother], [name=addOtherSide]')
  await expect(more).toHaveCount(0)
})

test('only the documents the bank allows are offered', { tag: '@wide' }, async ({ portal }) => {
  const { wizard } = portal
  const offered = () =>
    wizard.field('type').evaluateAll((radios) => radios.map((radio) => (radio as HTMLInputElement).value))
  await wizard.form('type').waitFor()
  expect(await offered()).toEqual(['passport', 'license', 'identification_card', 'residence_permit'])
  const session = await portal.openPanel('Session')
  const allowed = session.getByRole('group', { name: 'Documents allowed' })
  for (const name of ['Passport', 'Identity card', 'Residence permit'])
    await allowed.getByRole('checkbox', { name }).uncheck()
  await allowed.getByRole('checkbox', { name: 'Utility bill' }).check()
  await portal.applySession()
  await portal.ready()
  await wizard.form('type').waitFor()
  expect(await offered()).toEqual(['license', 'utility'])
})

test('only a given answer can be locked, and a session the wizard refuses is explained to the engineer, and the next one works', async ({
  portal,
  complaints,
}) => {
  complaints.expectAnswer(502)
  const { wizard } = portal
  const session = await portal.openPanel('Session')
  const lock = session.locator('[name=locked][value=name]')
  await expect(lock).toBeDisabled()
  await session.getByLabel('Name').fill('Passport')
  await expect(lock).toBeEnabled()
  await lock.check()
  await session.getByLabel('Name').fill('')
  await expect(lock).toBeDisabled()
  await portal.applySession()
  await portal.ready()
  await wizard.form('type').waitFor()

  await session.getByLabel('Name').fill('<Passport>')
  await portal.applySession()
  await expect(session.getByRole('alert')).toContainText('requestValidateError')
  await expect(wizard.problem()).toBeVisible()
  expect(await portal.events()).toContainEqual(
    expect.objectContaining({ type: 'error', code: 'sessionUnavailable' }),
  )
  await session.getByLabel('Name').fill('Passport')
  await session.getByLabel('Ends after seconds').fill('600')
  await portal.applySession()
  await portal.ready()
  await expect(session.getByRole('alert')).toBeHidden()
  const faults = await portal.openPanel('What goes wrong')
  await faults.getByLabel('Uploading').selectOption('fails (500)')
  await expect(faults.getByRole('status')).toHaveText('Set: upload-500:once.')
  expect(await portal.code('Test: Playwright')).toContain("uploads.sandbox.fail('upload-500:once')")
  expect(await portal.code('Back end: Node')).toContain('ttlSeconds: 600')
  const links = await portal.openPanel('Links')
  await portal.button('With a list')
  await expect(links.getByRole('link')).toHaveAttribute(
    'href',
    /^http:\/\/localhost:\d+\/\?partner=demo#code=/,
  )
  await portal.button('End the session')
  await expect(faults.getByRole('status')).toContainText('Ended')
  expect(await wizard.step()).toBe('type')
})

test.describe('in a browser that lets the frame store', () => {
  test.use({ hasThirdPartyStorage: true })

  test('a visit begun under other terms is dropped', { tag: '@wide' }, async ({ portal }) => {
    const { wizard } = portal
    await wizard.answerType('passport')
    await wizard.field('name').fill('Passport')
    const session = await portal.openPanel('Session')
    await session.getByLabel('Document', { exact: true }).selectOption('Utility bill')
    await session.locator('[name=locked][value=type]').check()
    await session.getByRole('checkbox', { name: 'Utility bill' }).check()
    await session.getByLabel('Name').fill('Bill of the director')
    await portal.applySession()
    await portal.ready()
    expect(await wizard.step()).toBe('details')
    await expect(wizard.field('name')).toHaveValue('Bill of the director')
    await wizard.submit()
    await wizard.chooseFile(testFiles.goodJpg())
    await wizard.upload()
    await expect(portal.receipts).toContainText('utility')
  })

  test(
    'the frame can be taken away and put back, and leaves nothing in between',
    { tag: '@wide' },
    async ({ portal }) => {
      const { page, frame, wizard } = portal
      const documentId = await wizard.register(licence)
      await portal.button('Destroy')
      await expect(frame).toHaveCount(0)
      await expect(page.locator('#documents')).toBeEmpty()
      await expect(page.getByText('The workbench can mount it again.')).toBeVisible()
      await expect(page.getByRole('button', { name: 'Destroy' })).toBeDisabled()
      await portal.button('Mount')
      await portal.ready()
      await expect(page.getByRole('button', { name: 'Mount', exact: true })).toBeDisabled()
      await expect(frame).toHaveCount(1)
      expect([await wizard.step(), await wizard.documentId()]).toEqual(['file', documentId])
    },
  )
})
