import { identifyFormat } from '../../src/contract/image/file-format.ts'
import { testFiles } from '../../src/testkit/testkit.ts'
import { en as words } from '../../src/wizard/words/en.ts'
import { expect, sharedContextTest as test } from '../support/wizard-test.ts'

test.beforeEach(async ({ context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
})

test('a screenshot can be pasted, and the person is told where what they paste is no picture', async ({
  wizardAtFile: wizard,
  sandbox,
  page,
}) => {
  await page.evaluate(() => navigator.clipboard.writeText('https://pictures.example/photo.jpg'))
  await page.keyboard.press('ControlOrMeta+V')
  await expect(wizard.problem().getByRole('listitem')).toHaveText([words.file.notOneFile.none])

  await page.evaluate(async (bytes) => {
    const blob = new Blob([Uint8Array.from(bytes)], { type: 'image/png' })
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })])
  }, Array.from(testFiles.goodPng().buffer))
  await page.keyboard.press('ControlOrMeta+V')
  await expect(wizard.preview()).toHaveJSProperty('naturalWidth', 320)
  const { documentId } = await wizard.upload()
  expect(identifyFormat(await sandbox.file(documentId))).toBe('jpeg')
})
