import { type BrowserContext, type Route } from 'playwright/test'
import { testFiles, UploadWizard } from '../../src/testkit/testkit.ts'
import { en as words } from '../../src/wizard/words/en.ts'
import { type Floor, floors, withoutNewer } from '../support/browser-floor.ts'
import { licence } from '../support/documents.ts'
import { startPartnerSite } from '../support/partner/partner-site.ts'
import { walk } from '../support/page/walk.ts'
import { expect, test } from '../support/wizard-test.ts'

const whatAllHave: Floor = Object.assign({}, ...Object.values(floors)) as Floor
const oldest: readonly (readonly [string, Floor])[] = [
  ...Object.entries(floors),
  ['what each of them has', whatAllHave],
]

/** Makes the context's pages and their workers as old as the floor. Answers with a list that each started worker joins. */
async function makeOld(context: BrowserContext, floor: Floor): Promise<readonly string[]> {
  const workers: string[] = []
  const ofPage = withoutNewer(floor, 'page')
  await context.addInitScript(ofPage)
  await context.route('**/image-worker-*', async (route) => {
    const response = await route.fetch()
    workers.push(route.request().url())
    await route.fulfill({ response, body: withoutNewer(floor, 'worker') + (await response.text()) })
  })
  // A browser without trusted types ignores the directives that ask for them. Only these answers are changed: Chromium lets
  // no page that a test has made up load anything from this machine.
  if (ofPage.includes('"trustedTypes"')) {
    await context.route(/\/(?:embed\/.*)?$/, async (route) => {
      const response = await route.fetch()
      const { 'content-security-policy': policy = '', ...headers } = response.headers()
      if (!policy.includes('trusted-types')) return await route.continue()
      const known = policy.split(';').filter((directive) => !directive.includes('trusted-types'))
      await route.fulfill({ response, headers: { ...headers, 'content-security-policy': known.join(';') } })
    })
  }
  return workers
}

for (const [browser, floor] of oldest) {
  const tag = floor === whatAllHave ? [] : '@wide'
  test(`every step can be taken with ${browser}`, { tag }, async ({ context, page }) => {
    const workers = await makeOld(context, floor)
    await page.goto('/')
    await walk(page, new UploadWizard(page), async () => {})
    expect(workers.length > 0).toBe(await page.evaluate(() => 'OffscreenCanvas' in window))
  })

  test(
    `a partner’s page shows the wizard with ${browser}, and hears of an upload that was tried again, cancelled and sent`,
    { tag },
    async ({ context, page, sandbox, startProxy, complaints }) => {
      complaints.expect('net::ERR_CONNECTION_RESET')
      await makeOld(context, floor)
      const site = await startPartnerSite((partner) => startProxy({ partners: [partner] }))
      await page.goto(site.origin)
      const frame = page.frameLocator('#documents iframe')
      const wizard = new UploadWizard(frame)
      await wizard.register(licence)
      await wizard.chooseFile(testFiles.pngNamedJpg())
      const held = new Promise<void>((resolve) => {
        let attempts = 0
        const hold = async (route: Route) => {
          attempts += 1
          if (attempts === 1) await route.abort('connectionreset')
          else resolve()
        }
        void page.route('**/document/upload/*', hold)
      })
      await wizard.submit()
      await held
      await wizard.cancelUpload()
      await expect(frame.getByText(words.file.cancelled).first()).toBeVisible()
      await page.unroute('**/document/upload/*')
      const { documentId, sha256 } = await wizard.upload()
      await wizard.done()
      await expect
        .poll(() => page.evaluate(() => (window as unknown as { told: unknown[] }).told))
        .toContainEqual(expect.objectContaining({ type: 'completed', documentIds: [documentId] }))
      expect(await sandbox.documents()).toMatchObject([{ id: documentId, uploadStatus: true, sha256 }])
      await page.goto('about:blank')
      await site.close()
    },
  )
}
