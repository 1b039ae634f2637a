import { randomUUID } from 'node:crypto'
import { type Page, type Route } from 'playwright/test'
import { type SessionRequest } from '../../../src/contract/api/back-end.ts'
import { testFiles, UploadWizard } from '../../../src/testkit/testkit.ts'
import { en as words } from '../../../src/wizard/words/en.ts'
import { enLink as linkWords } from '../../../src/wizard/words/en/link.ts'
import { enShell } from '../../../src/wizard/words/en/shell.ts'
import { fr } from '../../../src/wizard/words/fr.ts'
import { frShell } from '../../../src/wizard/words/fr/shell.ts'
import { licence } from '../../support/documents.ts'
import { followLink } from '../../support/link-sender.ts'
import { type SendersProxy } from '../../support/workers/senders.ts'
import { expect, sharedContextTest as base } from '../../support/wizard-test.ts'
import { sha256Of } from '../../../src/testing/sha256-of.ts'

const redeeming = '**/api/sessions/redeem'

/** The two partners of the senders' proxy, with a customer of the test's own. */
class Senders {
  readonly returnUrl: string
  readonly #origin: string
  readonly #senders: SendersProxy['senders']
  readonly #customer = randomUUID()

  constructor({ origin, returnUrl, senders }: SendersProxy) {
    this.#origin = origin
    this.returnUrl = returnUrl
    this.#senders = senders
  }

  /** The form as a partner's link opens it. */
  formOf(partner: 'acme' | 'other'): string {
    return `${this.#origin}/?partner=${partner}`
  }

  /** The form without a link, as a guest would open it. */
  get form(): string {
    return `${this.#origin}/`
  }

  async link(partner: 'acme' | 'other', terms: Partial<SessionRequest> = {}): Promise<string> {
    return this.#senders[partner].requestLink(this.#origin, { reference: this.#customer, ...terms })
  }

  async endSessions(partner: 'acme' | 'other'): Promise<void> {
    await this.#senders[partner].endSessions(this.#origin, this.#customer)
  }
}

const test = base.extend<{ senders: Senders; guests: readonly string[]; wizard: UploadWizard }>({
  senders: async ({ sendersProxy }, use) => {
    await use(new Senders(sendersProxy))
  },
  /** The calls for a guest's session that the page has made. */
  guests: async ({ page }, use) => {
    const calls: string[] = []
    page.on('request', (request) => {
      if (request.url().includes('/api/sessions/guest')) calls.push(request.url())
    })
    await use(calls)
  },
  wizard: async ({ page }, use) => {
    await use(new UploadWizard(page))
  },
})

const codeOf = (link: string) => link.split('#code=')[1] ?? ''

async function history(page: Page): Promise<readonly string[]> {
  const browser = await page.context().newCDPSession(page)
  const { entries } = await browser.send('Page.getNavigationHistory')
  return entries.map(({ url }) => url)
}

async function expectForm(page: Page, partner: string): Promise<void> {
  await expect(page.getByRole('banner')).toHaveText(new RegExp(`^${partner}`))
  await expect(new UploadWizard(page).form()).toBeVisible()
}

test('a link opens the partner’s form, and its code is gone from the address and the history', async ({
  page,
  senders,
  wizard,
  guests,
}) => {
  const link = await senders.link('acme')
  expect(codeOf(link)).toHaveLength(22)
  await page.goto(link)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(linkWords.title)
  expect(page.url()).toBe(senders.formOf('acme'))
  await page.getByRole('button', { name: linkWords.open }).click()
  await expectForm(page, 'Acme Bank')
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  expect(page.url()).toBe(senders.formOf('acme'))

  await wizard.answerWorkflow('PERSONAL')
  await wizard.form('type').waitFor()
  await page.goBack()
  await wizard.form('workflow').waitFor()
  expect(page.url()).toBe(senders.formOf('acme'))
  expect((await history(page)).join('\n')).not.toContain(codeOf(link))
  expect(guests).toEqual([])
})

test('a link’s page shows the partner’s logo and links, and no script of the logo runs', async ({
  page,
  senders,
  complaints,
}) => {
  await page.goto(await senders.link('acme'))
  const image = page.locator('.page-logo img')
  await expect(image).toBeVisible()
  await expect.poll(() => image.evaluate((shown: HTMLImageElement) => shown.naturalWidth)).toBe(90)
  const privacy = page.getByRole('contentinfo').getByRole('link', { name: enShell.privacy })
  await expect(privacy).toHaveAttribute('href', 'https://acme.example/privacy')
  await expect(privacy).toHaveAttribute('target', '_blank')
  await page.getByRole('link', { name: 'Français' }).click()
  await expect(page.getByRole('contentinfo').getByRole('link', { name: frShell.privacy })).toBeVisible()

  // A guest who comes by that address is not shown as the partner's.
  const guest = await page.context().newPage()
  await guest.goto(senders.formOf('acme'))
  await new UploadWizard(guest).form('workflow').waitFor()
  await expect(guest.getByRole('contentinfo')).toBeHidden()
  await expect(guest.locator('.page-logo')).toBeHidden()
  await guest.close()

  complaints.expect('sandboxed')
  await page.goto(new URL((await image.getAttribute('src')) ?? '', senders.form).href)
  await expect(page.locator('rect')).toBeVisible()
  await expect(page.locator('svg')).not.toHaveAttribute('data-ran')
})

test('a reload goes on with the link’s session, and so do the same link followed again and a switch of the language', async ({
  page,
  senders,
  wizard,
  guests,
}) => {
  let redeemed = 0
  await page.route(redeeming, (route) => {
    redeemed += 1
    return route.continue()
  })
  const link = await senders.link('acme')
  await followLink(page, link)
  await wizard.answerWorkflow('BUSINESS')
  await wizard.answerType('1120')
  await wizard.fill({ name: 'Return of Ana' })

  const comeBack = [() => page.reload(), () => page.goto('about:blank').then(() => page.goto(link))]
  for (const again of comeBack) {
    await again()
    await expectForm(page, 'Acme Bank')
    await expect(wizard.field('name')).toHaveValue('Return of Ana')
    expect(page.url()).toBe(senders.formOf('acme'))
  }
  await wizard.fill({ name: 'Return of Bo' })
  await page.getByRole('link', { name: 'Français' }).click()
  await expect(page.getByRole('heading', { name: fr.details.title })).toBeVisible()
  await expect(wizard.field('name')).toHaveValue('Return of Bo')
  await expect(page.getByRole('link', { name: 'Français' })).toBeHidden()
  await page.getByRole('link', { name: 'English' }).click()
  await expect(page.getByRole('heading', { name: words.details.title })).toBeVisible()
  expect(redeemed).toBe(1)
  expect(guests).toEqual([])
})

test(
  'a whole upload by a link ends with the way back to where the partner wishes',
  { tag: '@wide' },
  async ({ page, senders, wizard, sandbox }) => {
    await page.goto(await senders.link('acme', { link: { returnUrl: senders.returnUrl } }))
    const documentId = await wizard.register(licence)
    await wizard.chooseFile(testFiles.goodJpg())
    const sha256 = sha256Of(testFiles.goodJpg().buffer)
    expect(await wizard.upload()).toEqual({ documentId, sha256 })
    expect(await wizard.done()).toEqual([documentId])
    expect(await sandbox.documents()).toMatchObject([{ id: documentId, uploadStatus: true, sha256 }])

    await page.getByRole('link', { name: words.finished.goBack('Acme Bank') }).click()
    await page.waitForURL(senders.returnUrl)
  },
)

/** The proxy does its work, and the page never hears of it. */
async function loseAnswer(route: Route): Promise<void> {
  expect((await route.fetch()).status()).toBe(200)
  await route.abort()
}

const failures = [
  {
    what: 'a connection that breaks',
    fail: (route: Route) => route.abort(),
    title: words.errors.connectionLost.title,
    complaint: 'ERR_FAILED',
  },
  {
    what: 'an answer that is lost',
    fail: loseAnswer,
    title: words.errors.connectionLost.title,
    complaint: 'ERR_FAILED',
  },
  {
    what: 'an answer that isn’t the proxy’s',
    fail: (route: Route) => route.fulfill({ status: 503 }),
    title: words.errors.answerUnreadable.title,
    complaint: 'status of 503',
  },
]
for (const [index, { what, fail, title, complaint }] of failures.entries()) {
  const tag = index === 0 ? [] : '@wide'
  test(
    `after ${what}, a link can be opened by a reload, and never as a guest`,
    { tag },
    async ({ page, senders, wizard, guests, complaints }) => {
      complaints.expect(complaint)
      await page.route(redeeming, fail)
      await page.goto(await senders.link('acme'))
      await wizard.submit()
      await expect(wizard.problem()).toContainText(title)
      expect(page.url()).toBe(senders.formOf('acme'))
      await page.reload()
      await expect(wizard.problem()).toContainText(title)
      await page.unroute(redeeming)
      await page.reload()
      await expectForm(page, 'Acme Bank')
      expect(guests).toEqual([])
    },
  )

  test(
    `after ${what}, Try again opens the link`,
    { tag },
    async ({ page, senders, wizard, guests, complaints }) => {
      complaints.expect(complaint)
      await page.route(redeeming, fail, { times: 1 })
      await page.goto(await senders.link('acme'))
      await wizard.submit()
      await expect(wizard.problem()).toContainText(title)
      await page.getByRole('button', { name: words.tryAgain }).click()
      await expectForm(page, 'Acme Bank')
      await page.reload()
      await expectForm(page, 'Acme Bank')
      expect(guests).toEqual([])
    },
  )
}

test('a link that is merely loaded stays unopened; opened elsewhere, it says so, also after a reload', async ({
  page,
  context,
  senders,
  wizard,
  guests,
  complaints,
}) => {
  complaints.expectAnswer(403)
  const link = await senders.link('acme')
  const calls: string[] = []
  page.on('request', (request) => calls.push(request.url()))
  // As a program that looks into mails does, which runs the scripts of their links.
  await page.goto(link)
  await wizard.form('link').waitFor()
  await page.reload()
  await wizard.form('link').waitFor()
  await page.waitForLoadState('networkidle')
  expect(calls.filter((url) => url.includes('/api/'))).toEqual([])

  const elsewhere = await context.newPage()
  await followLink(elsewhere, link)
  await expectForm(elsewhere, 'Acme Bank')

  await wizard.submit()
  await expect(wizard.problem()).toContainText(words.errors.linkUsed.title)
  await expect(wizard.problem().getByRole('button')).toHaveCount(0)
  await page.reload()
  await expect(wizard.problem()).toContainText(words.errors.linkUsed.title)
  await page.goto(senders.form)
  await expect(wizard.problem()).toContainText(words.errors.linkUsed.title)
  expect(guests).toEqual([])
})

for (const [what, fragment] of [
  ['lacks its end', '#code=abc'],
  ['lacks its code', '#code='],
  ['is longer than any', `#code=${'a'.repeat(70_000)}`],
] as const) {
  const tag = fragment === '#code=abc' ? [] : '@wide'
  test(
    `a link that ${what} says that it isn’t complete, and offers nothing that can’t help`,
    { tag },
    async ({ page, senders, wizard, guests, complaints }) => {
      complaints.expect('the server responded with a status of 4')
      await page.goto(senders.form + fragment)
      await wizard.submit()
      await expect(wizard.problem()).toContainText(words.errors.linkInvalid.title)
      await expect(wizard.problem()).toContainText(words.errors.linkInvalid.advice)
      await expect(wizard.problem().getByRole('button')).toHaveCount(0)
      expect(guests).toEqual([])
    },
  )
}

const expired = { requestId: '0'.repeat(32), code: 'sessionExpired', message: 'The session has expired.' }
const ends: [string, (page: Page, senders: Senders) => Promise<unknown>][] = [
  [
    'whose time is over',
    (page) =>
      page.route(/\/api\/(?:session$|akepa)/, (route) => route.fulfill({ status: 401, json: expired })),
  ],
  ['whose session the partner ended', (_page, senders) => senders.endSessions('acme')],
]
for (const [index, [what, end]] of ends.entries()) {
  const tag = index === 0 ? '@wide' : []
  test(
    `a link ${what} says so before a reload and after it, and never asks for a reload`,
    { tag },
    async ({ page, senders, wizard, complaints }) => {
      complaints.expect('the server responded with a status of 40')
      await followLink(page, await senders.link('acme'))
      await wizard.answerWorkflow('BUSINESS')
      await end(page, senders)
      await wizard.answerType('contract')
      const { title, advice } = words.errors.linkSessionExpired
      await expect(wizard.answerDetails({ name: 'Lease', extension: 'jpg' })).rejects.toThrow(title)
      for (let reloads = 0; reloads < 2; reloads += 1) {
        await page.reload()
        await expect(wizard.problem()).toContainText(title)
        await expect(wizard.problem()).toContainText(advice)
        await expect(wizard.problem().getByRole('button')).toHaveCount(0)
      }
    },
  )
}

test('a link for one document asks nothing anew once that is done, and leads back to the partner', async ({
  page,
  senders,
  wizard,
  sandbox,
}) => {
  const link = await senders.link('acme', { maxDocuments: 1, link: { returnUrl: senders.returnUrl } })
  await page.goto(link)
  await wizard.register(licence)
  await page.reload()
  await wizard.chooseFile(testFiles.goodJpg())
  await wizard.upload()
  await page.reload()
  await wizard.done()
  const goBack = page.getByRole('link', { name: words.finished.goBack('Acme Bank') })
  await expect(goBack).toBeVisible()

  const { title, advice } = words.errors.documentLimitReached
  const leaveAndReturn = async () => {
    await page.goBack()
    await page.goForward()
  }
  for (const again of [() => page.reload(), leaveAndReturn]) {
    await again()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
    await expect(page.getByText(advice)).toBeVisible()
    await expect(wizard.form('finished').getByRole('button')).toHaveCount(0)
  }
  await expect(page).toHaveTitle(new RegExp(`^${title}`))
  await goBack.click()
  await page.waitForURL(senders.returnUrl)
  const sha256 = sha256Of(testFiles.goodJpg().buffer)
  expect(await sandbox.documents()).toMatchObject([{ uploadStatus: true, sha256 }])
})

const reusable = { reusable: true, days: 30 }

test('a reusable link goes on with one device after the other, and each press takes it back', async ({
  page,
  browser,
  senders,
  wizard,
  complaints,
}) => {
  complaints.expectAnswer(401)
  const link = await senders.link('acme', { maxDocuments: 2, link: reusable })
  await followLink(page, link)
  await wizard.answerWorkflow('PERSONAL')
  const elsewhere = await browser.newPage()
  const there = await followLink(elsewhere, link)
  await there.register(licence)

  await wizard.answerType('license')
  await expect(wizard.answerDetails({ name: 'Licence', extension: 'jpg' })).rejects.toThrow(
    words.errors.linkOpenedElsewhere.title,
  )
  await page.reload()
  await expect(wizard.problem()).toContainText(words.errors.linkOpenedElsewhere.title)
  await page.getByRole('button', { name: words.tryAgain }).click()
  await expectForm(page, 'Acme Bank')
  await there.chooseFile(testFiles.goodJpg())
  await expect(there.upload()).rejects.toThrow(words.errors.linkOpenedElsewhere.title)
  // The same button once more opens the link here again.
  await there.submit()
  await there.receipt()
  await elsewhere.close()
})

test(
  'a list by a reusable link, and a receipt of it, say when looked at that the link was opened elsewhere, and leave it there',
  { tag: '@wide' },
  async ({ page, browser, senders, wizard, complaints }) => {
    complaints.expectAnswer(401)
    const requested = [{ key: 'id', types: ['license' as const], sides: 2 as const }]
    const link = await senders.link('acme', { requested, link: reusable })
    await followLink(page, link)
    await wizard.form('list').waitFor()
    const elsewhere = await browser.newPage()
    const there = await followLink(elsewhere, link)
    await there.form('list').waitFor()
    const lookAgain = () => page.evaluate(() => window.dispatchEvent(new Event('focus')))
    await lookAgain()
    await expect(wizard.problem()).toContainText(words.errors.linkOpenedElsewhere.title)
    await wizard.choose('id')
    await wizard.answerWorkflow('PERSONAL')
    await wizard.answerDetails({ name: 'Licence', extension: 'jpg' })
    await wizard.chooseFile(testFiles.goodJpg())
    await wizard.upload()

    await elsewhere.reload()
    await elsewhere.getByRole('button', { name: words.tryAgain }).click()
    await there.form('list').waitFor()
    await lookAgain()
    await expect(wizard.problem()).toContainText(words.errors.linkOpenedElsewhere.title)
    await lookAgain()
    await there.choose('id', 2)
    await there.answerDetails({ name: 'Licence, back', extension: 'jpg' })
    await there.form('file').waitFor()
    await elsewhere.close()
    await wizard.addOtherSide()
    await expect(page.getByRole('heading', { level: 1 })).toContainText(words.file.otherSide)
  },
)

test(
  'a second link for two documents asks for what is left',
  { tag: '@wide' },
  async ({ page, senders, wizard, sandbox }) => {
    const open = async () => {
      await page.goto('about:blank')
      await followLink(page, await senders.link('acme', { maxDocuments: 2 }))
    }
    await open()
    await wizard.register(licence)
    await wizard.chooseFile(testFiles.goodJpg())
    await wizard.upload()
    await expect(page.getByRole('button', { name: words.receipt.another })).toBeVisible()
    await wizard.done()
    await open()
    await wizard.register({ ...licence, name: 'The back' })
    await wizard.chooseFile(testFiles.goodPng())
    await wizard.upload()
    await expect(page.getByRole('button', { name: words.receipt.another })).toHaveCount(0)
    await wizard.done()
    await expect(page.getByRole('button', { name: words.finished.again })).toHaveCount(0)
    expect(await sandbox.documents()).toHaveLength(2)
  },
)

/** As a person does who has the form open: only the page itself loads anything. */
async function paste(page: Page, link: string): Promise<void> {
  const loaded = page.waitForEvent('load')
  await page.evaluate((address) => window.location.assign(address), link)
  await loaded
  await new UploadWizard(page).openLink()
}

test(
  'another link pasted into the tab opens that one, with nothing of the first',
  { tag: '@wide' },
  async ({ page, senders, wizard }) => {
    await followLink(page, await senders.link('acme'))
    await wizard.answerWorkflow('BUSINESS')
    await wizard.form('type').waitFor()
    const other = await senders.link('other')
    await paste(page, other)
    await expectForm(page, 'Other Bank')
    await expect(wizard.form('workflow')).toBeVisible()
    expect(page.url()).toBe(senders.formOf('other'))
    expect((await history(page)).join('\n')).not.toContain(codeOf(other))
    await page.reload()
    await expectForm(page, 'Other Bank')
  },
)

test('a link pasted into a guest’s tab makes it the partner’s', async ({ page, senders }) => {
  await page.goto(senders.form)
  await expectForm(page, words.appName)
  await paste(page, await senders.link('acme'))
  await expectForm(page, 'Acme Bank')
  await page.reload()
  await expectForm(page, 'Acme Bank')
})

test('a pasted link waits while the person stays for what is unsent, and costs them nothing', async ({
  page,
  senders,
  wizard,
}) => {
  await page.goto(await senders.link('acme'))
  await wizard.register(licence)
  await wizard.chooseFile(testFiles.goodJpg())
  await expect(wizard.preview()).toBeVisible()
  const asked = page.waitForEvent('dialog')
  // Of the same partner: only the fragment is another one. Another partner's is another page, which the browser doesn't go to.
  const other = await senders.link('acme', { reference: randomUUID() })
  await page.evaluate((address) => window.location.assign(address), other)
  await (await asked).dismiss()
  await wizard.upload()
  await expectForm(page, 'Acme Bank')
  await page.reload()
  await wizard.openLink()
  await wizard.form('workflow').waitFor()
  // The step before was reached with the code still in the address.
  await page.goBack()
  await wizard.form('workflow').waitFor()
})

test(
  'where the tab may keep nothing, links are opened all the same',
  { tag: '@wide' },
  async ({ page, senders, guests, complaints }) => {
    complaints.expect('ERR_FAILED')
    await page.addInitScript(() => {
      Object.defineProperty(window, 'sessionStorage', {
        get: () => {
          throw new DOMException('Access is denied.', 'SecurityError')
        },
      })
    })
    await page.route(redeeming, loseAnswer, { times: 1 })
    await page.goto(await senders.link('acme'))
    await page.getByRole('button', { name: linkWords.open }).click()
    await page.getByRole('button', { name: words.tryAgain }).click()
    await expectForm(page, 'Acme Bank')
    await paste(page, await senders.link('other'))
    await expectForm(page, 'Other Bank')
    expect(guests).toEqual([])
  },
)
