import { testFiles } from '../../../src/testkit/testkit.ts'
import { sha256Of } from '../../../src/testing/sha256-of.ts'
import { en as words } from '../../../src/wizard/words/en.ts'
import { enPhone } from '../../../src/wizard/words/en/phone.ts'
import { enUsePhone } from '../../../src/wizard/words/en/use-phone.ts'
import { violations } from '../../support/page/axe.ts'
import { licence } from '../../support/documents.ts'
import { openFile } from '../../support/link-sender.ts'
import { allow, Phone, readCode, scanCode } from '../../support/phone.ts'
import { expect, sharedContextTest as test } from '../../support/wizard-test.ts'

test('the picture comes from the phone, and the desktop goes on by itself', async ({
  browser,
  page,
  sandbox,
  runningProxy,
}) => {
  const afterwards = 'We look at it within two days.'
  const wizardAtFile = await openFile(page, runningProxy.origin, licence, { afterwards })
  const documentId = await wizardAtFile.documentId()
  const link = await scanCode(page)
  expect(await violations(page)).toEqual([])
  const phone = await Phone.scan(browser, link)
  await phone.expectHeading(enPhone.open.title)
  expect(phone.page.url()).not.toContain('phone=')
  await expect(phone.page.getByText(enPhone.open.warning)).toBeVisible()
  await expect(phone.page.getByText('Acme')).toHaveCount(0)
  expect(await violations(phone.page)).toEqual([])

  await phone.goOn()
  await phone.expectHeading(enPhone.compare.title)
  await expect(phone.page.locator('.page-name')).toHaveText('Acme Bank')
  await expect(phone.page.getByText(words.sandboxNotice)).toBeVisible()
  await expect(page.getByRole('heading', { name: enUsePhone.compare.title })).toBeFocused()
  expect([...(await violations(page)), ...(await violations(phone.page))]).toEqual([])
  await phone.page.reload()
  await allow(page, phone)
  await expect(page.getByText(enUsePhone.follow.choosing)).toBeVisible()

  await phone.wizard.form('file').waitFor()
  await phone.page.reload()
  await expect(phone.wizard.form('file')).toContainText(documentId)
  await expect(
    phone.page.locator('button[name="back"], button[name="change"], button[name="usePhone"]'),
  ).toHaveCount(0)
  await phone.wizard.chooseFile(testFiles.goodJpg())
  await phone.wizard.submit()
  await phone.expectHeading(enPhone.done.title)
  await expect(phone.page.getByText(afterwards)).toBeVisible()
  await phone.page.reload()
  await phone.expectHeading(enPhone.done.title)
  await expect(phone.page.getByText(afterwards)).toBeVisible()
  await expect(page.getByRole('heading', { name: words.receipt.title })).toBeVisible()
  const sha256 = sha256Of(testFiles.goodJpg().buffer)
  expect(await wizardAtFile.receipt()).toEqual({ documentId, sha256 })
  expect(await sandbox.documents()).toMatchObject([{ id: documentId, uploadStatus: true }])
  await phone.close()
})

test('a press that fails, a lost network and a reload leave each screen at a way on', async ({
  browser,
  page,
  wizardAtFile,
}) => {
  const documentId = await wizardAtFile.documentId()
  await wizardAtFile.shortenRetries()
  const stopping = await Phone.scan(browser, await scanCode(page))
  await stopping.goOn()
  stopping.complaints.expectAnswer(403)
  await stopping.page.route('**/api/handoffs/*', (route) =>
    route.request().method() === 'DELETE'
      ? route.fulfill({ status: 403, json: { code: 'sessionInvalid', requestId: 'stop' } })
      : route.fallback(),
  )
  await stopping.page.getByRole('button', { name: enPhone.stop }).click()
  await stopping.page.locator('button[name="reload"]').waitFor()
  await stopping.page.unrouteAll()
  await stopping.page.locator('button[name="reload"]').click()
  await stopping.page.getByRole('button', { name: enPhone.stop }).click()
  await stopping.expectHeading(enPhone.over.title)
  await stopping.close()

  await page.getByRole('button', { name: enUsePhone.over.again }).click()
  const lost = await Phone.scan(browser, await readCode(page))
  await lost.wizard.shortenRetries()
  await lost.goOn()
  await allow(page, lost)
  await lost.wizard.form('file').waitFor()
  lost.complaints.expect('net::ERR_CONNECTION_REFUSED')
  await lost.wizard.chooseFile(testFiles.goodJpg())
  await lost.page.route('**/api/handoffs/**', (route) => route.abort('connectionrefused'))
  await lost.page.getByRole('button', { name: enPhone.stop }).click()
  await expect(lost.page.getByText(enPhone.offline)).toBeVisible()
  await expect(lost.wizard.form('file')).toContainText(testFiles.goodJpg().name)
  await expect(lost.page.getByRole('button', { name: enPhone.stop })).toBeVisible()
  await lost.page.reload()
  await expect(lost.page.getByText(enPhone.offline)).toBeVisible()
  await page.getByRole('button', { name: enUsePhone.goOnHere }).click()
  await wizardAtFile.form('file').locator('input[name="file"]').waitFor()
  await lost.page.unrouteAll()
  await expect(lost.page.getByText(enPhone.over.reasons.takenBack)).toBeVisible()
  await lost.close()

  await scanCode(page)
  await page.reload()
  const unseen = await Phone.scan(browser, await readCode(page))
  await unseen.goOn()
  await unseen.expectHeading(enPhone.compare.title)
  await page.reload()
  await allow(page, unseen)
  await unseen.wizard.form('file').waitFor()
  // A desktop that is loaded anew shows another code, the same digits, and what the phone does.
  await page.reload()
  await expect(page.getByText(enUsePhone.follow.choosing)).toBeVisible()
  await unseen.wizard.chooseFile(testFiles.goodJpg())
  await unseen.wizard.submit()
  await unseen.expectHeading(enPhone.done.title)
  expect(await wizardAtFile.receipt()).toEqual({ documentId, sha256: sha256Of(testFiles.goodJpg().buffer) })
  // Nothing else was ever sent from here.
  await expect(page.getByText(words.receipt.forEarlierFile)).toHaveCount(0)
  await unseen.close()
})

test('a phone’s page is never a guest’s form, whatever its code is', async ({ page, complaints }) => {
  complaints.expectAnswer(403)
  await page.goto(`/#phone=${'x'.repeat(22)}`)
  await page.getByRole('button', { name: enPhone.open.goOn }).click()
  await expect(page.locator('[data-problem]')).toContainText(enPhone.codes.linkExpired.title)
  await page.reload()
  await expect(page.getByRole('heading', { name: enPhone.open.title })).toBeVisible()
})
