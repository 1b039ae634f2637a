import { randomUUID } from 'node:crypto'
import { type Page } from 'playwright/test'
import { type SessionRequest } from '../../../src/contract/api/back-end.ts'
import { visitAnswerSchema } from '../../../src/contract/api/partner-api.ts'
import { type RequestedSide } from '../../../src/contract/requested/side.ts'
import { testFiles } from '../../../src/testkit/testkit.ts'
import { en as words } from '../../../src/wizard/words/en.ts'
import { enList } from '../../../src/wizard/words/en/list.ts'
import { enPhone } from '../../../src/wizard/words/en/phone.ts'
import { fr } from '../../../src/wizard/words/fr.ts'
import { frList } from '../../../src/wizard/words/fr/list.ts'
import { licence } from '../../support/documents.ts'
import { violations } from '../../support/page/axe.ts'
import { acme, followLink } from '../../support/link-sender.ts'
import { allow, Phone, scanCode } from '../../support/phone.ts'
import { expect, sharedContextTest as test } from '../../support/wizard-test.ts'

const requested: SessionRequest['requested'] = [
  { key: 'licence', title: 'Driving licence', types: ['license'], sides: 2, workflow: 'PERSONAL' },
  { key: 'address', hint: 'Not older than three months', types: ['utility', 'bank_statement'] },
  { key: 'lease', types: ['contract'], name: 'Lease', workflow: 'PERSONAL', optional: true },
]

/** A customer of whom a list is asked, on devices that have kept nothing. */
function customer(origin: string) {
  const reference = randomUUID()
  return {
    registerElsewhere: (side: RequestedSide) =>
      acme.registerElsewhere(origin, licence, { reference, requested }, side),
    open: async (page: Page, terms: Partial<SessionRequest> = {}) => {
      return followLink(page, await acme.requestLink(origin, { reference, requested, ...terms }))
    },
    /** What the partner is told. */
    told: async () => {
      const answer = await fetch(`${origin}/api/visits?reference=${reference}`, { headers: acme.headers })
      const { documents, skipped } = visitAnswerSchema.parse(await answer.json()).data
      const known = documents.map(({ requestKey, side, state }) => `${requestKey} ${side} ${state}`)
      return { documents: known, skipped }
    },
  }
}

test('a list is worked off over two visits, in two browsers and on a phone, and customer and partner see where it stands', async ({
  page,
  browser,
  runningProxy,
}) => {
  const ana = customer(runningProxy.origin)
  const afterwards = 'We look at it within two days, and write to you.'
  const wizard = await ana.open(page, { afterwards })
  const form = wizard.form('list')
  await expect(form).toContainText(enList.progress(0, 3))
  expect(await violations(page)).toEqual([])
  await form.getByRole('button', { name: `${enList.add} Driving licence (front)` }).click()
  await expect(page.getByText('Driving licence (front)', { exact: true })).toBeVisible()
  await wizard.answerDetails({ name: 'Licence', extension: 'jpg' })
  await wizard.chooseFile(testFiles.goodJpg())
  await wizard.upload()
  await expect(page.getByText(afterwards)).toBeVisible()
  expect(await ana.told()).toEqual({ documents: ['licence 1 uploaded'], skipped: [] })
  await expect(page.locator('.button-primary')).toHaveText([words.receipt.otherSide])

  // Only the picture is asked for. The receipt lies before it, and the list before that.
  await wizard.addOtherSide()
  await expect(page.getByRole('heading', { name: words.file.otherSide })).toBeVisible()
  await expect(page.getByText(`Driving licence (${words.receipt.back})`, { exact: true })).toBeVisible()
  await wizard.chooseFile(testFiles.pdf())
  await expect(wizard.problem()).toBeVisible()
  const backId = await wizard.documentId()
  expect(await ana.told()).toMatchObject({ documents: ['licence 1 uploaded', 'licence 2 open'] })
  await page.reload()
  expect(await wizard.documentId()).toBe(backId)

  const other = await (await browser.newContext()).newPage()
  const later = await ana.open(other, { locale: 'fr', afterwards })
  await expect(later.entry('licence')).toContainText(frList.pictureMissing)
  await later.choose('licence', 2)
  expect(await later.documentId()).toBe(backId)
  await later.chooseFile(testFiles.goodJpg())
  await later.upload()
  await expect(other.getByText(fr.receipt.bothSides)).toBeVisible()
  await later.toList()
  await expect(later.entry('licence')).toHaveAttribute('data-state', 'done')
  await later.skip('lease')
  expect(await ana.told()).toEqual({
    documents: ['licence 1 uploaded', 'licence 2 uploaded'],
    skipped: ['lease'],
  })
  await later.takeBack('lease')
  await later.skip('lease')
  await expect(later.form('list')).toContainText(frList.progress(1, 2))
  await later.done()
  await expect(later.form('finished')).toContainText(frList.stillMissing(1))
  await expect(later.form('finished')).toContainText(afterwards)

  // The first browser learns of it when the person comes back to the list.
  await wizard.back()
  await wizard.back()
  await wizard.toList()
  await expect(wizard.entry('licence')).toHaveAttribute('data-state', 'done')
  await expect(wizard.entry('lease')).toHaveAttribute('data-state', 'skipped')
  await wizard.choose('address')
  await wizard.back()
  const phone = await Phone.scan(browser, await scanCode(page))
  await phone.goOn()
  await expect(phone.page.getByText(enPhone.list.asker('Acme Bank'))).toBeVisible()
  await allow(page, phone)
  await expect(page.getByText(enList.phone.choosing)).toBeVisible()
  await expect(form.locator('button[name="choose"]')).toHaveCount(0)
  await phone.wizard.form('list').waitFor()
  await expect(
    phone.page.locator('button:is([name="finish"], [name="skip"], [name="takeBack"])'),
  ).toHaveCount(0)
  expect([...(await violations(page)), ...(await violations(phone.page))]).toEqual([])
  await phone.wizard.choose('address')
  await phone.wizard.answerWorkflow('PERSONAL')
  await phone.wizard.answerType('utility')
  await phone.wizard.answerDetails({ name: 'Bill', extension: 'jpg' })
  await expect(wizard.entry('address')).toContainText(enList.pictureMissing)
  await phone.page.reload()
  await phone.wizard.chooseFile(testFiles.goodJpg())
  await phone.wizard.submit()
  await phone.expectHeading(enPhone.list.done.title)
  await phone.close()
  await expect(form).toContainText(enList.allDone)
  await wizard.done()
  await expect(wizard.form('finished')).toContainText(enList.allDone)
  expect(await ana.told()).toEqual({
    documents: ['licence 1 uploaded', 'licence 2 uploaded', 'address 1 uploaded'],
    skipped: ['lease'],
  })
  await other.context().close()
})

test('the other side that was registered on another device meanwhile is gone on with', async ({
  page,
  complaints,
  runningProxy: { origin },
}) => {
  const ana = customer(origin)
  const wizard = await ana.open(page)
  await wizard.choose('licence', 2)
  await wizard.answerDetails({ name: 'Licence', extension: 'jpg' })
  await wizard.chooseFile(testFiles.goodJpg())
  await wizard.upload()
  const { documentId } = await ana.registerElsewhere({ key: 'licence', side: 1 })
  const learned = page.waitForResponse('**/api/session')
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await (await learned).finished()
  complaints.expect('net::ERR_FAILED')
  await page.route('**/resume', (route) => route.abort())
  await page.getByRole('button', { name: words.receipt.otherSide }).click()
  await expect(wizard.problem()).toBeFocused()
  await expect(page).toHaveTitle(new RegExp(`^${words.errorTitlePrefix}`))
  await page.unroute('**/resume')
  await wizard.addOtherSide()
  expect(await wizard.documentId()).toBe(documentId)
  await expect(page.getByText(`Driving licence (${words.receipt.front})`, { exact: true })).toBeVisible()
  await wizard.chooseFile(testFiles.goodJpg())
  expect(await wizard.upload()).toMatchObject({ documentId })
  await expect(page.getByText(words.receipt.bothSides)).toBeVisible()
  const { license } = words.type.names
  await expect(page.getByRole('listitem')).toContainText([
    `Licence (${license}, back)`,
    `(${license}, front)`,
  ])
  await wizard.toList()
  await expect(wizard.entry('licence')).toHaveAttribute('data-state', 'done')
})
