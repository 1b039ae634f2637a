import { UploadWizard } from '../../src/testkit/testkit.ts'
import { expect, sharedContextTest as test } from '../support/partner/partner-test.ts'

test('two frames of one customer go on after a reload that mounts them the other way round', async ({
  page,
  site,
}) => {
  const terms = {
    passport: { types: ['passport', 'other'] },
    licence: { types: ['license', 'other'] },
    partner: { reference: 'customer-43' },
    other: { types: ['passport', 'other'] },
  }
  const open = async (...names: readonly (keyof typeof terms)[]) => {
    await page.evaluate(
      (targets) => {
        const { mount } = window as unknown as { mount: (target: string, terms: object) => void }
        for (const [id] of targets) document.body.append(Object.assign(document.createElement('div'), { id }))
        for (const [id, asked] of targets.toReversed()) mount(`#${id}`, asked)
      },
      names.map((name) => [name, terms[name]] as const),
    )
  }
  const wizardOf = (name: keyof typeof terms) => new UploadWizard(page.frameLocator(`#${name} iframe`))
  await page.goto(site.origin)
  await open('passport', 'licence', 'partner')
  await wizardOf('passport').answerWorkflow('PERSONAL')
  await wizardOf('passport').answerType('passport')
  await wizardOf('licence').answerWorkflow('BUSINESS')
  await wizardOf('partner').answerWorkflow('PERSONAL')
  await wizardOf('partner').answerType('utility')
  await wizardOf('passport').answerDetails({ name: 'Passport', extension: 'jpg' })
  const documentId = await wizardOf('passport').documentId()

  await page.reload()
  await open('partner', 'licence', 'passport', 'other')
  expect(await wizardOf('passport').step()).toBe('file')
  expect(await wizardOf('passport').documentId()).toBe(documentId)
  expect(await wizardOf('licence').step()).toBe('type')
  await expect(wizardOf('licence').field('workflow')).toHaveValue('BUSINESS')
  expect(await wizardOf('partner').step()).toBe('details')
  await expect(wizardOf('partner').field('type')).toHaveValue('utility')

  // A document that one frame has at hand is not offered by another that has kept nothing.
  expect(await wizardOf('other').step()).toBe('workflow')
})
