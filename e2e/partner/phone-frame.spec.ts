import { testFiles } from '../../src/testkit/testkit.ts'
import { enPhone } from '../../src/wizard/words/en/phone.ts'
import { expect, sharedContextTest as test, told, wizardIn } from '../support/partner/partner-test.ts'
import { allow, Phone, scanCode } from '../support/phone.ts'

test('a frame hands a document and then its list to a phone, and its page is told of the uploads as ever', async ({
  browser,
  page,
  site,
  sandbox,
}) => {
  site.terms['requested'] = [
    { key: 'licence', types: ['license'], workflow: 'PERSONAL' },
    { key: 'address', types: ['utility'], workflow: 'PERSONAL' },
    { key: 'lease', types: ['contract'], workflow: 'PERSONAL' },
  ]
  await page.goto(site.origin)
  const wizard = wizardIn(page)
  await wizard.choose('licence')
  await wizard.answerDetails({ name: 'Licence', extension: 'jpg' })
  const documentId = await wizard.documentId()
  const frame = page.frameLocator('#documents iframe')
  const first = await Phone.scan(browser, await scanCode(frame))
  await first.goOn()
  await allow(frame, first)
  await first.wizard.chooseFile(testFiles.goodJpg())
  await first.wizard.submit()
  await first.expectHeading(enPhone.done.title)
  expect((await wizard.receipt()).documentId).toBe(documentId)
  await first.close()

  await wizard.toList()
  const phone = await Phone.open(browser)
  await wizard.usePhone(phone.page)
  for (const key of ['address', 'lease']) {
    await phone.wizard.choose(key)
    await phone.wizard.answerDetails({ name: key, extension: 'jpg' })
    await phone.wizard.chooseFile(testFiles.goodJpg())
    await phone.wizard.submit()
    await expect(wizard.entry(key)).toHaveAttribute('data-state', 'done')
    if (key === 'address') await phone.wizard.toList()
  }
  await phone.expectHeading(enPhone.list.done.title)
  await phone.close()
  const documentIds = await wizard.done()
  expect(documentIds).toHaveLength(3)
  expect(documentIds).toContain(documentId)

  const events = await told(page)
  for (const type of ['generated', 'uploaded']) {
    const ids = events.flatMap((event) =>
      event.type === type && 'documentId' in event ? [event.documentId] : [],
    )
    expect([type, ids.toSorted()]).toEqual([type, documentIds.toSorted()])
  }
  const receipt = expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as unknown
  expect(events.filter(({ type }) => type === 'uploaded')).toMatchObject([
    { documentId, requestKey: 'licence', receipt },
    { requestKey: 'address', side: 1, documentType: 'utility', receipt },
    { requestKey: 'lease', receipt },
  ])
  expect(events.filter(({ type }) => type === 'completed')).toMatchObject([
    { requested: ['licence', 'address', 'lease'].map((key) => ({ key, state: 'done' })) },
  ])
  expect((await sandbox.documents()).map(({ uploadStatus }) => uploadStatus)).toEqual([true, true, true])
})
