import { type Page } from 'playwright/test'
import { licence } from '../support/documents.ts'
import { choose, expect, test, told, wizardIn } from '../support/partner/partner-test.ts'

test.use({ isWholeBrowser: true })

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

test(
  'a reload goes on with the document, though only one is allowed and the browser blocks the frame’s storage',
  { tag: '@wide' },
  async ({ page, site, sandbox }) => {
    Object.assign(site.terms, { maxDocuments: 1 })
    await page.goto(site.origin)
    const wizard = wizardIn(page)
    await wizard.form('workflow').waitFor()
    expect(await canStore(page)).toBe(false)
    const documentId = await wizard.register(licence)
    await page.reload()
    await wizard.form('file').waitFor()
    expect(await wizard.documentId()).toBe(documentId)
    await choose(wizard)
    expect(await wizard.upload()).toMatchObject({ documentId })
    expect(await wizard.done()).toEqual([documentId])
    const steps = (await told(page)).flatMap((event) => (event.type === 'step' ? [event.step] : []))
    expect(steps).toEqual(['resume', 'file', 'receipt', 'finished'])
    expect((await told(page)).map(({ type }) => type)).not.toContain('error')
    expect(await sandbox.documents()).toMatchObject([{ id: documentId, uploadStatus: true }])
  },
)

test.describe('in a browser that lets the frame store', () => {
  test.use({ hasThirdPartyStorage: true })

  // frames-beside.spec.ts shows it of two frames.
  test(
    'the person stays where they were when the page around the frame is loaded again',
    { tag: '@wide' },
    async ({ page, site, sandbox }) => {
      await page.goto(site.origin)
      await wizardIn(page).form('workflow').waitFor()
      expect(await canStore(page)).toBe(true)
      const documentId = await wizardIn(page).register(licence)
      await page.reload()
      await wizardIn(page).form('file').waitFor()
      expect(await wizardIn(page).documentId()).toBe(documentId)
      expect(await sandbox.documents()).toHaveLength(1)
    },
  )
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
