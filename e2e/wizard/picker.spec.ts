import { mkdir, writeFile } from 'node:fs/promises'
import { type Locator, type Page, type TestInfo } from 'playwright/test'
import sharp from 'sharp'
import { identifyFormat } from '../../src/contract/image/file-format.ts'
import { acceptedFiles, defaultMaxFileBytes } from '../../src/contract/file.ts'
import { type TestFile, testFiles, type UploadWizard } from '../../src/testkit/testkit.ts'
import { en as words } from '../../src/wizard/words/en.ts'
import { licence } from '../support/documents.ts'
import { openFile } from '../support/link-sender.ts'
import { darkPhoto, photo } from '../support/images/photos.ts'
import { holdBack, holdDecoding, holdWorker } from '../support/page/hold-back.ts'
import { expect, sharedPageTest as test } from '../support/wizard-test.ts'
import { sha256Of } from '../../src/testing/sha256-of.ts'

test('the picker offers JPG and PNG alone, and one file', async ({ page, wizardAtFile: _opened }) => {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByLabel(words.file.choose).click(),
  ])
  expect(chooser.isMultiple()).toBe(false)
  expect(await chooser.element().getAttribute('accept')).toBe(acceptedFiles)
  expect(acceptedFiles.split(',')).toEqual(['image/jpeg', 'image/png', '.jpg', '.jpeg', '.png'])
  // This browser has no control for a camera.
  await expect(page.locator('input[type="file"]')).toHaveCount(1)
  await expect(page.getByText(words.file.takePhoto)).toHaveCount(0)
  await expect(page.getByText(words.file.hint(defaultMaxFileBytes))).toBeVisible()
})

const { refused, problems } = words.file
const { goodJpg, goodPng, truncatedJpg, truncatedPng, gif, ...others } = testFiles

/** Files that are refused, with what is said of them. */
const wrongFiles: Readonly<Record<string, readonly [TestFile, string]>> = {
  pdf: [others.pdf(), refused.pdf],
  heic: [others.heicHeader(), refused.heic],
  brokenGif: [{ ...gif(), buffer: gif().buffer.subarray(0, 13) }, refused.gif],
  svg: [others.svg(), refused.svg],
  html: [others.html(), refused.html],
  zip: [others.zip(), refused.zip],
  cgbi: [{ ...goodPng(), buffer: cgbiOf(goodPng().buffer) }, refused.cgbi],
  empty: [others.empty(), refused.empty],
  text: [{ ...others.pdf(), buffer: Buffer.from('Dear Sir or Madam') }, refused.text],
  unknown: [{ ...others.pdf(), buffer: Buffer.from([1, 2, 3, 4]) }, refused.unknown],
  truncatedJpg: [truncatedJpg(), problems.damaged('JPG')],
  truncatedPng: [truncatedPng(), problems.damaged('PNG')],
}

/** As Apple's developer tools make it: a PNG but for its first chunk. */
function cgbiOf(png: Buffer): Buffer {
  const chunk = Buffer.from('\0\0\0\u0004CgBI\0\0\0\0\0\0\0\0', 'latin1')
  return Buffer.concat([png.subarray(0, 8), chunk, png.subarray(8)])
}

for (const [kinds, tag] of [
  // Of another format, of no browser's format, of none, and damaged.
  [['pdf', 'cgbi', 'empty', 'truncatedPng'], undefined],
  [Object.keys(wrongFiles), '@wide'],
] as const) {
  test(
    `a file that is neither, set past the picker, is named by its bytes and never sent: ${kinds.length} kinds`,
    { tag: tag ?? [] },
    async ({ wizardAtFile: wizard, sandbox }) => {
      for (const kind of kinds) {
        const [file, text] = wrongFiles[kind] ?? [goodJpg(), '']
        await wizard.chooseFile({ ...file, name: 'photo.jpg', mimeType: 'image/jpeg' })
        await expect(wizard.problem().getByRole('listitem')).toHaveText([text])
        await expect(wizard.problem()).toBeFocused()
        await wizard.submit()
        await expect(wizard.form('file')).toBeVisible()
      }
      expect((await sandbox.requests()).filter(({ path }) => path.includes('/upload/'))).toEqual([])

      await wizard.chooseFile(goodJpg())
      await wizard.upload()
      expect(await sandbox.documents()).toMatchObject([{ sha256: sha256Of(goodJpg().buffer) }])
    },
  )
}

test(
  'a whole JPG that lacks its last two bytes is saved again, and the person is asked to look',
  {
    tag: '@wide',
  },
  async ({ wizardAtFile: wizard, sandbox, page }) => {
    const { goodJpg } = testFiles
    await wizard.chooseFile({ ...goodJpg(), buffer: goodJpg().buffer.subarray(0, -2) })
    await expect(page.getByText(words.file.changes.completed)).toBeVisible()
    await expect(page.getByText(words.file.warnings.endMissing)).toBeVisible()
    const { documentId } = await wizard.upload()
    expect((await sandbox.file(documentId)).subarray(-2)).toEqual(Buffer.of(0xff, 0xd9))
  },
)

test(
  'a JPG that was cut and got its end back can be sent, and the person is asked to look',
  {
    tag: '@wide',
  },
  async ({ wizardAtFile: wizard, sandbox, page }) => {
    const cut = Buffer.concat([testFiles.goodJpg().buffer.subarray(0, -60), Buffer.of(0xff, 0xd9)])
    await wizard.chooseFile({ ...testFiles.goodJpg(), buffer: cut })
    await expect(page.getByText(words.file.warnings.incomplete)).toBeVisible()
    await expect(page.getByText(words.file.unchanged)).toBeVisible()
    const { documentId } = await wizard.upload()
    expect(await sandbox.file(documentId)).toEqual(cut)
  },
)

test('a JPG that the browser can’t open is shown as such, and can be sent', async ({
  wizardAtFile: wizard,
  sandbox,
  page,
}) => {
  // Lossless: it is whole, and no browser decodes it.
  const lossless = Buffer.from(
    'ffd8 ffc3 000b 08 0300 0400 01 011100 ffda 0008 01 0100 010000 1f ffd9'.replaceAll(' ', ''),
    'hex',
  )
  await wizard.chooseFile({ name: 'scan.jpg', mimeType: 'image/jpeg', buffer: lossless })
  await expect(page.getByText(words.file.noPreview)).toBeVisible()
  await expect(page.locator('.notice').getByRole('listitem')).toHaveText([words.file.warnings.notShown])
  await expect(page.getByText('it can be sent')).toHaveCount(0)
  const { documentId } = await wizard.upload()
  expect(await sandbox.file(documentId)).toEqual(lossless)
})

const converted = [
  ['a PNG called .jpg', testFiles.pngNamedJpg()],
  ['a GIF', testFiles.gif()],
] as const
for (const [title, file] of converted) {
  test(
    `${title} is converted, and the person is told`,
    { tag: '@wide' },
    async ({ wizardAtFile: wizard, sandbox, page }) => {
      await wizard.chooseFile(file)
      await expect(wizard.preview()).toBeVisible()
      await expect(page.getByText(words.file.changes.converted)).toBeVisible()
      const { documentId, sha256 } = await wizard.upload()
      const arrived = await sandbox.file(documentId)
      expect(identifyFormat(arrived)).toBe('jpeg')
      expect(sha256Of(arrived)).toBe(sha256)
    },
  )
}

for (const [title, maxFileBytes] of [
  ['the usual limit', defaultMaxFileBytes],
  ['a limit of the proxy’s own', 20_000],
] as const) {
  test(
    `a picture above ${title} is made smaller, and the person is told`,
    // Ten megabytes take seconds on their way to the browser.
    { tag: maxFileBytes === defaultMaxFileBytes ? '@wide' : [] },
    async ({ page, sandbox, startProxy }) => {
      const { origin } = await startProxy({ maxFileBytes })
      const wizard = await openFile(page, origin, licence)
      await wizard.chooseFile(testFiles.oversizedJpg(maxFileBytes))
      await expect(page.getByText(words.file.changes.recompressed)).toBeVisible()
      const { documentId } = await wizard.upload()
      const arrived = await sandbox.file(documentId)
      expect(arrived.length).toBeLessThanOrEqual(maxFileBytes)
      expect(identifyFormat(arrived)).toBe('jpeg')
    },
  )
}

test(
  'a picture of exactly the limit goes up byte for byte',
  { tag: '@wide' },
  async ({ wizardAtFile: wizard, sandbox }) => {
    const file = testFiles.jpgOfSize(defaultMaxFileBytes)
    await wizard.chooseFile(file)
    const { sha256 } = await wizard.upload()
    expect(sha256).toBe(sha256Of(file.buffer))
    expect(await sandbox.documents()).toMatchObject([{ size: defaultMaxFileBytes, sha256 }])
  },
)

test('a chosen file can be removed, and the same file chosen again', async ({
  wizardAtFile: wizard,
  sandbox,
  page,
}) => {
  const pick = async (button: string) => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByLabel(button).click()])
    // The input has been emptied, so it changes. Browsers fire no event for a file that it already holds.
    expect(await chooser.element().inputValue()).toBe('')
    await chooser.setFiles(testFiles.goodJpg())
    await expect(wizard.preview()).toBeVisible()
  }
  await pick(words.file.choose)
  await page.getByRole('button', { name: words.file.remove }).click()
  await expect(wizard.preview()).toBeHidden()
  await wizard.submit()
  await expect(wizard.problem().getByRole('listitem')).toHaveText([words.file.missing])

  await pick(words.file.choose)
  await expect(wizard.problem()).toHaveCount(0)
  await pick(words.file.chooseAnother)
  const { sha256 } = await wizard.upload()
  expect(await sandbox.documents()).toMatchObject([{ sha256 }])
})

test('nothing moves away from under the finger when the picture becomes ready', async ({
  wizardAtFile: wizard,
  page,
}) => {
  const worker = await holdWorker(page)
  await page.reload()
  await wizard.chooseFile(await photo())
  await expect(page.getByText(words.file.preparing).first()).toBeVisible()
  const before = await placesOfButtons(page)
  await worker.comes()
  await expect(wizard.preview()).toHaveJSProperty('complete', true)
  await expect(page.getByText(words.file.unchanged)).toBeVisible()
  expect(await placesOfButtons(page)).toEqual(before)
})

async function isCovered(control: Locator): Promise<boolean> {
  return control.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect()
    return !element.parentElement?.contains(document.elementFromPoint(x + width / 2, y + height - 2))
  })
}

async function placesOfButtons(page: Page): Promise<readonly string[]> {
  return page
    .locator('form')
    .getByRole('button')
    .evaluateAll((all) =>
      all.map((button) => `${button.textContent} ${String(button.getBoundingClientRect().y)}`),
    )
}

test.describe('A picture that has yet to be looked at', () => {
  const chooseDarkPhoto = async (page: Page, wizard: UploadWizard) => {
    const decoding = await holdDecoding(page)
    await page.reload()
    await wizard.chooseFile(await darkPhoto())
    await expect(page.getByText(words.file.unchanged)).toBeVisible()
    return decoding
  }
  const dark = (page: Page) => page.getByText(words.file.warnings.dark)

  for (const [width, height] of [
    [1280, 720],
    [360, 640],
  ] as const) {
    test(`makes room for the warnings, and nothing else moves: at ${width} × ${height}`, async ({
      wizardAtFile: wizard,
      page,
    }) => {
      await page.setViewportSize({ width, height })
      const decoding = await chooseDarkPhoto(page, wizard)
      const before = await placesOfButtons(page)
      await decoding.goesOn()
      await expect(dark(page)).toBeVisible()
      await expect(page.getByText(words.file.warnings.small)).toBeVisible()
      expect(await placesOfButtons(page)).toEqual(before)

      // Large enough to be judged, beside Upload.
      const { height: ofPicture } = (await page.locator('.preview-frame').boundingBox()) ?? { height: 0 }
      expect(ofPicture).toBeGreaterThanOrEqual(120)
      await expect(wizard.preview()).toBeInViewport({ ratio: 1 })
      const upload = wizard.form('file').locator('button[type="submit"]')
      await expect(upload).toBeInViewport({ ratio: 1 })

      // Nothing that has the focus is covered.
      const atFocus = page.locator(':focus-visible')
      await page.getByRole('heading', { level: 1 }).focus()
      for (const name of ['rotateFile', 'zoomFile', 'removeFile', 'file']) {
        await page.keyboard.press('Tab')
        await expect(atFocus).toHaveAttribute('name', name)
        expect(await isCovered(atFocus), name).toBe(false)
      }

      // A second press hits Upload too, though Cancel has come.
      const answer = await holdBack(page, '**/upload/*')
      await page.evaluate(() => window.scrollTo(0, 0))
      const place = await upload.boundingBox()
      await upload.dblclick()
      await expect(page.getByRole('progressbar')).toBeInViewport({ ratio: 1 })
      await expect(page.getByRole('button', { name: words.file.cancel })).toBeInViewport({ ratio: 1 })
      expect(await upload.boundingBox()).toMatchObject({ y: place?.y, height: place?.height })
      await answer()
      await wizard.receipt()
    })
  }

  test('is sent when Upload is pressed, and the receipt tells what is found in it', async ({
    wizardAtFile: wizard,
    page,
  }) => {
    const decoding = await chooseDarkPhoto(page, wizard)
    await wizard.submit()
    await wizard.receipt()
    await expect(page.getByText(words.file.warningTitle)).toBeHidden()
    await decoding.goesOn()
    await expect(dark(page)).toBeVisible()
    await expect(page.getByText(words.receipt.warningAdvice)).toBeVisible()
  })

  test(
    'is not looked at any more once another is chosen, and that has no warnings',
    { tag: '@wide' },
    async ({ wizardAtFile: wizard, page }) => {
      const decoding = await chooseDarkPhoto(page, wizard)
      await wizard.chooseFile({ ...(await photo()), name: 'other.jpg' })
      await expect(page.getByText('other.jpg')).toBeVisible()
      await decoding.goesOn()
      await wizard.upload()
      await expect(page.getByText(words.file.warningTitle)).toBeHidden()
    },
  )
})

test(
  'another file takes the first one’s place',
  { tag: '@wide' },
  async ({ wizardAtFile: wizard, sandbox }) => {
    await wizard.chooseFile(testFiles.jpgOfSize(5000))
    await expect(wizard.preview()).toBeVisible()
    await wizard.chooseFile(testFiles.jpgOfSize(6000))
    await wizard.upload()
    expect(await sandbox.documents()).toMatchObject([{ size: 6000 }])
  },
)

test('a picture may be rotated, and goes up as it is shown', async ({
  wizardAtFile: wizard,
  sandbox,
  page,
}) => {
  await wizard.chooseFile(testFiles.goodJpg())
  await expect(wizard.preview()).toHaveJSProperty('naturalWidth', 64)
  await wizard.rotateFile()
  await expect(page.getByText(words.file.changes.rotated)).toBeVisible()
  await expect(wizard.preview()).toHaveJSProperty('naturalWidth', 40)
  // Pressed twice before the first turn is made, it is turned twice.
  await page.locator('button[name="rotateFile"]').dblclick()
  await expect(page.locator('.preview[aria-busy="false"]')).toBeVisible()
  await expect(wizard.preview()).toHaveJSProperty('naturalWidth', 40)
  const { documentId, sha256 } = await wizard.upload()
  expect(sha256Of(await sandbox.file(documentId))).toBe(sha256)
})

test(
  'a picture too large to be turned stays as it is, and can be sent once the person has been told',
  {
    // As where turning is blocked, in failures.spec.ts.
    tag: '@wide',
  },
  async ({ wizardAtFile: wizard, sandbox }) => {
    const large = sharp({ create: { width: 9000, height: 6000, channels: 3, background: '#ddd' } })
    const buffer = await large.jpeg({ quality: 50 }).toBuffer()
    await wizard.chooseFile({ name: 'scan.jpg', mimeType: 'image/jpeg', buffer })
    await expect(wizard.preview()).toBeVisible()
    await wizard.rotateFile()
    await expect(wizard.problem()).toContainText(words.file.unturnable)
    await expect(wizard.preview()).toBeVisible()
    await wizard.upload()
    expect(await sandbox.documents()).toMatchObject([{ sha256: sha256Of(buffer) }])
  },
)

/** Drags files over the middle of an element and lets them go at once, as the browser's own window would. */
async function drop(target: Locator, files: readonly TestFile[], testInfo: TestInfo): Promise<void> {
  const paths = files.map(({ name }) => testInfo.outputPath(name))
  for (const [index, { buffer }] of files.entries()) await writeFile(paths[index] ?? '', buffer)
  await target.scrollIntoViewIfNeeded()
  const box = (await target.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  const browser = await target.page().context().newCDPSession(target.page())
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    const data = { items: [], files: paths, dragOperationsMask: 1 }
    await browser.send('Input.dispatchDragEvent', { type, ...at, data })
  }
}

test.describe('a file can be dropped', () => {
  for (const place of ['on the zone', 'beside it']) {
    test(
      place,
      { tag: place === 'beside it' ? [] : '@wide' },
      async ({ wizardAtFile: wizard, sandbox, page }, testInfo) => {
        const zone = page.getByText(words.file.drop)
        await drop(
          place === 'on the zone' ? zone : page.getByRole('heading').first(),
          [testFiles.goodJpg()],
          testInfo,
        )
        await expect(wizard.preview()).toBeVisible()
        await wizard.upload()
        expect(await sandbox.documents()).toMatchObject([{ sha256: sha256Of(testFiles.goodJpg().buffer) }])
      },
    )
  }

  test('but not several at once', async ({ wizardAtFile: wizard, page }, testInfo) => {
    const files = [testFiles.goodJpg(), testFiles.goodPng()]
    await drop(page.getByText(words.file.drop), files, testInfo)
    await expect(wizard.problem().getByRole('listitem')).toHaveText([words.file.notOneFile.several])
  })
})

/** Drags what isn't made of files on this device over the middle of the page, and lets it go. */
async function dropData(
  page: Page,
  items: readonly { mimeType: string; data: string }[],
  files: readonly string[] = [],
) {
  const browser = await page.context().newCDPSession(page)
  const box = (await page.getByRole('heading').first().boundingBox()) ?? { x: 0, y: 0 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    const data = { items: [...items], files: [...files], dragOperationsMask: 1 }
    await browser.send('Input.dispatchDragEvent', { type, x: box.x + 5, y: box.y + 5, data })
  }
}

const pictureOfAnotherPage = [{ mimeType: 'text/uri-list', data: 'https://pictures.example/photo.jpg' }]

test.describe('a drop that holds no file', () => {
  test('is called a folder where it is one', async ({ wizardAtFile: wizard, page }, testInfo) => {
    const folder = testInfo.outputPath('Scans')
    await mkdir(folder, { recursive: true })
    await dropData(page, [], [folder])
    await expect(wizard.problem().getByRole('listitem')).toHaveText([words.file.notOneFile.folder])
  })

  test('is called a link, opens nothing, and leaves a picture that is there', async ({
    wizardAtFile: wizard,
    page,
    context,
    sandbox,
  }) => {
    await dropData(page, pictureOfAnotherPage)
    await expect(wizard.problem().getByRole('listitem')).toHaveText([words.file.notOneFile.none])
    await wizard.chooseFile(testFiles.goodJpg())
    await expect(wizard.preview()).toBeVisible()
    await expect(wizard.problem()).toHaveCount(0)
    await dropData(page, pictureOfAnotherPage)
    await expect(wizard.problem().getByRole('listitem')).toHaveText([words.file.notOneFile.none])
    await expect(wizard.preview()).toBeVisible()
    expect(context.pages()).toHaveLength(1)
    await wizard.upload()
    expect(await sandbox.documents()).toMatchObject([{ sha256: sha256Of(testFiles.goodJpg().buffer) }])
  })
})
