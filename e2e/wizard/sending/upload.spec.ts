import { join } from 'node:path'
import { type GenerateRequest } from '../../../src/contract/document/document.ts'
import { photographFolder } from '../../../src/image/testing/photographs.ts'
import { testFiles, type WizardStep } from '../../../src/testkit/testkit.ts'
import { en as words } from '../../../src/wizard/words/en.ts'
import { fr } from '../../../src/wizard/words/fr.ts'
import { frDetailProblems } from '../../../src/wizard/words/fr/detail-problems.ts'
import { frRejections } from '../../../src/wizard/words/fr/rejections.ts'
import { licence } from '../../support/documents.ts'
import { expect, sharedContextTest as test, test as ownContextTest } from '../../support/wizard-test.ts'
import { sha256Of } from '../../../src/testing/sha256-of.ts'

const journeys = [
  ['a person’s JPG', testFiles.goodJpg(), { workflow: 'PERSONAL', type: 'license', extension: 'jpg' }],
  ['a person’s PNG', testFiles.goodPng(), { workflow: 'PERSONAL', type: 'passport', extension: 'png' }],
  ['a business’s JPG', testFiles.goodJpg(), { workflow: 'BUSINESS', type: '1120', extension: 'jpg' }],
  ['a business’s PNG', testFiles.goodPng(), { workflow: 'BUSINESS', type: 'contract', extension: 'png' }],
] as const

for (const [index, [whose, file, answers]] of journeys.entries()) {
  // What a business's PNG is sent with shows in validation.spec.ts as well, and its picture in accessibility.spec.ts.
  const tag = index === 0 ? [] : '@wide'
  test(
    `uploads ${whose} byte for byte, and shows its receipt`,
    { tag },
    async ({ wizard, sandbox, page }) => {
      const request: GenerateRequest = { ...answers, name: 'Paper of Ana Silva', note: 'The long way round' }
      const documentId = await wizard.register(request)
      await wizard.chooseFile(file)
      const receipt = await wizard.upload()

      const sha256 = sha256Of(file.buffer)
      expect(receipt).toEqual({ documentId, sha256 })
      expect(await sandbox.documents()).toMatchObject([
        { ...request, id: documentId, uploadStatus: true, size: file.buffer.length, sha256 },
      ])
      expect(await sandbox.file(documentId)).toEqual(file.buffer)

      await expect(page.getByRole('heading', { name: words.receipt.title })).toBeFocused()
      await expect(page.getByText(words.type.names[answers.type])).toBeVisible()
      await expect(page.getByText(words.receipt.lead)).toBeVisible()
      await expect(page.getByText(documentId)).toBeHidden()
      const picture = wizard.form('receipt').locator('img')
      await expect
        .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
        .toBeGreaterThan(0)
      await page.reload()
      await expect(wizard.form('receipt').locator('svg')).toBeVisible()
      await expect(picture).toHaveCount(0)
    },
  )
}

test('a licence takes seven taps, its other side three, no typing and at most 250 words', async ({
  wizard,
  page,
  sandbox,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const counts = await page.evaluateHandle(countTaps)
  const read = new Set<string>()
  let wordsRead = 0
  /** What the person has read on a step before, they don't read again. */
  const readStep = async (step: WizardStep) => {
    await wizard.form(step).waitFor()
    const lines = await page.evaluate(visibleLines)
    const news = lines.filter((line) => !read.has(`${step} ${line}`))
    for (const line of news) read.add(`${step} ${line}`)
    wordsRead += news.join(' ').match(/[\p{L}\p{N}][\p{L}\p{N}’'.-]*/gu)?.length ?? 0
  }
  const choosePicture = async () => {
    const dialogue = page.waitForEvent('filechooser')
    await page.getByLabel(words.file.choose).click()
    await (await dialogue).setFiles(join(photographFolder, 'licence.jpg'))
    await wizard.preview().waitFor()
  }
  await readStep('workflow')
  await page.getByText(words.workflow.names.PERSONAL).click()
  await wizard.submit()
  await readStep('type')
  await page.getByText(words.type.names.license).click()
  await wizard.submit()
  await readStep('details')
  await wizard.submit()
  await readStep('file')
  await choosePicture()
  await readStep('file')
  await wizard.submit()
  await readStep('receipt')

  expect(await counts.jsonValue()).toEqual({ taps: 7, keys: 0 })
  expect(wordsRead).toBeGreaterThan(100)
  expect(wordsRead).toBeLessThanOrEqual(250)
  await page.getByText(words.receipt.otherSide).click()
  await wizard.form('file').waitFor()
  await choosePicture()
  await wizard.upload()
  expect(await counts.jsonValue()).toEqual({ taps: 10, keys: 0 })
  const [back, front] = await sandbox.documents()
  for (const document of [front, back])
    expect(document).toMatchObject({ workflow: 'PERSONAL', type: 'license', extension: 'jpg' })
  expect(front?.name).toMatch(/^Driver’s licence, [^(]+ \(front\)$/)
  expect(back?.name).toBe(front?.name.replace('front', 'back'))
})

/** Runs in the page. */
function countTaps() {
  const counts = { taps: 0, keys: 0 }
  document.addEventListener('pointerdown', () => (counts.taps += 1), true)
  document.addEventListener('keydown', () => (counts.keys += 1), true)
  return counts
}

/** Runs in the page. The texts that a person sees between the page's name and its foot. */
function visibleLines(): string[] {
  const texts = document.createTreeWalker(
    document.querySelector('main') ?? document.body,
    NodeFilter.SHOW_TEXT,
  )
  const lines: string[] = []
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode as Text
    const isSeen = parentElement?.checkVisibility({ visibilityProperty: true }) === true
    if (isSeen && !parentElement.closest('.visually-hidden')) lines.push(data.trim())
  }
  return lines.filter((line) => line !== '')
}

ownContextTest.describe('in another language', () => {
  ownContextTest.use({ locale: 'fr-CA' })
  ownContextTest(
    'everything is in French from the first question on, and the test kit finds its way and reads problems all the same',
    async ({ wizard, page }) => {
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(fr.workflow.title)
      await expect(page.locator('html')).toHaveAttribute('lang', 'fr-CA')
      await wizard.register(licence)
      await wizard.changeAnswers()
      await expect(wizard.answerDetails({ ...licence, name: '' })).rejects.toThrow(
        frDetailProblems.name.blank,
      )
      const documentId = await wizard.register(licence)
      await wizard.chooseFile(testFiles.pdf())
      await expect(wizard.problem()).toContainText(frRejections.refused.pdf)
      await wizard.chooseFile(testFiles.goodJpg())
      const receipt = await wizard.upload()
      expect(receipt).toEqual({ documentId, sha256: sha256Of(testFiles.goodJpg().buffer) })
      await expect(page.getByRole('heading', { name: fr.receipt.title })).toBeVisible()
      expect(await wizard.done()).toEqual([documentId])
    },
  )
})
