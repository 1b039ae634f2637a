import { testFiles } from '../../src/testkit/testkit.ts'
import { enPhone } from '../../src/wizard/words/en/phone.ts'
import { licence } from '../support/documents.ts'
import { expect, test, told, wizardIn } from '../support/partner/partner-test.ts'
import { allow, Phone, scanCode } from '../support/phone.ts'

test('a frame hands its document to a phone, and its page is told of the upload as ever', async ({
  browser,
  page,
  site,
  sandbox,
}) => {
  await page.goto(site.origin)
  const documentId = await wizardIn(page).register(licence)
  const frame = page.frameLocator('#documents iframe')
  const phone = await Phone.scan(browser, await scanCode(frame))
  await phone.goOn()
  await allow(frame, phone)
  await phone.wizard.chooseFile(testFiles.goodJpg())
  await phone.wizard.submit()
  await phone.expectHeading(enPhone.done.title)
  expect((await wizardIn(page).receipt()).documentId).toBe(documentId)
  const uploads = (await told(page)).filter(({ type }) => type === 'uploaded')
  expect(uploads).toMatchObject([
    { documentId, receipt: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as unknown },
  ])
  expect(await sandbox.documents()).toMatchObject([{ id: documentId, uploadStatus: true }])
  await phone.close()
})
