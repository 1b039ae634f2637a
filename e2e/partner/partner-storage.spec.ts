import { type Page } from 'playwright/test'
import { chromiumLaunchOptions } from '../support/chromium.ts'
import { UploadWizard } from '../../src/testkit/testkit.ts'
import { licence } from '../support/documents.ts'
import { choose, expect, test, wizardIn } from '../support/partner/partner-test.ts'

// Only a whole browser decides what a frame of another site may store.
test.use({ launchOptions: chromiumLaunchOptions() })

test('a file can be uploaded in a frame whose storage the browser blocks', async ({
  page,
  site,
  sandbox,
}) => {
  await page.goto(site.origin)
  const wizard = wizardIn(page)
  await wizard.form('workflow').waitFor()
  expect(await canStore(page)).toBe(false)
  const documentId = await wizard.register(licence)
  await choose(wizard)
  await wizard.upload()
  expect(await sandbox.documents()).toMatchObject([{ id: documentId, uploadStatus: true }])
})

test.describe('in a browser that lets the frame store', () => {
  test.use({ hasThirdPartyStorage: true })

  test('the person stays where they were when the page around the frame is loaded again', async ({
    page,
    site,
    sandbox,
  }) => {
    await page.goto(site.origin)
    await wizardIn(page).form('workflow').waitFor()
    expect(await canStore(page)).toBe(true)
    const documentId = await wizardIn(page).register(licence)
    await page.reload()
    await wizardIn(page).form('file').waitFor()
    expect(await wizardIn(page).documentId()).toBe(documentId)
    expect(await sandbox.documents()).toHaveLength(1)
  })

  test('two frames of one customer go on after a reload that mounts them the other way round', async ({
    page,
    site,
  }) => {
    const terms = {
      passport: { types: ['passport', 'other'] },
      licence: { types: ['license', 'other'] },
      partner: { reference: 'customer-43' },
    }
    const open = async (...names: readonly (keyof typeof terms)[]) => {
      await page.evaluate(
        (targets) => {
          const { mount } = window as unknown as { mount: (target: string, terms: object) => void }
          for (const [id] of targets)
            document.body.append(Object.assign(document.createElement('div'), { id }))
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

    await page.reload()
    await open('partner', 'licence', 'passport')
    expect(await wizardOf('passport').step()).toBe('details')
    await expect(wizardOf('passport').field('type')).toHaveValue('passport')
    expect(await wizardOf('licence').step()).toBe('type')
    await expect(wizardOf('licence').field('workflow')).toHaveValue('BUSINESS')
    await expect(wizardOf('partner').field('type')).toHaveValue('utility')
  })
})

async function canStore(page: Page): Promise<boolean> {
  const frame = page.frameLocator('#documents iframe').locator('html')
  return frame.evaluate(() => {
    try {
      return window.sessionStorage.length >= 0
    } catch {
      return false
    }
  })
}
