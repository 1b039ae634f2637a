import { type Response } from 'playwright/test'
import { testFiles } from '../../src/testkit/testkit.ts'
import { licence } from '../support/documents.ts'
import { PortalPage } from '../support/portal/portal-page.ts'
import { expect, test } from '../support/portal/portal-test.ts'
import { sha256Of } from '../../src/testing/sha256-of.ts'

/** All that the browser sent for a response, and got with it. */
async function wholeOf(response: Response): Promise<string> {
  const request = response.request()
  const isEndless = request.resourceType() === 'eventsource'
  const body = isEndless ? undefined : await response.body().catch(() => undefined)
  const headers = [await request.allHeaders(), await response.allHeaders()]
  return [response.url(), JSON.stringify(headers), request.postData(), body?.toString('latin1')].join('\n')
}

/** The code to copy, and the whole page with every panel open. */
async function wordsOf(portal: PortalPage): Promise<readonly string[]> {
  await portal.openEveryPanel()
  const words: string[] = []
  for (const name of ['Page: HTML', 'Page: ES module', 'Back end: curl', 'Back end: Node'])
    words.push(await portal.code(name))
  return [...words, await portal.page.content()]
}

test('a whole visit ends in receipts that the bank’s server has verified, one of them asked for, and shows the browser no API key', async ({
  sites,
  page,
  sandbox,
  complaints,
}) => {
  const responses: Response[] = []
  page.on('response', (response) => responses.push(response))
  const portal = new PortalPage(page)
  await portal.open()
  const { wizard } = portal
  const front = await wizard.register(licence)
  await wizard.chooseFile(testFiles.goodJpg())
  const shown = await wizard.upload()
  expect(shown).toEqual({ documentId: front, sha256: sha256Of(testFiles.goodJpg().buffer) })
  await expect(portal.receipts).toHaveCount(1)
  await expect(portal.receipts).toContainText(front)
  await expect(portal.receipts).toContainText(shown.sha256)
  await expect(page.getByText('1 document received')).toBeVisible()

  // The page can't pass the next receipt on.
  complaints.expect('ERR_FAILED')
  await page.route('**/receipts', (route) => route.abort())
  await wizard.addOtherSide()
  const back = await wizard.documentId()
  const [saved] = await Promise.all([page.waitForEvent('download'), portal.button('Save Its back')])
  expect(saved.suggestedFilename()).toBe('specimen-licence-back.jpg')
  await wizard.chooseFile(await saved.path())
  await wizard.upload()
  await expect(page.getByText('The bank’s server gave no usable answer.')).toBeVisible()
  await expect(portal.receipts).toHaveCount(1)
  await portal.button('Ask for missed receipts')
  await expect(portal.receipts).toHaveCount(2)
  await expect(portal.receipts).toContainText([back, front])
  await expect(page.getByText('1 found.')).toBeVisible()
  await portal.button('Ask for missed receipts')
  await expect(page.getByText('None was missed.')).toBeVisible()
  expect(await wizard.done()).toEqual([front, back])
  await expect.poll(() => portal.eventTypes()).toContain('completed')

  const webhooks = page.locator('#webhooks .event')
  await expect(webhooks).toContainText([/document\.uploaded/, /document\.uploaded/])
  expect((await webhooks.allTextContents()).join()).toContain(back)

  // The server says so too, not only the page.
  const answer = await page.request.get('/receipts')
  expect(await answer.json()).toMatchObject({
    receipts: [
      { documentId: front, documentType: 'license', bytes: testFiles.goodJpg().buffer.length },
      { documentId: back, documentType: 'license' },
    ],
  })
  const uploaded = (await sandbox.documents()).filter(({ uploadStatus }) => uploadStatus)
  expect(uploaded.map(({ id }) => id)).toEqual([back, front])

  const words = await wordsOf(portal)
  const origins = new Set(responses.map((response) => new URL(response.url()).origin))
  expect(origins).toEqual(new Set([sites.portal, sites.wizard]))
  const exchanged = await Promise.all(responses.map(wholeOf))
  for (const text of [...words, ...exchanged]) expect(text).not.toContain(sites.apiKey)
})

test(
  'the log shows every event once, in order, each with its id, time and facts',
  { tag: '@wide' },
  async ({ portal }) => {
    const { wizard } = portal
    const documentId = await wizard.register(licence)
    await wizard.chooseFile(testFiles.goodJpg())
    await wizard.upload()
    await wizard.done()
    await expect.poll(() => portal.eventTypes()).toContain('completed')
    const events = await portal.events()
    const facts = events.filter(({ type }) => type !== 'busy')
    const reference = await portal.reference()
    expect(facts).toMatchObject([
      { type: 'ready' },
      { type: 'step', step: 'type' },
      { type: 'step', step: 'details' },
      { type: 'generated', documentId, documentType: 'license', extension: 'jpg', reference },
      { type: 'step', step: 'file', documentId },
      { type: 'uploaded', documentId, bytes: testFiles.goodJpg().buffer.length, reference },
      { type: 'step', step: 'receipt' },
      { type: 'step', step: 'finished' },
      { type: 'completed', documentIds: [documentId], reference },
    ])
    expect(facts).toHaveLength(9)
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    for (const { id, at } of events) {
      expect(id).not.toBe('')
      expect(new Date(at).toISOString()).toBe(at)
    }
  },
)

test('nothing personal reaches the log', { tag: '@wide' }, async ({ portal }) => {
  const { page, wizard } = portal
  const personal = ['Passport of Ana Silva', 'She moved in May', 'agent.silva@bank.example']
  const session = await portal.openPanel('Session')
  await session.getByLabel('Name').fill(personal[0] ?? '')
  await session.getByLabel('Note').fill(personal[1] ?? '')
  await session.getByLabel('Agent’s e-mail').fill(personal[2] ?? '')
  await session.getByLabel('An agent fills it in').check()
  await portal.applySession()
  await portal.ready()
  await wizard.answerType('passport')
  await expect(wizard.field('name')).toHaveValue(personal[0] ?? '')
  await wizard.submit()
  await wizard.chooseFile({ ...testFiles.goodJpg(), name: 'ana-silva.jpg' })
  await wizard.upload()
  await wizard.done()
  await expect.poll(() => portal.eventTypes()).toContain('completed')
  await expect(portal.receipts).toHaveCount(1)
  const log = (await page.getByRole('log').allTextContents()).join()
  const customer = await page.locator('.customer-name').textContent()
  for (const text of [...personal, customer ?? '', 'ana-silva', 'Ana', 'Silva'])
    expect(log).not.toContain(text)
})

test(
  'a receipt of one customer proves nothing about another',
  { tag: '@wide' },
  async ({ portal, browser, baseURL }) => {
    const { wizard } = portal
    await wizard.register(licence)
    await wizard.chooseFile(testFiles.goodJpg())
    await wizard.upload()
    await expect.poll(() => portal.eventTypes()).toContain('uploaded')
    const receipt = (await portal.events()).find(({ type }) => type === 'uploaded')?.['receipt']
    const other = await browser.newContext({ baseURL: baseURL ?? '' })
    await other.request.get('/')
    const answer = await other.request.post('/receipts', { data: { receipt } })
    expect([answer.status(), await answer.json()]).toMatchObject([422, { code: 'receiptInvalid' }])
    expect(await (await other.request.get('/receipts')).json()).toEqual({ receipts: [] })
    await other.close()
  },
)

test.describe('in a browser that lets the frame store', () => {
  test.use({ hasThirdPartyStorage: true })
  test(
    'the person stays where they were when the portal is loaded again',
    { tag: '@wide' },
    async ({ portal }) => {
      const { wizard } = portal
      const reference = await portal.reference()
      const documentId = await wizard.register(licence)
      await portal.open()
      expect(await portal.reference()).toBe(reference)
      expect([await wizard.step(), await wizard.documentId()]).toEqual(['file', documentId])
      await wizard.chooseFile(testFiles.goodJpg())
      await wizard.upload()
      await expect(portal.receipts).toHaveCount(1)
      await portal.open()
      await expect(portal.receipts).toHaveCount(1)
    },
  )
})

test('after signing out, another customer begins anew', { tag: '@wide' }, async ({ portal }) => {
  const { wizard } = portal
  const reference = await portal.reference()
  await wizard.register(licence)
  await portal.button('Sign out')
  await expect.poll(() => portal.reference()).not.toBe(reference)
  await portal.ready()
  expect(await wizard.step()).toBe('type')
})
