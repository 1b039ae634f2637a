import { type Locator, type Route } from 'playwright/test'
import { type Partner } from '../../src/proxy/partners/partners.ts'
import { en } from '../../src/wizard/words/en.ts'
import { enShell } from '../../src/wizard/words/en/shell.ts'
import { fr } from '../../src/wizard/words/fr.ts'
import { frShell } from '../../src/wizard/words/fr/shell.ts'
import { holdBack } from '../support/page/hold-back.ts'
import { onWait } from '../support/page/shell-wait.ts'
import { expect, test } from '../support/wizard-test.ts'

/** All but the one that runs before anything is shown. */
const scripts = /\/assets\/(?!early-)[^/]*\.js$/
const pages = [
  { path: '/', name: en.appName, words: enShell, help: undefined },
  {
    path: '/embed/acme?origin=http://127.0.0.1:8080&lang=fr',
    name: fr.appName,
    words: frShell,
    help: 'adressez-vous à Acme Bank\u00a0: https://acme.example/help',
  },
]

/** Besides those two, what the customers of a partner open by a link. */
const linkPage = {
  path: '/?partner=acme',
  name: en.appName,
  words: enShell,
  help: 'ask Acme Bank: https://acme.example/help',
}

const partner: Partner = {
  id: 'acme',
  displayName: 'Acme Bank',
  origins: ['http://127.0.0.1:8080'],
  apiKeySha256: ['0'.repeat(64)],
  returnUrls: [],
  supportUrl: 'https://acme.example/help',
  defaults: {},
}

interface Failure {
  readonly complaint?: string
  readonly tag?: '@wide'
  readonly script?: (route: Route) => Promise<void>
  readonly page?: (html: string) => string
}

/** For the page, a script that doesn't come is one failure, and one that breaks is another. */
const failures: Readonly<Record<string, Failure>> = {
  'blocked, or the network gone': { script: (route) => route.abort(), complaint: 'ERR_FAILED' },
  'not there any more': {
    script: (route) => route.fulfill({ status: 404 }),
    complaint: 'a status of 404',
    tag: '@wide',
  },
  'cut off': {
    script: async (route) => {
      const response = await route.fetch()
      const text = await response.text()
      await route.fulfill({ response, body: text.slice(0, text.length / 2) })
    },
    complaint: 'SyntaxError',
    tag: '@wide',
  },
  'a sign-in page of the network': {
    script: (route) => route.fulfill({ contentType: 'text/html', body: '<title>Welcome</title>' }),
    complaint: 'MIME type',
    tag: '@wide',
  },
  'failing as it starts': {
    script: (route) => route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("broken")' }),
    complaint: 'broken',
  },
  // For such a browser, `module` is not the type of a script.
  'a module, in a browser that knows none': {
    page: (html) => html.replace('type="module"', 'type="unknown"'),
  },
}

for (const [name, { script, page: change, complaint, tag = [] }] of Object.entries(failures)) {
  test(
    `the page says what it is and what to do where its script is ${name}`,
    { tag },
    async ({ page, complaints, startProxy }) => {
      if (complaint !== undefined) complaints.expect(complaint)
      if (script) await page.route(scripts, script)
      await onWait(page, 'finish')
      const { origin } = await startProxy({ partners: [partner] })
      for (const { path, name, words, help = '' } of change ? [...pages, linkPage] : pages) {
        if (change) {
          await page.route(origin + path, async (route) => {
            const response = await route.fetch()
            await route.fulfill({ response, body: change(await response.text()) })
          })
        }
        await page.goto(origin + path)
        await expect(page.getByText(words.wait)).toBeVisible()
        await expect(page.getByText(words.wait)).toContainText(help)
        await expect(page).toHaveTitle(name)
        // What can't be used any more is not shown. A browser without modules fires no event for that.
        if (complaint !== undefined) await expect(page.getByRole('heading')).toHaveText([name])
      }
    },
  )
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })
  test('the page says that it has to be switched on', async ({ page, startProxy }) => {
    const { origin } = await startProxy({ partners: [partner] })
    for (const { path, name, words, help } of [...pages, linkPage]) {
      await page.goto(origin + path)
      await expect(page.getByRole('heading')).toHaveText([name])
      // Playwright's locators by text find nothing inside a noscript element.
      await expect(page.locator('noscript p')).toContainText(words.needsScript)
      await expect(page.locator('noscript p')).toHaveText(
        new RegExp(`\\.${help === undefined ? '$' : ` .* ${help}`}`),
      )
      await expect(page.locator('noscript p')).toBeVisible()
      await expect(page.getByText(words.wait)).toBeHidden()
    }
  })
})

test('the page’s own words don’t flash up before a wizard that comes at once', async ({ page }) => {
  const release = await holdBack(page, scripts)
  await onWait(page, 'pause')
  await page.goto('/', { waitUntil: 'commit' })
  const shell = page.locator('#shell')
  const wait = shell.getByText(enShell.wait)
  await expect.poll(() => playStates(wait)).toEqual(['paused'])
  await expect(wait).toBeHidden()

  await wait.evaluate((element) => element.getAnimations().forEach((animation) => animation.finish()))
  await expect(wait).toBeVisible()

  await release()
  await expect(shell).toHaveCount(0)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(en.workflow.title)
})

async function playStates(element: Locator): Promise<string[]> {
  return element.evaluate((shown) => shown.getAnimations().map(({ playState }) => playState))
}
