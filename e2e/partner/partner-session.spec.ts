import { type Route } from 'playwright'
import { type MountedDocumentUpload } from '../../src/embed/options.ts'
import { en as words } from '../../src/wizard/words/en.ts'
import { enHost as hostWords } from '../../src/wizard/words/en/host.ts'
import { expect, test, told, wizardIn } from '../support/partner/partner-test.ts'

test('the form says what it waits for while the customer signs in to the page, and goes on by itself', async ({
  page,
  site,
}) => {
  await page.clock.install()
  const held: Route[] = []
  await page.route(`${site.origin}/session`, (route) => void held.push(route))
  await page.goto(site.origin)
  const frame = page.frameLocator('#documents iframe')
  const tryAgain = frame.getByRole('button', { name: words.tryAgain })
  await expect(frame.getByText(words.loading)).toBeVisible()
  await expect.poll(() => held).toHaveLength(1)
  await page.clock.runFor(60_000)
  await expect(frame.getByRole('status')).toContainText(hostWords.title)
  await expect(frame.getByRole('status')).toContainText(hostWords.advice)
  await expect(wizardIn(page).problem()).toHaveCount(0)
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY')

  await tryAgain.click()
  await expect.poll(() => held).toHaveLength(2)
  await expect(tryAgain).toHaveCount(0)
  await expect(frame.getByRole('status')).toBeFocused()
  await held[0]?.continue()
  await wizardIn(page).form('workflow').waitFor()
  await page.clock.runFor(60_000)
  await expect(frame.getByText(hostWords.title)).toHaveCount(0)
  expect((await told(page)).map(({ type }) => type)).toEqual(['ready', 'step'])
})

test('the form says that the page is silent, and goes on with it as soon as it speaks', async ({
  page,
  site,
}) => {
  await page.clock.install()
  await page.goto(site.origin)
  await wizardIn(page).form('workflow').waitFor()
  const session = await page.evaluate(async () => (await fetch('/session', { method: 'POST' })).text())
  // From here on the page plays the SDK by hand.
  await page.evaluate(() => {
    const target = document.querySelector('#documents')
    const { upload } = window as unknown as { upload: MountedDocumentUpload }
    const { src } = target?.querySelector('iframe') ?? {}
    upload.destroy()
    target?.append(Object.assign(document.createElement('iframe'), { src }))
  })
  const frame = page.frameLocator('#documents iframe')
  const wizard = wizardIn(page)
  // What the page shows of itself until then.
  await expect(frame.locator('.skeleton')).toBeVisible()
  await frame.locator('html[data-embedded]').waitFor()
  // A frame that is still loading may miss that its clock was moved.
  await expect(async () => {
    await page.clock.runFor(20_000)
    await expect(wizard.problem()).toContainText(words.errors.hostUnreachable.title, { timeout: 1000 })
  }).toPass()
  await expect(frame.getByRole('button', { name: words.reload })).toBeVisible()

  await page.evaluate((origin) => {
    const { port1, port2 } = new MessageChannel()
    const heard: unknown[] = []
    port1.addEventListener('message', ({ data }) => heard.push((data as { type: unknown }).type))
    port1.start()
    Object.assign(window, { port: port1, heard })
    const welcome = { version: 1, type: 'welcome', instance: ':1', instances: [':1'], theme: {} }
    window[0]?.postMessage(welcome, origin, [port2])
  }, site.wizardOrigin)
  const heard = async () => page.evaluate<string[]>('heard.filter((type) => type !== "resize")')
  await expect.poll(heard).toEqual(['sessionRequest'])
  await expect(frame.getByText(words.loading)).toBeVisible()
  await page.clock.runFor(10_000)
  await expect(frame.getByRole('status')).toHaveText(hostWords.title)
  await page.clock.runFor(10_000)
  await expect(wizard.problem()).toContainText(words.errors.hostUnreachable.title)
  await expect.poll(heard).toEqual(['sessionRequest', 'error'])
  await expect(frame.getByRole('button', { name: words.reload })).toBeVisible()
  await frame.getByRole('button', { name: words.tryAgain }).click()
  await expect.poll(heard).toEqual(['sessionRequest', 'error', 'sessionRequest'])
  await expect(wizard.problem()).toHaveCount(0)

  await page.evaluate((given) => {
    const { port } = window as unknown as { port: MessagePort }
    port.postMessage({ version: 1, type: 'session', session: given })
  }, session)
  await wizard.form('workflow').waitFor()
  await page.clock.runFor(60_000)
  await expect(wizard.problem()).toHaveCount(0)
})
