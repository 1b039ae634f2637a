import { type Locator, type Page, type Route } from 'playwright/test'
import { type Partner } from '../../src/proxy/partners/partners.ts'
import { en } from '../../src/wizard/words/en.ts'
import { fr } from '../../src/wizard/words/fr.ts'
import { expect, test } from '../support/wizard-test.ts'

const scripts = '**/assets/*.js'
const reload = { en: 'check your connection and reload the page', fr: 'rechargez la page' }
const switchOn = { en: 'This form needs JavaScript', fr: 'Ce formulaire a besoin de JavaScript' }

const partner: Partner = {
  id: 'acme',
  displayName: 'Acme Bank',
  origins: ['http://127.0.0.1:8080'],
  apiKeySha256: ['0'.repeat(64)],
  returnUrls: [],
  defaults: {},
}

/** Pauses or ends the wait before the page's own words as soon as it starts. */
async function onWait(page: Page, happen: 'pause' | 'finish'): Promise<void> {
  await page.addInitScript((method) => {
    document.addEventListener('animationstart', ({ target }) => {
      for (const wait of (target as Element).getAnimations()) wait[method]()
    })
  }, happen)
}

async function expectWords(page: Page, words: { en: string; fr: string }): Promise<void> {
  for (const [name, text] of [
    [en.appName, words.en],
    [fr.appName, words.fr],
  ] as const) {
    await expect(page.getByRole('heading', { name })).toBeVisible()
    await expect(page.getByText(text)).toBeVisible()
  }
}

interface Failure {
  readonly complaint?: string
  readonly script?: (route: Route) => Promise<void>
  readonly page?: (html: string) => string
}

const failures: Readonly<Record<string, Failure>> = {
  'blocked, or the network gone': { script: (route) => route.abort(), complaint: 'ERR_FAILED' },
  'not there any more': {
    script: (route) => route.fulfill({ status: 404 }),
    complaint: 'a status of 404',
  },
  'cut off': {
    script: async (route) => {
      const response = await route.fetch()
      const text = await response.text()
      await route.fulfill({ response, body: text.slice(0, text.length / 2) })
    },
    complaint: 'SyntaxError',
  },
  'a sign-in page of the network': {
    script: (route) => route.fulfill({ contentType: 'text/html', body: '<title>Welcome</title>' }),
    complaint: 'MIME type',
  },
  'failing as it starts': {
    script: (route) => route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("broken")' }),
    complaint: 'broken',
  },
  // Such a browser takes the type of a module for no script's.
  'in a browser that knows no modules': { page: (html) => html.replace('type="module"', 'type="unknown"') },
}

for (const [name, { script, page: change, complaint }] of Object.entries(failures)) {
  test(`the page says what it is and what to do where its script is ${name}`, async ({
    page,
    complaints,
    startProxy,
  }) => {
    if (complaint !== undefined) complaints.expect(complaint)
    if (script) await page.route(scripts, script)
    await onWait(page, 'finish')
    const { origin } = await startProxy({ partners: [partner] })
    for (const path of ['/', '/embed/acme?origin=http://127.0.0.1:8080']) {
      if (change) {
        await page.route(origin + path, async (route) => {
          const response = await route.fetch()
          await route.fulfill({ response, body: change(await response.text()) })
        })
      }
      await page.goto(origin + path)
      await expectWords(page, reload)
      await expect(page).toHaveTitle(`${en.appName} / ${fr.appName}`)
    }
  })
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })
  test('the page says that it has to be switched on', async ({ page, startProxy }) => {
    const { origin } = await startProxy({ partners: [partner] })
    for (const path of ['/', '/embed/acme']) {
      await page.goto(origin + path)
      await expect(page.locator('#shell')).toBeVisible()
      // Playwright's locators by text find nothing inside a noscript element.
      await expect(page.locator('noscript p')).toContainText([switchOn.en, switchOn.fr])
      for (const words of await page.locator('noscript p').all()) await expect(words).toBeVisible()
      await expect(page.getByText(reload.en)).toBeHidden()
    }
  })
})

test('the page’s own words don’t flash up before a wizard that comes at once', async ({ page }) => {
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  await page.route(scripts, async (route) => {
    await released
    await route.continue()
  })
  await onWait(page, 'pause')
  await page.goto('/', { waitUntil: 'commit' })
  const shell = page.locator('#shell')
  await expect.poll(() => playStates(shell)).toEqual(['paused'])
  await expect(page.getByRole('heading')).toHaveCount(0)

  await shell.evaluate((element) => element.getAnimations().forEach((wait) => wait.finish()))
  await expectWords(page, reload)

  release()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(en.workflow.title)
  await expect(shell).toHaveCount(0)
})

async function playStates(element: Locator): Promise<string[]> {
  return element.evaluate((shown) => shown.getAnimations().map(({ playState }) => playState))
}
