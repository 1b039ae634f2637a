import { type Locator, type Page } from 'playwright/test'
import { testFiles, type UploadWizard } from '../../src/testkit/testkit.ts'
import { en as words } from '../../src/wizard/words/en.ts'
import { holdWorker } from '../support/page/hold-back.ts'
import { expect, test } from '../support/wizard-test.ts'

interface Hand {
  press: () => Promise<void>
  move: (downPx: number) => Promise<void>
  release: () => Promise<void>
}

async function middleOf(control: Locator): Promise<{ x: number; y: number }> {
  await control.scrollIntoViewIfNeeded()
  const box = await control.boundingBox()
  if (!box) throw new Error('What is to be pressed is not in the page.')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

const hands = {
  async mouse(page: Page, control: Locator): Promise<Hand> {
    const { x, y } = await middleOf(control)
    await page.mouse.move(x, y)
    return {
      press: () => page.mouse.down(),
      move: (downPx) => page.mouse.move(x, y + downPx),
      release: () => page.mouse.up(),
    }
  },
  async finger(page: Page, control: Locator): Promise<Hand> {
    const at = await middleOf(control)
    const browser = await page.context().newCDPSession(page)
    const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', downPx = 0) => {
      const touchPoints = type === 'touchEnd' ? [] : [{ x: at.x, y: at.y + downPx }]
      await browser.send('Input.dispatchTouchEvent', { type, touchPoints })
    }
    return {
      press: () => touch('touchStart'),
      move: (downPx) => touch('touchMove', downPx),
      release: () => touch('touchEnd'),
    }
  },
}

/** Holds Upload down until the picture is ready: what is said of it moves the buttons away by more than their height. */
async function holdUploadDown(page: Page, wizard: UploadWizard, hand: keyof typeof hands): Promise<Hand> {
  const worker = await holdWorker(page)
  await page.reload()
  await wizard.chooseFile(testFiles.pngNamedJpg())
  const upload = wizard.form('file').getByRole('button', { name: words.file.upload })
  const { press, ...rest } = await hands[hand](page, upload)
  const before = await upload.boundingBox()
  await press()
  await worker.comes()
  await expect(page.getByText(words.file.warningTitle)).toBeVisible()
  const after = await upload.boundingBox()
  expect((after?.y ?? 0) - (before?.y ?? 0)).toBeGreaterThan(before?.height ?? 0)
  return { press, ...rest }
}

// So narrow that the picture alone can’t make room for what is said of it, and so low that Upload doesn’t stay on the screen.
test.use({ hasTouch: true, viewport: { width: 280, height: 440 } })

for (const hand of ['mouse', 'finger'] as const) {
  const tag = hand === 'finger' ? [] : '@wide'
  test(
    `a press on Upload counts although the button moves away meanwhile, by ${hand}`,
    { tag },
    async ({ page, wizardAtFile: wizard, sandbox }) => {
      const documentId = await wizard.documentId()
      const { release } = await holdUploadDown(page, wizard, hand)
      await release()
      expect((await wizard.receipt()).documentId).toBe(documentId)
      expect(await sandbox.documents()).toMatchObject([{ id: documentId, uploadStatus: true }])
    },
  )
}

test('a press is taken back by moving off the button, wherever that is now', async ({
  page,
  wizardAtFile: wizard,
}) => {
  const { move, release } = await holdUploadDown(page, wizard, 'mouse')
  await move(-100)
  await release()
  const upload = wizard.form('file').getByRole('button', { name: words.file.upload })
  await expect(upload).not.toHaveAttribute('aria-disabled')
  await upload.click()
  await wizard.receipt()
})

test('nothing moves while errors are being mended', async ({ page, wizard }) => {
  const next = page.getByRole('button', { name: words.continue })
  const topOfNext = () => next.evaluate((button) => button.getBoundingClientRect().y + window.scrollY)
  const expectStill = async (change: () => Promise<void>) => {
    const error = wizard.form().locator('.field-error').first()
    await wizard.submit()
    await expect(error).toBeVisible()
    const before = await topOfNext()
    await change()
    await expect(error).toBeHidden()
    expect(await topOfNext()).toBe(before)
  }
  await expectStill(() => wizard.fill({ workflow: 'PERSONAL' }))
  await wizard.submit()
  await wizard.form('type').waitFor()
  await expectStill(() => wizard.fill({ type: 'license' }))
  await wizard.submit()
  await wizard.form('details').waitFor()
  await wizard.fill({ name: '' })
  await expectStill(() => wizard.fill({ name: 'Licence' }))
  await expect(wizard.field('name')).toHaveAccessibleDescription(
    `${words.details.nameHint} ${words.details.charactersLeft(43)}`,
  )
  await wizard.submit()
  await wizard.form('file').waitFor()
})
