import { createHash } from 'node:crypto'
import { type GenerateRequest } from '../src/contract/document.ts'
import { testFiles } from '../src/testkit/testkit.ts'
import { en as words } from '../src/wizard/words/en.ts'
import { expect, test } from './wizard-test.ts'

const journeys = [
  ['a person’s JPG', testFiles.goodJpg(), { workflow: 'PERSONAL', type: 'license', extension: 'jpg' }],
  ['a person’s PNG', testFiles.goodPng(), { workflow: 'PERSONAL', type: 'passport', extension: 'png' }],
  ['a business’s JPG', testFiles.goodJpg(), { workflow: 'BUSINESS', type: '1120', extension: 'jpg' }],
  ['a business’s PNG', testFiles.goodPng(), { workflow: 'BUSINESS', type: 'contract', extension: 'png' }],
] as const

for (const [whose, file, answers] of journeys) {
  test(`uploads ${whose} byte for byte, and shows its receipt`, async ({ wizard, sandbox, page }) => {
    const request: GenerateRequest = { ...answers, name: 'Paper of Ana Silva', note: 'The long way round' }
    const documentId = await wizard.register(request)
    await wizard.chooseFile(file)
    const receipt = await wizard.upload()

    const sha256 = createHash('sha256').update(file.buffer).digest('hex')
    expect(receipt).toEqual({ documentId, sha256 })
    expect(await sandbox.documents()).toMatchObject([
      { ...request, id: documentId, uploadStatus: true, size: file.buffer.length, sha256 },
    ])
    expect(await sandbox.file(documentId)).toEqual(file.buffer)

    await expect(page.getByRole('heading', { name: words.receipt.title })).toBeFocused()
    await expect(page.getByText(words.type.names[answers.type])).toBeVisible()
    await expect(page.getByText(words.receipt.lead)).toBeVisible()
  })
}
