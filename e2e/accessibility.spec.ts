import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type AxeResults } from 'axe-core'
import { type Page } from 'playwright/test'
import { fault, testFiles } from '../src/testkit/testkit.ts'
import { en as words } from '../src/wizard/words/en.ts'
import { licence, sha256Of } from './documents.ts'
import { walk } from './walk.ts'
import { expect, test } from './wizard-test.ts'

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Every rule there is, those that are merely good practice among them. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(`window.axe ?? (() => { ${axeSource} })()`)
  const { violations } = await page.evaluate<AxeResults>('window.axe.run()')
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`on a phone, ${colorScheme}`, () => {
    test.use({ viewport: { width: 390, height: 844 }, colorScheme })
    test('axe finds nothing to mend on any page', async ({ page, wizard }) => {
      await walk(page, wizard, async (place) => {
        expect.soft(await violations(page), place).toEqual([])
      })
    })
  })
}

test('axe finds nothing to mend in a failure, and while a file is on its way', async ({
  page,
  wizard,
  complaints,
}) => {
  complaints.expectAnswer(502)
  const name = fault('generate-500', { once: true }) + fault('upload-slow')
  await expect(wizard.register({ ...licence, name })).rejects.toThrow(words.details.registerFailed)
  expect(await violations(page)).toEqual([])
  await wizard.submit()
  await wizard.chooseFile(testFiles.goodJpg())
  await wizard.submit()
  await expect(page.getByRole('status').getByText(words.file.confirming)).toBeVisible()
  expect(await violations(page)).toEqual([])
  await wizard.receipt()
})

test.describe('at 400% zoom', () => {
  test.use({ viewport: { width: 320, height: 256 } })
  test('no page has to be scrolled sideways', async ({ page, wizard }) => {
    await walk(page, wizard, async (place) => {
      const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement)
      expect.soft(scrollWidth, place).toBe(clientWidth)
    })
  })
})

test('everything can be done with the keyboard alone', async ({ page, wizard, sandbox }) => {
  const { keyboard } = page
  const file = testFiles.goodPng()
  /** Goes on with Tab to what has this name, as somebody does who sees where the focus is. */
  const tabTo = async (name: string) => {
    const focused = page.locator(':focus')
    for (let presses = 0; presses < 60; presses += 1) {
      await keyboard.press('Tab')
      if ((await focused.count()) > 0 && (await focused.ariaSnapshot()).includes(`"${name}`)) return
    }
    throw new Error(`Tab never came to “${name}”.`)
  }
  const press = async (name: string, key: string) => {
    await tabTo(name)
    await keyboard.press(key)
  }

  await press(words.workflow.names.PERSONAL, 'Space')
  await press(words.continue, 'Enter')
  await expect(page.getByRole('heading', { name: words.type.title })).toBeFocused()

  await tabTo(words.type.search)
  await keyboard.type('passp')
  // The only match is chosen by Enter, and the step is sent off from it.
  await keyboard.press('Enter')
  await tabTo(words.type.names.passport)
  await keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: words.details.title })).toBeFocused()

  await tabTo(words.details.name)
  await keyboard.type('Passport of Ana Silva')
  await tabTo(words.details.extensionNames.jpg)
  await keyboard.press('ArrowRight')
  await press(words.details.someoneElse, 'Space')
  await press(words.continue, 'Space')
  await expect(wizard.problem()).toBeFocused()
  await press(words.details.problems.email.missing, 'Enter')
  await keyboard.type('agent@bank.example')
  await keyboard.press('Enter')
  await expect(wizard.form('file')).toBeVisible()

  const chooser = page.waitForEvent('filechooser')
  await press(words.file.choose, 'Enter')
  await (await chooser).setFiles(file)
  await expect(wizard.preview()).toBeVisible()
  await press(words.file.upload, 'Enter')
  await expect(page.getByRole('heading', { name: words.receipt.title })).toBeFocused()
  await press(words.receipt.done, 'Enter')
  await expect(page.getByRole('heading', { name: words.finished.title })).toBeFocused()

  expect(await sandbox.documents()).toMatchObject([
    {
      workflow: 'PERSONAL',
      type: 'passport',
      name: 'Passport of Ana Silva',
      extension: 'png',
      note_author_agent_email: 'agent@bank.example',
      sha256: sha256Of(file.buffer),
    },
  ])
})
