import { testFiles, UploadWizard } from '../../src/testkit/testkit.ts'
import { en as words } from '../../src/wizard/words/en.ts'
import { licence } from '../support/documents.ts'
import { startPartnerSite } from '../support/partner/partner-site.ts'
import { startAnswerRelay } from '../support/ways/answer-relay.ts'
import { expect, test } from '../support/wizard-test.ts'

test('a session of another customer begins a new visit, and nothing of the first customer is left', async ({
  page,
  sandbox,
  startProxy,
  complaints,
}) => {
  complaints.expectAnswer(401)
  const site = await startPartnerSite(async (partner) =>
    startAnswerRelay((await startProxy({ partners: [partner] })).origin),
  )
  const relay = site.proxy
  site.terms['reference'] = 'alice'
  await page.goto(site.origin)
  const frame = page.frameLocator('iframe')
  const wizard = new UploadWizard(frame)
  await wizard.answerWorkflow(licence.workflow)
  await wizard.answerType(licence.type)
  await wizard.fill(licence)

  // Bob has signed in in another tab of the bank, and Alice's session has ended.
  site.terms['reference'] = 'bob'
  relay.set('expire')
  await wizard.submit()
  await expect(wizard.form('workflow')).toBeVisible()
  await expect(frame.getByText(words.restored.otherCustomer)).toBeVisible()
  expect(await sandbox.documents()).toEqual([])
  const kept = await page.frames()[1]?.evaluate(() => JSON.stringify(Object.values(sessionStorage)))
  expect(kept).not.toContain(licence.name)
  expect(
    await page.evaluate('window.told.filter(({ type }) => type === "error").map(({ code }) => code)'),
  ).toEqual(['customerChanged'])

  await wizard.register({ ...licence, name: 'Of Bob' })
  await wizard.chooseFile(testFiles.goodJpg())
  await wizard.upload()
  expect(await page.evaluate('window.told.find(({ type }) => type === "uploaded").reference')).toBe('bob')
  expect(await sandbox.documents()).toMatchObject([{ name: 'Of Bob', uploadStatus: true }])
  await relay.close()
  await site.close()
})
