import { writeFile } from 'node:fs/promises'
import { testFiles } from '../../src/testkit/testkit.ts'
import { sha256Of } from '../../src/testing/sha256-of.ts'
import { en as words } from '../../src/wizard/words/en.ts'
import { expect, test } from '../support/wizard-test.ts'
import { startWebKit } from './webkit-driver.ts'

const jobs = [
  ['a JPG, as it is', testFiles.goodJpg(), 'jpg'],
  ['a PNG, which is converted', testFiles.goodPng(), 'jpg'],
] as const

for (const [what, { buffer, name }, extension] of jobs) {
  test(`a driver’s licence is uploaded in WebKit, and its receipt is shown: ${what}`, async ({
    runningProxy,
    sandbox,
  }, info) => {
    const file = info.outputPath(name)
    await writeFile(file, buffer)
    const browser = await startWebKit()
    try {
      await browser.open(`${runningProxy.origin}/`)
      await browser.run(`window.complaints = []
        for (const type of ['error', 'unhandledrejection'])
          addEventListener(type, ({ message, reason }) => complaints.push(message ?? String(reason)))
        for (const level of ['error', 'warn']) console[level] = (...said) => complaints.push(said.join(' '))`)
      const go = async (step: string, answer: string) => {
        await browser.find(`form[data-step="${step}"] h1`)
        await browser.click(`form[data-step="${step}"] ${answer}`)
        await browser.click(`form[data-step="${step}"] button[type=submit]`)
      }
      await go('workflow', 'input[value="PERSONAL"]')
      await go('type', 'input[value="license"]')
      await browser.type('form[data-step="details"] input[name="name"]', 'Licence of Ana Silva')
      await browser.click('form[data-step="details"] button[type=submit]')
      await browser.choose('form[data-step="file"] input[name=file]', file)
      await browser.find('.preview img')
      await browser.click('form[data-step="file"] button[type=submit]')
      await browser.find('form[data-step="receipt"] h1')
      expect(await browser.run('return document.querySelector("h1").textContent')).toBe(words.receipt.title)
      expect(await browser.run('return document.activeElement.textContent')).toBe(words.receipt.title)
      expect(await browser.run('return window.complaints')).toEqual([])
      const [document] = await sandbox.documents()
      expect(document).toMatchObject({
        name: 'Licence of Ana Silva',
        type: 'license',
        extension,
        uploadStatus: true,
      })
      if (name.endsWith(extension)) expect(document?.sha256).toBe(sha256Of(buffer))
    } finally {
      await browser.close()
    }
  })
}
