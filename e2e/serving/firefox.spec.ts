import { writeFile } from 'node:fs/promises'
import { launch } from 'puppeteer-core'
import { testFiles } from '../../src/testkit/testkit.ts'
import { sha256Of } from '../../src/testing/sha256-of.ts'
import { expect, test } from '../support/wizard-test.ts'

test('a driver’s licence is uploaded in Firefox, and its receipt is shown', async ({
  runningProxy,
  sandbox,
}, info) => {
  const { buffer } = testFiles.goodJpg()
  const file = info.outputPath('photo.jpg')
  await writeFile(file, buffer)
  const browser = await launch({ browser: 'firefox', executablePath: '/usr/bin/firefox-esr' })
  try {
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (['error', 'warn'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(runningProxy.origin)
    const go = async (step: string, answer: string, value?: string) => {
      const field = page.locator(`form[data-step="${step}"] ${answer}`)
      await (value === undefined ? field.click() : field.fill(value))
      await page.locator(`form[data-step="${step}"] button[type=submit]`).click()
    }
    await go('workflow', 'input[value="PERSONAL"]')
    await go('type', 'input[value="license"]')
    await go('details', 'input[name="name"]', 'Licence of Ana Silva')
    const chooser = await page.waitForSelector('form[data-step="file"] input[type=file]')
    await (chooser as unknown as { uploadFile: (path: string) => Promise<void> }).uploadFile(file)
    await page.locator('.preview img').wait()
    await page.locator('form[data-step="file"] button[type=submit]').click()
    await page.locator('form[data-step="receipt"]').wait()
    expect(complaints).toEqual([])
    expect(await sandbox.documents()).toMatchObject([
      { type: 'license', uploadStatus: true, sha256: sha256Of(buffer) },
    ])
  } finally {
    await browser.close()
  }
})
