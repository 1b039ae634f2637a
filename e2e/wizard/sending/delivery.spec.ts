import { type Page } from 'playwright/test'
import { decodeJwt } from 'jose'
import { type GenerateRequest } from '../../../src/contract/document/document.ts'
import { receiptClaimsSchema } from '../../../src/contract/api/partner-api.ts'
import { fault, type SandboxView, testFiles, type UploadWizard } from '../../../src/testkit/testkit.ts'
import { en as words } from '../../../src/wizard/words/en.ts'
import { type Complaints } from '../../support/page/complaints.ts'
import { licence } from '../../support/documents.ts'
import { openDetails, openFile } from '../../support/link-sender.ts'
import { type Relay, startRelay } from '../../support/relay.ts'
import { startAnswerRelay } from '../../support/ways/answer-relay.ts'
import { sha256Of } from '../../../src/testing/sha256-of.ts'
import { expect, sharedContextTest, test } from '../../support/wizard-test.ts'

interface Visit {
  readonly page: Page
  readonly wizard: UploadWizard
  readonly complaints: Complaints
  readonly request: GenerateRequest
  readonly relay: Relay
}

/** Trouble on the way from the details to the receipt, which is reached all the same. */
interface Trouble {
  readonly title: string
  readonly tag?: '@wide'
  readonly setsTheClock?: true
  /** Put into the document's name, for the sandbox. */
  readonly marker?: string
  readonly way: (visit: Visit) => Promise<void>
  /** Documents without a file that ConnectFi is left with: one at most, where generate's own answer was lost. */
  readonly orphans?: 0 | 1
}

const largeJpg = testFiles.jpgOfSize(400_000)
/** How Chromium names a connection that the network took away. */
const cutOff = 'net::ERR_'

const troubles: readonly Trouble[] = [
  {
    title: 'the network is gone when Upload is pressed',
    // As below, with half of the file sent.
    tag: '@wide',
    way: async ({ page, wizard, request, complaints }) => {
      complaints.expect(cutOff)
      await wizard.register(request)
      await wizard.chooseFile(testFiles.goodJpg())
      await expect(wizard.preview()).toBeVisible()
      await page.context().setOffline(true)
      await wizard.submit()
      await expect(page.getByText(words.file.waitingOffline).first()).toBeVisible()
      await page.context().setOffline(false)
    },
  },
  {
    title: 'the browser believes itself offline all the time',
    tag: '@wide',
    way: async ({ page, wizard, request }) => {
      await believeOffline(page)
      await wizard.register(request)
      await wizard.chooseFile(testFiles.goodJpg())
      await wizard.submit()
    },
  },
  {
    title: 'the network is away, and the browser never says that it is back',
    tag: '@wide',
    setsTheClock: true,
    way: async ({ page, wizard, request, complaints, relay }) => {
      complaints.expect(cutOff)
      await page.clock.install()
      await believeOffline(page)
      await wizard.register(request)
      await wizard.chooseFile(testFiles.goodJpg())
      await expect(wizard.preview()).toBeVisible()
      relay.cut()
      await wizard.submit()
      await expect(page.getByText(words.file.waitingOffline).first()).toBeVisible()
      relay.mend()
      await page.clock.runFor(31_000)
    },
  },
  {
    title: 'the network goes away with half of the file sent',
    way: async ({ page, wizard, request, complaints, relay }) => {
      complaints.expect(cutOff)
      await wizard.register(request)
      await wizard.chooseFile(largeJpg)
      await expect(wizard.preview()).toBeVisible()
      const { speedUp } = await slowDown(page)
      await wizard.submit()
      await someIsSent(page)
      await page.context().setOffline(true)
      relay.cut()
      await expect(page.getByText(words.file.waitingOffline).first()).toBeVisible()
      await speedUp()
      relay.mend()
      await page.context().setOffline(false)
    },
  },
  {
    title: 'the network goes away with everything sent and nothing confirmed',
    marker: fault('upload-slow', { once: true }),
    way: async ({ page, wizard, request, complaints, relay }) => {
      complaints.expect(cutOff)
      await wizard.register(request)
      await wizard.chooseFile(testFiles.goodJpg())
      await wizard.submit()
      await expect(page.getByText(words.file.confirming).first()).toBeVisible()
      await page.context().setOffline(true)
      relay.cut()
      await expect(page.getByText(words.file.waitingOffline).first()).toBeVisible()
      relay.mend()
      await page.context().setOffline(false)
    },
  },
  {
    title: 'everything is sent and no answer ever comes',
    setsTheClock: true,
    marker: fault('upload-hang', { once: true }),
    way: async ({ page, wizard, request }) => {
      await wizard.register(request)
      await wizard.chooseFile(testFiles.goodJpg())
      await expect(wizard.preview()).toBeVisible()
      await wizard.shortenRetries()
      await page.clock.install()
      await wizard.submit()
      await expect(page.getByText(words.file.confirming).first()).toBeVisible()
      await page.clock.fastForward('10:00')
    },
  },
  {
    title: 'the answer of generate is lost, and the page reloaded',
    marker: fault('generate-drop-after', { once: true }),
    orphans: 1,
    way: async ({ page, wizard, complaints }) => {
      complaints.expectAnswer(502)
      await wizard.submit()
      await expect(wizard.problem()).toContainText(words.details.registerUnconfirmed)
      await page.reload()
      await wizard.form('file').waitFor()
      await wizard.chooseFile(testFiles.goodJpg())
      await wizard.submit()
    },
  },
  {
    title: 'the page is reloaded with half of the file sent',
    way: async ({ page, wizard, request }) => {
      await wizard.register(request)
      await wizard.chooseFile(largeJpg)
      await expect(wizard.preview()).toBeVisible()
      const { speedUp } = await slowDown(page)
      await wizard.submit()
      await someIsSent(page)
      await reloadAnyway(page)
      await speedUp()
      await wizard.form('file').waitFor()
      await wizard.chooseFile(testFiles.goodJpg())
      await wizard.submit()
    },
  },
  {
    title: 'the connection is as slow as 3G',
    tag: '@wide',
    way: async ({ page, wizard, request }) => {
      await wizard.register(request)
      await wizard.chooseFile(testFiles.jpgOfSize(200_000))
      await expect(wizard.preview()).toBeVisible()
      await slowDown(page)
      await wizard.submit()
      await someIsSent(page)
      await expect(page.getByText(/[\d.]+ kB of 19\d kB sent/)).toBeVisible()
    },
  },
]

for (const { title, tag, setsTheClock, marker = '', way, orphans = 0 } of troubles) {
  const testOfTrouble = setsTheClock ? test : sharedContextTest
  testOfTrouble(
    `reaches the receipt although ${title}`,
    { tag: tag ?? [] },
    async ({ page, complaints, sandbox, runningProxy }) => {
      const relay = await startRelay(runningProxy.origin)
      const request = { ...licence, name: `Licence ${marker}`.trim() }
      const wizard = await openDetails(page, relay.origin, request)
      await way({ page, wizard, complaints, request, relay })
      const { documentId } = await wizard.receipt()
      const documents = await sandbox.documents()
      const uploaded = documents.filter(({ uploadStatus }) => uploadStatus)
      expect(uploaded.map(({ id }) => id)).toEqual([documentId])
      expect(documents).toHaveLength(1 + orphans)
      await relay.close()
    },
  )
}

test('the wait before another attempt tells the truth: seconds count down, and nothing else is said of it', async ({
  page,
  wizardAtFile: wizard,
  complaints,
}) => {
  complaints.expectAnswer(503)
  await wizard.chooseFile(testFiles.goodJpg())
  await expect(wizard.preview()).toBeVisible()
  const way = '**/api/akepa/document/upload/*'
  await page.route(way, (route) =>
    route.fulfill({
      status: 503,
      headers: { 'Retry-After': '25' },
      json: { requestId: 'r', code: 'upstreamBusy', message: 'Busy' },
    }),
  )
  await page.clock.install()
  await wizard.submit()
  const said = (seconds: number) => words.file.waitingRetry(seconds, 2)
  const announced = page.getByRole('status').filter({ hasText: said(25) })
  await expect(announced).toBeVisible()
  await expect(page.getByRole('button', { name: words.file.waiting })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 5000)
  await expect(page.getByText(said(20)).or(page.getByText(said(19)))).toBeVisible()
  await page.clock.runFor(18_000)
  await expect(page.getByText(/Trying again in [12] s/)).toBeVisible()
  await expect(announced).toBeVisible()
  await expect(page.getByText(words.file.confirmingLong)).toHaveCount(0)
  expect(await page.getByRole('progressbar').getAttribute('value')).toBe('0')
  await page.unroute(way)
  await page.clock.runFor(3000)
  await page.clock.resume()
  await wizard.receipt()
})

const refusals = [
  { code: 'fileDamaged', way: words.file.chooseAnother, tag: undefined },
  // As for a right that has ended, below.
  { code: 'ticketExpired', way: words.file.registerAnew, tag: '@wide' },
] as const

for (const { code, way, tag } of refusals) {
  sharedContextTest(
    `offers no second try where it can’t help: ${code}`,
    { tag: tag ?? [] },
    async ({ page, wizardAtFile: wizard, complaints }) => {
      complaints.expectAnswer(422)
      await wizard.chooseFile(testFiles.goodJpg())
      await page.route('**/api/akepa/document/upload/*', (route) =>
        route.fulfill({ status: 422, json: { requestId: 'r', code, message: 'No' } }),
      )
      await wizard.submit()
      await expect(wizard.problem()).toContainText(words.errors[code].title)
      await expect(page.getByText(way)).toBeVisible()
      await expect(page.getByRole('button', { name: words.file.uploadAgain })).toHaveCount(0)
    },
  )
}

test('the receipt has the server’s time, not that of a phone whose clock is years off', async ({
  page,
  wizardAtFile: wizard,
}) => {
  await page.clock.install({ time: '2019-01-02T03:04:05Z' })
  await page.reload()
  const answered = page.waitForResponse('**/api/akepa/document/upload/*')
  await wizard.chooseFile(testFiles.goodJpg())
  await wizard.upload()
  const receipt = (await answered).headers()['upload-receipt'] ?? ''
  const { uploadedAt } = receiptClaimsSchema.parse(decodeJwt(receipt))
  const shown = new Intl.DateTimeFormat('en-US', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
  })
  await wizard.form('receipt').locator('summary').click()
  await expect(page.locator('dd', { hasText: shown.format(new Date(uploadedAt)) })).toBeVisible()
})

/** Some browsers behind firewalls and VPNs believe so, although their network works. */
async function believeOffline(page: Page): Promise<void> {
  await page.evaluate(() => Object.defineProperty(navigator, 'onLine', { get: () => false }))
}

/** As WebPageTest's "3G Slow", 400 kbit/s and 400 ms there and back, until `speedUp`. */
async function slowDown(page: Page): Promise<{ readonly speedUp: () => Promise<unknown> }> {
  const devtools = await page.context().newCDPSession(page)
  const limit = async (latency: number, throughput: number) =>
    devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency,
      downloadThroughput: throughput,
      uploadThroughput: throughput,
    })
  await limit(400, 400_000 / 8)
  return { speedUp: async () => limit(0, -1) }
}

async function someIsSent(page: Page): Promise<void> {
  const progress = page.getByRole('progressbar')
  const sent = () => progress.evaluate((bar) => (bar instanceof HTMLProgressElement ? bar.value : 0))
  await expect.poll(sent, { intervals: [100] }).toBeGreaterThan(0.05)
}

/** Reloads although the page asks first, as a phone that needs the memory does. */
async function reloadAnyway(page: Page): Promise<void> {
  page.once('dialog', (dialog) => void dialog.accept())
  await page.reload({ waitUntil: 'commit' })
}

/** Uploads a picture that arrives, and drops the page before it has heard so. */
async function uploadUnheard(page: Page, proxy: string, sandbox: SandboxView) {
  const relay = await startAnswerRelay(proxy)
  const wizard = await openFile(page, relay.origin, licence)
  const documentId = await wizard.documentId()
  await wizard.chooseFile(testFiles.goodJpg())
  relay.set('hold')
  await wizard.submit()
  await expect(page.getByText(words.file.confirming).first()).toBeVisible()
  await expect.poll(async () => (await sandbox.documents())[0]?.uploadStatus).toBe(true)
  await reloadAnyway(page)
  relay.set('pass')
  return { wizard, documentId, relay }
}

sharedContextTest(
  'a picture that had arrived although nobody said so gets its receipt, whatever is sent after it',
  async ({ page, sandbox, runningProxy, complaints }) => {
    complaints.expectAnswer(409)
    const { wizard, documentId, relay } = await uploadUnheard(page, runningProxy.origin, sandbox)

    await wizard.chooseFile(testFiles.jpgOfSize(5000))
    await wizard.upload()
    expect(await wizard.documentId()).toBe(documentId)
    await expect(page.getByText(words.receipt.forEarlierFile)).toBeVisible()
    await expect(wizard.form('receipt')).toContainText(sha256Of(testFiles.goodJpg().buffer))
    expect(await sandbox.documents()).toMatchObject([{ sha256: sha256Of(testFiles.goodJpg().buffer) }])
    await relay.close()
  },
)

sharedContextTest(
  'an upload whose right has ended, after its answer was lost, is not offered for ever',
  async ({ page, sandbox, runningProxy, complaints }) => {
    complaints.expectAnswer(401)
    const { wizard, documentId: first, relay } = await uploadUnheard(page, runningProxy.origin, sandbox)
    const expired = { requestId: '0'.repeat(32), code: 'ticketExpired', message: 'The ticket has expired.' }
    await page.route('**/document/upload/*', (route) => route.fulfill({ status: 401, json: expired }), {
      times: 1,
    })

    await wizard.chooseFile(testFiles.jpgOfSize(5000))
    await wizard.submit()
    await expect(wizard.problem()).toContainText(words.file.unconfirmed)
    await expect(wizard.problem()).toContainText(words.file.unconfirmedForGood)
    await expect(page.getByRole('button', { name: words.file.uploadAgain })).toHaveCount(0)
    await page.getByRole('button', { name: words.file.registerAnew }).click()
    await wizard.submit()
    await wizard.chooseFile(testFiles.jpgOfSize(5000))
    await wizard.upload()
    expect(await wizard.documentId()).not.toBe(first)
    expect((await sandbox.documents()).filter(({ uploadStatus }) => uploadStatus)).toHaveLength(2)
    await relay.close()
  },
)
