import { type Page } from 'playwright/test'
import { type ErrorCode } from '../../src/contract/errors.ts'
import { type FileWarning } from '../../src/image/prepared-file.ts'
import { fault, testFiles, UploadWizard } from '../../src/testkit/testkit.ts'
import { en as words } from '../../src/wizard/words/en.ts'
import { violations } from '../support/page/axe.ts'
import { licence } from '../support/documents.ts'
import { cutBySpacing, excessWidth, smallTargets } from '../support/page/sight.ts'
import { openDetails } from '../support/link-sender.ts'
import { listen, titled } from '../support/page/voice.ts'
import { walk } from '../support/page/walk.ts'
import { holdWorker } from '../support/page/hold-back.ts'
import { startAnswerRelay } from '../support/ways/answer-relay.ts'
import { expect, sharedPageTest, test } from '../support/wizard-test.ts'
import { sha256Of } from '../../src/testing/sha256-of.ts'

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })
  test('axe finds nothing to mend on any page, light, dark or in forced colours, and a finger hits everything', async ({
    page,
    wizard,
  }) => {
    await walk(page, wizard, async (place) => {
      expect.soft(await violations(page), place).toEqual([])
      expect.soft(await smallTargets(page), place).toEqual([])
    })
  })

  test('axe finds nothing to mend while a picture is made ready, light or dark', async ({
    page,
    wizardAtFile: wizard,
  }) => {
    const worker = await holdWorker(page)
    await page.reload()
    await wizard.chooseFile(testFiles.goodJpg())
    await expect(page.locator('[aria-busy=true]').getByText(words.file.preparing)).toBeVisible()
    expect(await violations(page)).toEqual([])
    await worker.comes()
    await expect(wizard.preview()).toBeVisible()
  })
})

const toBeSent = ({ buffer }: { buffer: Buffer }, format: string, width: number, height: number) =>
  words.file.toBeSent(format, { bytes: buffer.length, width, height })

const toCheck = (...warnings: FileWarning[]) => {
  const { warningTitle, warningAdvice } = words.file
  return [warningTitle, ...warnings.map((warning) => words.file.warnings[warning]), warningAdvice].join(' ')
}

sharedPageTest(
  'a failure and a slow upload are told by one voice, and axe finds nothing to mend in them',
  async ({ page, runningProxy, complaints }) => {
    complaints.expectAnswer(502)
    const relay = await startAnswerRelay(runningProxy.origin)
    const wizard = await openDetails(page, relay.origin, licence)
    const voice = await listen(page)
    const name = fault('generate-500', { once: true })
    await expect(wizard.register({ ...licence, name })).rejects.toThrow(words.details.registerFailed)
    expect(await violations(page)).toEqual([])
    await wizard.submit()
    await wizard.chooseFile(testFiles.goodJpg())
    await expect(page.getByText(words.file.warningTitle)).toBeVisible()
    relay.set('hold')
    await wizard.submit()
    await expect(page.getByRole('status').getByText(words.file.confirming)).toBeVisible()
    expect(await violations(page)).toEqual([])
    relay.set('pass')
    await wizard.receipt()
    const told = (await voice.told()).map(([way, text]) => [way, text.replace(/[\da-f]{32}/, '')])
    await voice.stop()
    await relay.close()
    const title = words.file.title(name)
    const { title: failed, advice } = words.errors.upstreamFailed
    const problem = `${words.details.registerFailed} ${failed}. ${advice} ${words.requestId('')}`
    expect(told.filter(([, text]) => !text?.startsWith('textbox'))).toEqual([
      // Until the words for the error have come.
      ['perhaps', words.loading],
      titled(`${words.errorTitlePrefix}${words.details.title}`),
      ['focus', `group: ${problem}`],
      titled(words.details.title),
      ['focus', `heading: ${title}`],
      titled(title),
      ['polite', words.file.preparing],
      ['polite', `${toBeSent(testFiles.goodJpg(), 'JPG', 64, 40)} ${words.file.unchanged}`],
      ['polite', toCheck('small', 'bright')],
      ['polite', words.file.confirming],
      ['focus', `heading: ${words.receipt.title}`],
      titled(words.receipt.title),
    ])
  },
)

test.describe('at 400% zoom', () => {
  test.use({ viewport: { width: 320, height: 256 } })
  test('no page has to be scrolled sideways, nor is anything cut with wide spacing of text', async ({
    page,
    wizard,
  }) => {
    await walk(page, wizard, async (place) => {
      expect.soft(await excessWidth(page), place).toBe(0)
      expect.soft(await cutBySpacing(page), place).toEqual([])
    })
  })
})

/** Answers instead of the proxy, so that no page can be opened. */
async function refuseSession(page: Page, status: number, code: ErrorCode): Promise<void> {
  const json = { requestId: 'r-1', code, message: code }
  await page.route('**/api/sessions/guest', (route) => route.fulfill({ status, json }))
}

const pagesOfProblems = {
  linkUsed: (page: Page) => refuseSession(page, 403, 'linkUsed'),
  sessionExpired: (page: Page) => refuseSession(page, 401, 'sessionExpired'),
  internalError: (page: Page) => refuseSession(page, 500, 'internalError'),
  insecureContext: (page: Page) =>
    page.addInitScript(() => Object.defineProperty(window, 'isSecureContext', { value: false })),
} as const

for (const [code, bringAbout] of Object.entries(pagesOfProblems) as [
  keyof typeof pagesOfProblems,
  typeof pagesOfProblems.linkUsed,
][]) {
  const tag = code === 'linkUsed' ? [] : '@wide'
  test(
    `a page that shows nothing but a problem has a heading and a title of its own: ${code}`,
    { tag },
    async ({ page, complaints }) => {
      if (code !== 'insecureContext') complaints.expect('the server responded with a status of')
      await bringAbout(page)
      await page.goto('/')
      const { title } = words.errors[code]
      await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
      await expect(page).toHaveTitle(`${words.errorTitlePrefix}${title} – ${words.appName}`)
      expect(await violations(page)).toEqual([])
    },
  )
}

sharedPageTest(
  'where a step can’t be loaded, that has a heading and a title of its own',
  async ({ page, complaints }) => {
    complaints.expect('net::ERR_FAILED')
    await page.route('**/later-steps-*', (route) => route.abort())
    await page.goto('/')
    const wizard = new UploadWizard(page)
    await wizard.fill(licence)
    await wizard.submit()
    const { title } = words.errors.partNotLoaded
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
    await expect(page).toHaveTitle(`${words.errorTitlePrefix}${title} – ${words.appName}`)
  },
)

test.describe('a button that disappears leaves the focus where the person can go on', () => {
  sharedPageTest('Remove leaves it at the way to choose a file', async ({ page, wizardAtFile: wizard }) => {
    await wizard.chooseFile(testFiles.goodJpg())
    await expect(wizard.preview()).toBeVisible()
    await page.getByRole('button', { name: words.file.remove }).press('Enter')
    await expect(page.getByLabel(words.file.choose)).toBeFocused()
    await expect(page.getByText(words.file.subjects.card)).toBeInViewport()
  })

  sharedPageTest('Show all leaves it at the search', async ({ page, wizard }) => {
    await wizard.fill(licence)
    await wizard.submit()
    await page.getByLabel(words.type.search).fill('xyz')
    await page.getByRole('button', { name: words.type.clear }).press('Enter')
    await expect(page.getByLabel(words.type.search)).toBeFocused()
  })

  sharedPageTest('Try again leaves it at the heading', async ({ page, complaints }) => {
    complaints.expectAnswer(500)
    await refuseSession(page, 500, 'internalError')
    await page.goto('/')
    const tryAgain = page.getByRole('button', { name: words.tryAgain })
    await tryAgain.waitFor()
    await page.unroute('**/api/sessions/guest')
    await tryAgain.press('Enter')
    await expect(page.getByRole('heading', { name: words.workflow.title })).toBeFocused()
  })
})

sharedPageTest(
  'Try again at a step that could not be loaded leaves the focus at the heading',
  async ({ page, wizardAtFile: _opened, complaints }) => {
    complaints.expect('net::ERR_FAILED')
    await page.route('**/later-steps-*', (route) => route.abort())
    await page.reload()
    const tryAgain = page.getByRole('button', { name: words.tryAgain })
    await tryAgain.waitFor()
    await page.unroute('**/later-steps-*')
    await tryAgain.press('Enter')
    await expect(page.getByRole('heading', { name: words.file.title(licence.name) })).toBeFocused()
  },
)

sharedPageTest(
  'Zoom in stays where it is, and so does what stands below',
  async ({ page, wizardAtFile: wizard }) => {
    await wizard.chooseFile(testFiles.goodJpg())
    await expect(wizard.preview()).toBeVisible()
    const top = async (name: string) => (await page.getByRole('button', { name }).boundingBox())?.y
    const zoomIn = page.getByRole('button', { name: words.file.zoomIn })
    await zoomIn.focus()
    const before = [await top(words.file.zoomIn), await top(words.file.upload)]
    await zoomIn.press('Enter')
    await expect(page.getByRole('button', { name: words.file.zoomOut })).toBeFocused()
    expect([await top(words.file.zoomOut), await top(words.file.upload)]).toEqual(before)
  },
)

test.describe('in a low window', () => {
  test.use({ viewport: { width: 390, height: 320 } })
  test('the error summary leads to a field with its label and its error in sight', async ({
    page,
    wizard,
  }) => {
    await wizard.fill(licence)
    await wizard.submit()
    await wizard.form('type').waitFor()
    await wizard.submit()
    await wizard.problem().getByRole('button').press('Enter')
    await expect(wizard.form('type').getByText(words.type.missing)).toBeInViewport()
    await wizard.fill(licence)
    await wizard.submit()
    await wizard.form('details').waitFor()
    await wizard.fill({ name: '', note: '<', note_author_agent_email: 'ana' })
    await wizard.submit()
    for (const [index, label] of [words.details.name, words.details.note, words.details.email].entries()) {
      await wizard.problem().getByRole('button').nth(index).press('Enter')
      const field = wizard.form('details').locator('.field', { has: page.locator(':focus') })
      await expect(field.getByText(label, { exact: true })).toBeInViewport()
      await expect(field.locator('.field-error')).toBeInViewport()
      await expect(page.locator(':focus')).toBeInViewport()
    }
  })
})

sharedPageTest('a name that is given stands in the heading, and takes no room', async ({ page }) => {
  await page.route('**/api/sessions/guest', async (route) => {
    const response = await route.fetch()
    const { data, ...envelope } = (await response.json()) as { data: { description: object } }
    const given = { prefill: { name: 'Licence', note: 'Front' }, locked: ['name', 'note'] }
    const description = { ...data.description, ...given }
    await route.fulfill({ response, json: { ...envelope, data: { ...data, description } } })
  })
  await page.goto('/')
  const wizard = new UploadWizard(page)
  await wizard.fill(licence)
  await wizard.submit()
  await wizard.form('type').waitFor()
  await wizard.fill(licence)
  await wizard.submit()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(words.details.titleOf('Licence'))
  await expect(page.getByLabel(words.details.name)).toHaveCount(0)
  await expect(page.locator('[id$=-after]')).toHaveCount(0)
  await expect(page.locator('details.more')).not.toHaveAttribute('open')
  await page.locator('summary').click()
  await expect(page.getByLabel(words.details.note)).toHaveAttribute('readonly')
  await expect(page.getByLabel(words.details.note)).toHaveAccessibleDescription(words.given)
})

sharedPageTest(
  'everything can be done with the keyboard alone, and each thing is told once',
  async ({ page, wizard, sandbox }) => {
    const { keyboard } = page
    const voice = await listen(page)
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
    await keyboard.press('Tab')
    await expect(page.locator('summary')).toBeFocused()
    await keyboard.press('Enter')
    await tabTo(words.details.extensionNames.jpg)
    await keyboard.press('ArrowRight')
    await press(words.details.someoneElse, 'Space')
    await press(words.continue, 'Space')
    await expect(wizard.problem()).toBeFocused()
    await press(words.details.problems.email.missing, 'Enter')
    await voice.told()
    await keyboard.type('agent@bank.example')
    await keyboard.press('Enter')
    await expect(wizard.form('file')).toBeVisible()

    const chooser = page.waitForEvent('filechooser')
    await press(words.file.choose, 'Enter')
    await (await chooser).setFiles(file)
    await expect(page.getByText(words.file.warningTitle)).toBeVisible()
    await press(words.file.upload, 'Enter')
    await expect(page.getByRole('heading', { name: words.receipt.title })).toBeFocused()
    await press(words.receipt.done, 'Enter')
    await expect(page.getByRole('heading', { name: words.finished.title })).toBeFocused()
    const title = words.file.title('Passport of Ana Silva')
    const { missing } = words.details.problems.email
    expect(await voice.told()).toEqual([
      ['focus', `heading: ${words.type.title}`],
      ['perhaps', words.type.searchHint],
      titled(words.type.title),
      // Each letter leaves fewer. That there are still several is said once.
      ['polite', words.type.found(2)],
      ['polite', words.type.found(1)],
      ['focus', `heading: ${words.details.title}`],
      titled(words.details.title),
      ['focus', `group: ${words.errorSummaryTitle} ${missing}`],
      titled(`${words.errorTitlePrefix}${words.details.title}`),
      [
        'focus',
        `textbox: ${words.details.email}, ${words.details.emailHint} ${words.errorTitlePrefix}${missing}`,
      ],
      titled(words.details.title),
      ['focus', `heading: ${title}`],
      titled(title),
      ['polite', words.file.preparing],
      ['polite', `${toBeSent(file, 'PNG', 320, 200)} ${words.file.unchanged}`],
      ['polite', toCheck('small', 'blank')],
      ['polite', words.file.confirming],
      ['focus', `heading: ${words.receipt.title}`],
      titled(words.receipt.title),
      ['focus', `heading: ${words.finished.title}`],
      titled(words.finished.title),
    ])
    await voice.stop()

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
  },
)
