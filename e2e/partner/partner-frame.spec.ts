import { fault, testFiles } from '../../src/testkit/testkit.ts'
import { en as words } from '../../src/wizard/words/en.ts'
import { fr } from '../../src/wizard/words/fr.ts'
import { enShell } from '../../src/wizard/words/en/shell.ts'
import { licence } from '../support/documents.ts'
import { moved } from '../support/page/moved.ts'
import { onWait } from '../support/page/shell-wait.ts'
import { choose, expect, sharedContextTest as test, told, wizardIn } from '../support/partner/partner-test.ts'
import { startPartnerSite } from '../support/partner/partner-site.ts'

test('the frame tells the page every fact once and in order, over two documents, a failure, a reload and a renewal', async ({
  page,
  complaints,
  site,
}) => {
  complaints.expectAnswer(502)
  complaints.expectAnswer(401)
  await page.goto(site.origin)
  const wizard = wizardIn(page)
  await wizard.form('workflow').waitFor()
  await wizard.shortenRetries()
  const movedOnStart = await moved(page.frameLocator('#documents iframe'))
  expect(movedOnStart, 'the skeleton gives way to the first question, and nothing moves').toEqual([])

  const first = await wizard.register(licence)
  expect(site.sessions()).toBe(1)
  await choose(wizard)
  await wizard.upload()

  await page
    .frameLocator('#documents iframe')
    .locator('html')
    .evaluate(() => window.location.reload())
  expect((await wizard.receipt()).documentId).toBe(first)

  await wizard.addAnother()
  await wizard.answerType('license')
  await wizard.fill({ name: `Back ${fault('upload-500', { once: true })}` })
  // The frame asks the page for another session, and goes on as if nothing had been.
  await site.endSessions()
  await wizard.submit()
  await wizard.form('file').waitFor()
  const second = await wizard.documentId()
  await choose(wizard)
  await wizard.submit()
  await wizard.receipt()
  await wizard.done()

  const events = await told(page)
  const ids = events.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const facts = events.filter(({ type }) => !['busy', 'step'].includes(type))
  expect(facts.map((event) => [event.type, 'documentId' in event ? event.documentId : undefined])).toEqual([
    ['ready', undefined],
    ['generated', first],
    ['uploaded', first],
    ['sessionExpired', undefined],
    ['generated', second],
    ['uploaded', second],
    ['completed', undefined],
  ])
  expect(events.flatMap((event) => (event.type === 'step' ? event.step : []))).toEqual([
    'workflow',
    'type',
    'details',
    'file',
    'receipt',
    'type',
    'details',
    'file',
    'receipt',
    'finished',
  ])
  expect(events.at(-1)).toMatchObject({
    type: 'completed',
    documentIds: [first, second],
    reference: site.reference(),
  })
  expect(JSON.stringify(events)).not.toContain('Ana Silva')
  expect(site.sessions()).toBe(3)
})

for (const embedder of ['require-corp', 'credentialless']) {
  const tag = embedder === 'require-corp' ? [] : '@wide'
  test(
    `the frame does the whole job in a page that isolates itself (${embedder}), worker included`,
    { tag },
    async ({ page, site, sandbox }) => {
      Object.assign(site.headers, {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': embedder,
      })
      await page.goto(site.origin)
      expect(await page.evaluate(() => window.crossOriginIsolated)).toBe(true)
      const started = page.waitForEvent('worker')
      const wizard = wizardIn(page)
      const documentId = await wizard.register(licence)
      // The worker reads and encodes it, because it is converted.
      await wizard.chooseFile(testFiles.goodPng())
      await expect(wizard.preview()).toBeVisible()
      // A worker that the browser refuses runs nothing, and the page would do its work.
      expect(await (await started).evaluate(() => 'OffscreenCanvas' in globalThis)).toBe(true)
      expect((await wizard.upload()).documentId).toBe(documentId)
      await wizard.done()
      expect((await told(page)).at(-1)).toMatchObject({ type: 'completed', documentIds: [documentId] })
      expect(await sandbox.documents()).toMatchObject([{ id: documentId, uploadStatus: true }])
    },
  )
}

test('the frame leaves the page’s scroll, focus order, history and styles alone', async ({
  page,
  site,
  complaints,
}) => {
  // The page is scrolled and shows all of the frame, so that only the wizard could scroll it further.
  await page.setViewportSize({ width: 1280, height: 3000 })
  await page.goto(site.origin)
  const wizard = wizardIn(page)
  await wizard.form('workflow').waitFor()
  await page.evaluate(() => {
    document.body.style.padding = '400px 0 6000px'
    window.scrollTo(0, 200)
  })
  const state = async () =>
    page.evaluate(() => ({
      scroll: [window.scrollX, window.scrollY],
      history: window.history.length,
      styles: [
        document.documentElement.outerHTML.replace(/<iframe.*?<\/iframe>/s, ''),
        document.styleSheets.length,
      ],
    }))
  const before = await state()
  expect(before.scroll).toEqual([0, 200])
  await wizard.answerWorkflow('PERSONAL')
  await wizard.answerType('license')
  await wizard.back()
  await wizard.form('type').waitFor()
  expect(await state()).toEqual(before)

  // A theme that can't be read is corrected, for the scheme that is worn, and the page's console says so.
  const accent = () =>
    page
      .frameLocator('#documents iframe')
      .locator('.step-current')
      .evaluate((step) => getComputedStyle(step).borderTopColor)
  const setTheme = (theme: object | undefined) =>
    page.evaluate((wished) => {
      const { upload } = window as unknown as { upload: { update: (change: object) => void } }
      upload.update({ theme: wished })
    }, theme)
  const own = await accent()
  complaints.expect('--akepa-accent (#99ccff) on --akepa-accent-soft (#e2eff4) has a contrast of 1.4:1')
  await setTheme({ '--akepa-accent': 'light-dark(#9cf, #123)' })
  await expect.poll(() => complaints.heard).toHaveLength(1)
  expect([own, 'rgb(153, 204, 255)']).not.toContain(await accent())
  await setTheme({ '--akepa-accent': 'light-dark(#9cf, #9cf)', colorScheme: 'dark' })
  await expect.poll(accent).toBe('rgb(153, 204, 255)')
  await setTheme(undefined)
  await expect.poll(accent).toBe(own)

  await page.getByRole('button', { name: 'Before' }).focus()
  await page.keyboard.press('Tab')
  // The browser hands the focus from the page’s process to the frame’s.
  await expect.poll(async () => page.evaluate(() => document.activeElement?.tagName)).toBe('IFRAME')
})

test(
  'answers can be changed although only one document is asked for',
  { tag: '@wide' },
  async ({ page, site, sandbox }) => {
    site.terms['maxDocuments'] = 1
    await page.goto(site.origin)
    const wizard = wizardIn(page)
    const givenUp = await wizard.register(licence)
    await wizard.changeAnswers()
    const documentId = await wizard.register({ ...licence, name: 'The other name' })
    expect(documentId).not.toBe(givenUp)
    await choose(wizard)
    await wizard.upload()
    expect(await sandbox.documents()).toMatchObject([
      { id: documentId, name: 'The other name', uploadStatus: true },
      { id: givenUp, uploadStatus: false },
    ])
  },
)

test(
  'the frame keeps to what the session allows, and shows what it gives',
  { tag: '@wide' },
  async ({ page, site }) => {
    Object.assign(site.terms, {
      prefill: { workflow: 'BUSINESS', name: 'Lease' },
      locked: ['workflow', 'name'],
      types: ['contract', 'utility'],
      agent: true,
      locale: 'fr-CA',
      maxDocuments: 1,
    })
    await page.goto(site.origin)
    const wizard = wizardIn(page)
    expect(await wizard.step()).toBe('type')
    await expect(wizard.field('type')).toHaveCount(2)
    await wizard.answerType('contract')
    const frame = page.frameLocator('#documents iframe')
    await expect(wizard.field('name')).toHaveValue('Lease')
    await expect(frame.getByRole('heading', { level: 1 })).toHaveText(fr.details.titleOf('Lease'))
    await expect(frame.getByLabel(fr.details.name), 'what is settled takes no room').toHaveCount(0)
    await wizard.fill({ note_author_agent_email: 'agent@example.com' })
    await wizard.submit()
    await choose(wizard)
    await wizard.upload()
    await expect(frame.locator('button[name="addAnother"]')).toHaveCount(0)
    await expect(frame.getByRole('heading', { level: 1 })).toHaveText('Envoyé')
  },
)

test('the test kit presses again where a button, a choice or a fold has not heard the press', async ({
  page,
  site,
}) => {
  await page.goto(site.origin)
  const wizard = wizardIn(page)
  // As where the page moves between the look for the button and the press.
  const loseNextPress = () =>
    wizard.form().evaluate(() => {
      const loseIt = (event: Event) => {
        event.preventDefault()
        event.stopImmediatePropagation()
      }
      window.addEventListener('click', loseIt, { once: true, capture: true })
    })
  await wizard.form('workflow').waitFor()
  await loseNextPress()
  await wizard.fill({ workflow: 'PERSONAL' })
  await expect(wizard.field('workflow').first()).toBeChecked()
  await loseNextPress()
  await wizard.submit()
  await wizard.form('type').waitFor()
  await wizard.answerType('license')
  await loseNextPress()
  await wizard.fill({ note: 'Taken in May' })
  await expect(wizard.field('note')).toHaveValue('Taken in May')
})

test('a frame whose script doesn’t come says what it is and what to do', async ({
  page,
  site,
  complaints,
}) => {
  complaints.expect('ERR_FAILED')
  await page.route('**/assets/*.js', (route) => route.abort())
  await onWait(page, 'finish')
  await page.goto(site.origin)
  const frame = page.frameLocator('#documents iframe')
  await expect(frame.getByText('Acme Bank')).toBeVisible()
  await expect(frame.getByText(enShell.wait)).toBeInViewport()
})

test('the page is told once of each session that its function could not give, with the cause', async ({
  page,
  site,
  complaints,
}) => {
  complaints.expectAnswer(500)
  site.terms['reference'] = ''
  await page.goto(site.origin)
  const wizard = wizardIn(page)
  const tryAgain = page.frameLocator('#documents iframe').getByRole('button', { name: words.tryAgain })
  const failure = {
    type: 'error',
    code: 'sessionUnavailable',
    retryable: true,
    actor: 'partner',
    id: expect.stringMatching(/^host:sessionUnavailable:\d+$/),
    at: expect.any(String),
    cause: expect.objectContaining({ message: 'session() gave no text.' }),
  }
  const failures = async () => (await told(page)).filter(({ type }) => type === 'error')

  await expect(wizard.problem()).toContainText(words.errors.sessionUnavailable.title)
  expect(await failures()).toEqual([failure])
  expect(site.sessions()).toBe(1)

  await tryAgain.click()
  await expect.poll(() => site.sessions()).toBe(2)
  await expect(tryAgain).toBeVisible()
  expect(await failures()).toEqual([failure, failure])

  delete site.terms['reference']
  await tryAgain.click()
  await wizard.form('workflow').waitFor()
  expect(await failures()).toHaveLength(2)

  // The page is told of a renewal that fails in the same way.
  site.terms['reference'] = ''
  await page.route('**/api/akepa/document/generate', (route) =>
    route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer a.b.c' } }),
  )
  complaints.expectAnswer(401)
  await expect(wizard.register(licence)).rejects.toThrow(words.errors.sessionUnavailable.title)
  expect(await failures()).toEqual([failure, failure, failure])
})

test(
  'the test kit refuses answers that contradict those of the session',
  { tag: '@wide' },
  async ({ page, site, sandbox }) => {
    Object.assign(site.terms, {
      prefill: { workflow: 'PERSONAL', name: 'Licence of Ana', extension: 'jpg' },
      locked: ['workflow', 'name', 'extension'],
      types: ['license', 'passport'],
    })
    await page.goto(site.origin)
    const wizard = wizardIn(page)
    const right = { ...licence, name: 'Licence of Ana' }
    const wrongs = [
      [{ workflow: 'BUSINESS' }, '"PERSONAL" is settled'],
      [{ type: 'utility' }, 'offered are passport, license'],
      [{ name: 'Another' }, '"Licence of Ana" is settled'],
      [{ extension: 'png' }, '"jpg" is settled'],
      [{ note_author_agent_email: 'ana@bank.example' }, 'the step "details" doesn’t ask for it'],
    ] as const
    for (const [wrong, reason] of wrongs) {
      const [property] = Object.keys(wrong)
      const message = expect.stringContaining(reason)
      await expect(wizard.register({ ...right, ...wrong })).rejects.toMatchObject({ property, message })
    }
    expect(await sandbox.documents()).toEqual([])
    await wizard.register(right)
  },
)

test('the browser refuses the frame to a page that the partner has not declared', async ({
  page,
  site,
  complaints,
}) => {
  complaints.expect('frame-ancestors')
  const stranger = await startPartnerSite(async () => ({ origin: site.wizardOrigin }))
  const refusal = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
  await page.goto(stranger.origin)
  await refusal
  expect(await told(page)).toEqual([])
  expect(stranger.origin).not.toBe(site.origin)
  await stranger.close()
})

test('the page and the person are told of each failure that nobody foresaw', async ({
  page,
  site,
  complaints,
}) => {
  const broken = 'Broken on purpose'
  complaints.expect('net::ERR_INTERNET_DISCONNECTED')
  complaints.expect(broken)
  const laterSteps = /\/assets\/later-steps-[^/]+\.js/
  const worker = /image-worker[^/]*\.js/
  await page.route(laterSteps, (route) => route.abort('internetdisconnected'))
  await page.goto(site.origin)
  const wizard = wizardIn(page)
  await wizard.fill(licence)
  await wizard.submit()
  await expect(wizard.problem()).toContainText(words.errors.partNotLoaded.title)
  await page.unroute(laterSteps)
  await wizard.problem().getByRole('button', { name: words.tryAgain }).click()
  await wizard.form('type').waitFor()

  await page.route(worker, async (route) =>
    route.fulfill({
      response: await route.fetch(),
      body: `onmessage = () => { throw new Error('${broken}') }`,
    }),
  )
  const documentId = await wizard.register(licence)
  await wizard.chooseFile(testFiles.goodJpg())
  await expect(wizard.problem()).toContainText(words.file.problems.stopped)
  await page.unroute(worker)
  await choose(wizard)

  const body = page.frameLocator('#documents iframe').locator('body')
  await body.evaluate((_body, text) => {
    const Request = XMLHttpRequest
    window.XMLHttpRequest = new Proxy(Request, {
      construct() {
        window.XMLHttpRequest = Request
        throw new Error(text)
      },
    })
    Intl.DateTimeFormat = new Proxy(Intl.DateTimeFormat, {
      construct() {
        throw new Error(text)
      },
    })
  }, broken)
  await wizard.submit()
  await expect(wizard.problem()).toContainText(words.errors.unexpected.title)
  await wizard.submit()
  await expect(wizard.problem()).toContainText(words.errors.unexpected.title)
  await expect(wizard.form('file')).toHaveCount(0)

  const errors = (await told(page)).flatMap((event) =>
    event.type === 'error' ? [[event.code, event.documentId]] : [],
  )
  expect(errors).toEqual([
    ['partNotLoaded', undefined],
    ['unexpected', undefined],
    ['unexpected', documentId],
    ['unexpected', undefined],
  ])
})

test('a frame says that a part of it could not be loaded, and offers to load it anew', async ({
  page,
  site,
  complaints,
}) => {
  complaints.expect('net::ERR_INTERNET_DISCONNECTED')
  const part = /\/assets\/framed-[^/]+\.js/
  await page.route(part, (route) => route.abort('internetdisconnected'))
  await page.goto(site.origin)
  const wizard = wizardIn(page)
  await expect(wizard.problem()).toContainText(words.errors.partNotLoaded.title)
  await expect.poll(() => told(page)).toMatchObject([{ type: 'error', code: 'partNotLoaded' }])
  await page.unroute(part)
  await wizard.problem().getByRole('button', { name: words.reload }).click()
  await wizard.form('workflow').waitFor()
})

test('the page is told of a failure that nobody foresaw, before the wizard stands', async ({
  page,
  site,
}) => {
  await page.addInitScript(() => {
    if (!location.pathname.startsWith('/embed/')) return
    Promise.race = () => {
      throw new Error('Broken on purpose')
    }
  })
  await page.goto(site.origin)
  await expect(wizardIn(page).problem()).toContainText(words.errors.unexpected.title)
  await expect.poll(() => told(page)).toMatchObject([{ type: 'error', code: 'unexpected' }])
})
