import { type Page } from 'playwright/test'
import { defaultMaxFileBytes } from '../../../src/contract/file.ts'
import { fault, testFiles, type UploadWizard } from '../../../src/testkit/testkit.ts'
import { en as words } from '../../../src/wizard/words/en.ts'
import { licence } from '../../support/documents.ts'
import { expect, sharedContextTest, sharedPageTest, test } from '../../support/wizard-test.ts'
import { sha256Of } from '../../../src/testing/sha256-of.ts'

const { partNotLoaded, unexpected, connectionLost } = words.errors
const broken = 'Broken on purpose'

/** Has something of the browser's throw from now on, until the function returned is called. */
async function breakDown(page: Page, owner: string, method: string) {
  const before = await page.evaluateHandle(
    ({ owner, method, broken }) => {
      const target = owner.split('.').reduce<object>((at, key) => Reflect.get(at, key) as object, window)
      const before: unknown = Reflect.get(target, method)
      Reflect.set(target, method, function fail() {
        throw new Error(broken)
      })
      return { target, method, before }
    },
    { owner, method, broken },
  )
  return async () => {
    await before.evaluate(({ target, method, before }) => Reflect.set(target, method, before))
  }
}

async function expectTold(wizard: UploadWizard, { title }: { readonly title: string }): Promise<void> {
  await expect(wizard.problem()).toContainText(title)
  await expect(wizard.problem()).toBeFocused()
  await expect(wizard.problem()).not.toContainText(connectionLost.title)
}

for (const part of ['later-steps', 'steps']) {
  for (const hangs of [false, true]) {
    const tag = hangs && part === 'steps' ? [] : '@wide'
    test(
      `a part of the page that ${hangs ? 'never comes' : 'could not be loaded'} is named, and comes by “Try again”: ${part}`,
      { tag },
      async ({ page, wizard, complaints }) => {
        if (!hangs) complaints.expect('net::ERR_INTERNET_DISCONNECTED')
        const scripts = new RegExp(`/assets/${part}-[^/]+\\.js`)
        await page.route(scripts, async (route) => {
          if (!hangs) await route.abort('internetdisconnected')
        })
        // Words are tried again by themselves too, unless the clock stands still.
        await page.clock.install()
        await page.clock.pauseAt(Date.now() + 10_000)
        await page.reload()
        await wizard.fill(licence)
        await wizard.submit()
        if (hangs) {
          await expect(page.getByText(words.loading)).toBeVisible()
          await page.clock.runFor(60_000)
        }
        await expectTold(wizard, partNotLoaded)
        await page.unroute(scripts)
        await page.getByRole('button', { name: words.tryAgain }).dispatchEvent('click')
        await wizard.form('type').waitFor()
        await expect(wizard.problem()).toHaveCount(0)
      },
    )
  }
}

sharedContextTest(
  'an error whose words can’t be loaded is told all the same, by its request ID, and the way goes on',
  async ({ page, wizard, complaints }) => {
    complaints.expect('net::ERR_INTERNET_DISCONNECTED')
    complaints.expectAnswer(502)
    await page.route(/\/assets\/errors-[^/]+\.js/, (route) => route.abort('internetdisconnected'))
    const name = fault('generate-500')
    await expect(wizard.register({ ...licence, name })).rejects.toThrow(words.details.registerFailed)
    await expectTold(wizard, partNotLoaded)
    await expect(wizard.problem()).toContainText(words.details.registerFailed)
    await expect(wizard.problem()).toContainText(words.requestId(''))
  },
)

sharedPageTest(
  'what can’t be rendered is said to be the page’s own fault, and can be tried again',
  async ({ page, wizardAtFile: wizard, complaints }) => {
    complaints.expect(broken)
    await wizard.chooseFile(testFiles.goodJpg())
    await expect(wizard.preview()).toBeVisible()
    const mend = await breakDown(page, 'Intl', 'DateTimeFormat')
    await wizard.submit()
    await expectTold(wizard, unexpected)
    await expect(page.getByRole('button', { name: words.reload })).toBeVisible()
    await mend()
    await page.getByRole('button', { name: words.tryAgain }).click()
    await wizard.receipt()
  },
)

sharedPageTest(
  'what an event handler throws is shown',
  async ({ page, wizardAtFile: wizard, complaints }) => {
    complaints.expect(broken)
    await breakDown(page, 'history', 'go')
    await page.getByRole('button', { name: words.change }).click()
    await expect(wizard.problem()).toContainText(unexpected.title)
  },
)

sharedPageTest(
  'a promise that is rejected and that nobody waits for is told too',
  async ({ page, wizardAtDetails: wizard, complaints }) => {
    complaints.expect(broken)
    const mend = await breakDown(page, 'crypto', 'getRandomValues')
    await wizard.submit()
    await expectTold(wizard, unexpected)
    await mend()
    await wizard.submit()
    await wizard.form('file').waitFor()
    await expect(wizard.problem()).toHaveCount(0)
  },
)

sharedPageTest(
  'a problem that was told once leaves the focus to a person who goes on typing',
  async ({ page, wizardAtDetails: wizard }) => {
    await breakDown(page, 'Headers.prototype', 'get')
    await wizard.submit()
    await expectTold(wizard, unexpected)
    const name = wizard.field('name')
    await name.press('End')
    await page.keyboard.type(', both sides')
    await expect(name).toHaveValue(`${licence.name}, both sides`)
    await expect(name).toBeFocused()
  },
)

sharedPageTest(
  'the errors of scripts that aren’t ours frighten nobody',
  async ({ page, wizard, complaints }) => {
    complaints.expect(broken)
    await wizard.form('workflow').waitFor()
    const isHeard = page.waitForEvent('pageerror')
    await page.evaluate((message) => {
      setTimeout(() => {
        throw new Error(message)
      })
    }, broken)
    await isHeard
    await wizard.submit()
    await expect(wizard.problem()).toContainText(words.workflow.missing)
  },
)

sharedPageTest(
  'an upload that breaks ends in words, and can be sent again',
  // As in a frame, in partner-frame.spec.ts.
  { tag: '@wide' },
  async ({ page, wizardAtFile: wizard }) => {
    await wizard.chooseFile(testFiles.goodJpg())
    await expect(wizard.preview()).toBeVisible()
    const mend = await breakDown(page, 'XMLHttpRequest.prototype', 'open')
    await wizard.submit()
    await expect(wizard.problem()).toContainText(words.file.notUploaded)
    await expectTold(wizard, unexpected)
    await mend()
    await wizard.upload()
  },
)

const workers = [
  ['does not come', words.file.notLoaded, undefined],
  ['breaks', words.file.problems.stopped, 'onmessage = () => { throw new Error("Broken") }'],
] as const

for (const [title, said, body] of workers) {
  sharedPageTest(
    `a worker that ${title} is no fault of the picture’s`,
    // One that breaks does so in a frame as well, in partner-frame.spec.ts.
    { tag: body === undefined ? [] : '@wide' },
    async ({ page, wizardAtDetails: wizard }) => {
      const script = /image-worker.*\.js/
      await page.route(script, (route) =>
        body === undefined
          ? route.abort('internetdisconnected')
          : route.fulfill({ body, contentType: 'text/javascript' }),
      )
      await wizard.register(licence)
      await wizard.chooseFile(testFiles.goodJpg())
      await expect(wizard.problem()).toContainText(said)
      await page.unroute(script)
      await wizard.chooseFile(testFiles.goodJpg())
      await wizard.upload()
    },
  )
}

sharedContextTest(
  'a browser that keeps pages from changing pictures is named, with a way on that isn’t a PNG again',
  async ({ page, wizardAtFile: wizard, sandbox }) => {
    // As Firefox with resistFingerprinting does: noise in place of pixels, wherever they are read.
    await page.addInitScript(() => {
      Reflect.deleteProperty(window, 'OffscreenCanvas')
      CanvasRenderingContext2D.prototype.getImageData = (_x, _y, width, height) => {
        const noise = new ImageData(width, height)
        noise.data.fill(90)
        return noise
      }
    })
    await page.reload()
    await wizard.form('file').waitFor()
    await wizard.chooseFile(testFiles.goodPng())
    const { drawingBlocked } = words.file.problems
    await expect(wizard.problem().getByRole('listitem')).toHaveText([
      drawingBlocked('JPG', defaultMaxFileBytes),
    ])
    await wizard.chooseFile(testFiles.goodJpg())
    await expect(wizard.preview()).toBeVisible()
    await wizard.rotateFile()
    await expect(wizard.problem().getByRole('listitem')).toHaveText([words.file.unturnable])

    // Upload is pressed for the turned picture, before the turn has failed.
    await wizard.problem().blur()
    await page.evaluate(() => {
      for (const button of ['[name="rotateFile"]', '[type="submit"]'])
        document.querySelector<HTMLElement>(`button${button}`)?.click()
    })
    await expect(wizard.problem()).toBeFocused()
    await expect(wizard.problem()).toContainText(words.file.unturnable)
    await expect(page.getByRole('button', { name: words.file.upload, exact: true })).not.toHaveAttribute(
      'aria-disabled',
    )
    expect((await sandbox.requests()).filter(({ path }) => path.includes('/upload/'))).toEqual([])
    await wizard.upload()
    expect(await sandbox.documents()).toMatchObject([{ sha256: sha256Of(testFiles.goodJpg().buffer) }])
  },
)
