import { join } from 'node:path'
import { type Page } from 'playwright/test'
import { photographFolder } from '../../src/image/testing/photographs.ts'
import { fault, testFiles, UploadWizard } from '../../src/testkit/testkit.ts'
import { en } from '../../src/wizard/words/en.ts'
import { fr } from '../../src/wizard/words/fr.ts'
import { licence } from '../support/documents.ts'
import { acme, followLink } from '../support/link-sender.ts'
import { walk } from '../support/page/walk.ts'
import { test } from '../support/wizard-test.ts'

/** Takes pictures of whole pages, numbered in the order in which they are taken. */
function camera(page: Page, project: string, series: string): (place: string) => Promise<void> {
  let count = 0
  return async (place) => {
    count += 1
    const name = `${series}-${String(count).padStart(2, '0')} ${place}.png`
    const path = join(import.meta.dirname, '..', '.results', 'screenshots', project, name)
    await page.screenshot({ path, fullPage: true })
  }
}

const wordsOf = (locale: string | undefined) => (locale?.startsWith('fr') ? fr : en)

test('the pages of a guest', async ({ page, locale }, { project }) => {
  await page.goto('/')
  await walk(page, new UploadWizard(page), camera(page, project.name, '1 guest'), wordsOf(locale))
})

test('a file that can’t be taken, and an upload that fails', async ({ page, complaints }, { project }) => {
  complaints.expectAnswer(400)
  const shoot = camera(page, project.name, '2 upload')
  await page.goto('/')
  const wizard = new UploadWizard(page)
  await wizard.register({ ...licence, name: `Licence ${fault('upload-not-found')}` })
  await wizard.chooseFile(testFiles.pdf())
  await wizard.problem().waitFor()
  await shoot('not a picture')
  await wizard.chooseFile(testFiles.goodJpg())
  await wizard.submit()
  await wizard.problem().waitFor()
  await shoot('not uploaded')
})

test('both sides of a card, under a name that the partner settled', async ({ page, runningProxy }, {
  project,
}) => {
  const shoot = camera(page, project.name, '5 card')
  const prefill = { name: 'Licence of Ana Silva' }
  const link = await acme.requestLink(runningProxy.origin, { prefill, locked: ['name'] })
  const wizard = await followLink(page, link)
  await wizard.answerWorkflow('PERSONAL')
  await wizard.answerType('license')
  await wizard.form('details').waitFor()
  await shoot('details')
  await wizard.submit()
  await wizard.chooseFile(join(photographFolder, 'licence.jpg'))
  await wizard.upload()
  await shoot('first receipt')
  await wizard.addOtherSide()
  await wizard.form('file').waitFor()
  await shoot('other side')
  await wizard.chooseFile(join(photographFolder, 'licence.jpg'))
  await wizard.preview().waitFor()
  await shoot('other side, ready')
  await wizard.upload()
  await shoot('both sides')
})

test('a list, and the phone', async ({ page, browser, runningProxy, colorScheme, locale }, { project }) => {
  const shoot = camera(page, project.name, '3 list')
  const requested = [
    { key: 'licence', title: 'Driving licence', types: ['license' as const], sides: 2 as const },
    {
      key: 'address',
      hint: 'Not older than three months',
      types: ['utility' as const, 'bank_statement' as const],
    },
    { key: 'lease', types: ['contract' as const], optional: true },
  ]
  const wizard = await followLink(page, await acme.requestLink(runningProxy.origin, { requested }))
  await wizard.form('list').waitFor()
  await shoot('begun')
  await wizard.submit()
  await wizard.form().waitFor()
  await shoot('first entry')
  await wizard.answerWorkflow('PERSONAL')
  await wizard.answerDetails({ name: 'Licence of Ana Silva', extension: 'jpg' })
  await wizard.chooseFile(join(photographFolder, 'licence.jpg'))
  await wizard.upload()
  await page.locator('button[name="addOtherSide"]').waitFor()
  await shoot('receipt of one side')
  await wizard.submit()
  await wizard.form('list').waitFor()
  await page.locator('button[name="usePhone"]').click()
  const address = await page.locator('input[name="phoneLink"]').inputValue()
  await shoot('code for the phone')
  const context = await browser.newContext({
    ...(locale !== undefined && { locale }),
    colorScheme: colorScheme ?? 'light',
    viewport: { width: 390, height: 844 },
  })
  const phone = await context.newPage()
  const shootPhone = camera(phone, project.name, '4 phone')
  const handset = new UploadWizard(phone)
  await phone.goto(address)
  await phone.locator('form').waitFor()
  await shootPhone('opened')
  await phone.locator('.button-primary').click()
  await phone.locator('.digits').waitFor()
  await shootPhone('digits')
  await page.locator('.digits').waitFor()
  await shoot('digits')
  await page.locator('.button-primary').click()
  await handset.form('list').waitFor()
  await shootPhone('list')
  await shoot('the phone works')
  await handset.choose('lease')
  await handset.answerWorkflow('PERSONAL')
  await handset.answerDetails({ name: 'Lease', extension: 'jpg' })
  await handset.form('file').waitFor()
  await shootPhone('file')
  await handset.chooseFile(testFiles.goodJpg())
  await handset.submit()
  await handset.form('receipt').waitFor()
  await shootPhone('receipt')
  await phone.locator('button[name="stop"]').click()
  await page.locator('button[name="newPhoneCode"]').waitFor()
  await shoot('the phone has stopped')
  await phone.locator('button[name="stop"]').waitFor({ state: 'detached' })
  await shootPhone('stopped')
  await context.close()
})
