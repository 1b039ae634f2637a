import { type Page } from 'playwright/test'
import { type GenerateRequest } from '../../src/contract/document/document.ts'
import { acceptedFiles } from '../../src/contract/file.ts'
import { testFiles } from '../../src/testkit/testkit.ts'
import { en as words } from '../../src/wizard/words/en.ts'
import { darkPhoto } from '../support/images/photos.ts'
import { expect, sharedContextTest as test, test as ownContextTest } from '../support/wizard-test.ts'

const request: GenerateRequest = { workflow: 'PERSONAL', type: 'license', name: 'Licence', extension: 'jpg' }

test('offers to choose and to photograph where the browser has one', async ({ page, sandbox, wizard }) => {
  await giveCamera(page)
  const documentId = await wizard.register(request)
  const choose = page.locator('input[name="file"]')
  const photograph = page.locator('input[name="photo"]')
  await expect(choose).toHaveAttribute('accept', acceptedFiles)
  await expect(choose).not.toHaveAttribute('capture')
  await expect(photograph).toHaveAttribute('accept', acceptedFiles)
  await expect(photograph).toHaveAttribute('capture', 'environment')
  await expect(page.locator('input[type="file"] + label')).toHaveText([
    words.file.takePhoto,
    words.file.choose,
  ])

  await photograph.setInputFiles(testFiles.goodJpg())
  await wizard.upload()
  expect(await sandbox.documents()).toMatchObject([{ id: documentId, uploadStatus: true }])
})

test('never leaves the page for what is dropped where nothing takes it, except for text in its field', async ({
  wizard,
  page,
}) => {
  await wizard.answerWorkflow('PERSONAL')
  const isTaken = await page.evaluate(() => {
    const file = () => {
      const data = new DataTransfer()
      data.items.add(new File(['x'], 'photo.jpg', { type: 'image/jpeg' }))
      return data
    }
    const link = () => {
      const data = new DataTransfer()
      data.setData('text/uri-list', 'https://pictures.example/photo.jpg')
      return data
    }
    const take = (type: string, dataTransfer: DataTransfer, target: Element | null = document.body) =>
      !target?.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }))
    return {
      file: [take('dragover', file()), take('drop', file())],
      link: take('drop', link()),
      linkInSearch: take('drop', link(), document.querySelector('input[type="search"]')),
    }
  })
  expect(isTaken).toEqual({ file: [true, true], link: true, linkInSearch: false })
})

for (const locale of ['en', 'fr-CA']) {
  ownContextTest.describe(`on a phone, in “${locale}”`, () => {
    ownContextTest.use({ locale, viewport: { width: 390, height: 844 } })

    ownContextTest(
      'one screen holds the camera with what to photograph, and then the picture with Upload',
      // French takes more room.
      { tag: locale === 'fr-CA' ? [] : '@wide' },
      async ({ page, wizardAtFile: wizard }) => {
        await giveCamera(page)
        const upload = wizard.form('file').locator('button[type="submit"]')
        await expect(page.locator('input[name="photo"] + label')).toBeInViewport({ ratio: 1 })
        await expect(page.locator('.guidance')).toBeInViewport({ ratio: 1 })
        await wizard.chooseFile(await darkPhoto())
        await expect(page.locator('.picture-warnings li')).toHaveCount(2)
        await expect(wizard.preview()).toBeInViewport({ ratio: 1 })
        await expect(upload).toBeInViewport({ ratio: 1 })
        expect(await page.evaluate(() => window.scrollY)).toBe(0)
        // Large enough to be seen, beside two warnings.
        const { height } = (await wizard.preview().boundingBox()) ?? { height: 0 }
        expect(height).toBeGreaterThanOrEqual(140)
      },
    )
  })
}

/** What tells a phone's browser from a desktop's: `capture` is a property of its file inputs. */
async function giveCamera(page: Page): Promise<void> {
  await page.addInitScript(() => Object.defineProperty(HTMLInputElement.prototype, 'capture', { value: '' }))
  await page.reload()
}
