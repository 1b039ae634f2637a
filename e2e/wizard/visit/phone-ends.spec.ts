import { EventEmitter, once } from 'node:events'
import { type Page, type Route } from 'playwright/test'
import { enList } from '../../../src/wizard/words/en/list.ts'
import { enPhone } from '../../../src/wizard/words/en/phone.ts'
import { enUsePhone } from '../../../src/wizard/words/en/use-phone.ts'
import { acme, followLink } from '../../support/link-sender.ts'
import { allow, Phone } from '../../support/phone.ts'
import { expect, sharedContextTest as test } from '../../support/wizard-test.ts'

type Polls = 'answered' | 'lost' | 'forgotten' | 'otherAway'

/** One side of the hand-off, and what its polls come to. */
class Side {
  readonly page: Page
  #polls: Polls = 'answered'
  readonly #changes = new EventEmitter()

  private constructor(page: Page) {
    this.page = page
  }

  static async of(page: Page): Promise<Side> {
    const side = new Side(page)
    await page.route('**/api/handoffs/*?after=*', (route) => side.#answer(route))
    return side
  }

  /** From now on, and for the poll that is waiting too. */
  set polls(polls: Polls) {
    if (polls === this.#polls) return
    this.#polls = polls
    this.#changes.emit('changed')
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name }).click()
  }

  async #answer(route: Route): Promise<void> {
    if (this.#polls === 'answered') {
      const changed = once(this.#changes, 'changed').then(() => undefined)
      const response = await Promise.race([route.fetch().catch(() => undefined), changed])
      if (response) return route.fulfill({ response })
    }
    switch (this.#polls) {
      case 'answered':
      case 'lost':
        return route.abort('connectionrefused')
      case 'forgotten':
        return route.fulfill({ status: 403, json: { code: 'handoffEnded', requestId: 'poll' } })
      case 'otherAway': {
        // The proxy says so after a minute.
        const [url = ''] = route.request().url().split('?')
        const answer = await route.fetch({ url })
        const { data, ...rest } = (await answer.json()) as { readonly data: object }
        return route.fulfill({ json: { ...rest, data: { ...data, isOtherAway: true } } })
      }
      default:
        return this.#polls satisfies never
    }
  }
}

interface Scene {
  readonly desktop: Side
  readonly phone: Side
  /** Opens the code that the desktop shows, without going on. */
  readonly open: (page: Page) => Promise<void>
  readonly goOn: (page: Page) => Promise<void>
  /** Opens the code on the phone and goes on, up to the digits. */
  readonly join: () => Promise<void>
  readonly letIn: () => Promise<void>
  /** Begins another hand-off of the same, as another tab does. */
  readonly replace: () => Promise<void>
}

interface End {
  readonly what: string
  /** It goes on with what the end before it has left. */
  readonly isSequel?: boolean
  readonly happens: (scene: Scene) => Promise<void>
  /** What each screen says, for a document or a list. With nothing to say, the desktop is where it was before. */
  readonly desktop?: (isList: boolean) => readonly string[]
  readonly phone: (isList: boolean) => string
}

const { compare, follow, over } = enUsePhone
const { list, ...own } = enPhone

const ends: readonly End[] = [
  {
    what: 'the desktop says that it isn’t its phone',
    happens: async ({ desktop, join }) => {
      await join()
      await desktop.press(compare.no)
    },
    phone: () => own.over.reasons.refused,
  },
  {
    what: 'the code is opened on two phones',
    happens: async ({ phone, open, goOn }) => {
      const other = await phone.page.context().newPage()
      await Promise.all([open(other), open(phone.page)])
      await goOn(other)
      await other.locator('.digits').waitFor()
      await goOn(phone.page)
      await phone.page.locator('[data-problem]').waitFor()
      await other.close()
    },
    desktop: () => [compare.lead],
    phone: () => own.codes.linkUsed.title,
  },
  {
    what: 'the desktop goes on before a phone has come',
    happens: async ({ desktop, phone, open, goOn }) => {
      await open(phone.page)
      const ended = desktop.page.waitForResponse((answer) => answer.request().method() === 'DELETE')
      await desktop.press(enUsePhone.goOnHere)
      await ended
      await goOn(phone.page)
    },
    phone: () => own.codes.linkExpired.title,
  },
  {
    what: 'the desktop loses its network',
    happens: async ({ desktop, join }) => {
      await join()
      await desktop.page.locator('.digits').waitFor()
      desktop.polls = 'lost'
    },
    desktop: () => [enUsePhone.offline, compare.lead],
    phone: () => own.compare.waiting,
  },
  {
    what: 'the phone loses its network, and the desktop has it again',
    isSequel: true,
    happens: async ({ phone, letIn }) => {
      await letIn()
      phone.polls = 'lost'
    },
    desktop: (isList) => [isList ? enList.phone.choosing : follow.choosing],
    phone: () => own.offline,
  },
  {
    what: 'the desktop takes back what the phone has begun',
    isSequel: true,
    happens: ({ desktop }) => desktop.press(enUsePhone.goOnHere),
    phone: (isList) => (isList ? list : own.over).reasons.takenBack,
  },
  {
    what: 'the desktop is closed before it lets the phone in',
    happens: async ({ phone, join }) => {
      await join()
      phone.polls = 'otherAway'
    },
    desktop: () => [compare.lead],
    phone: () => own.awayBefore,
  },
  {
    what: 'either side is closed afterwards',
    isSequel: true,
    happens: async ({ desktop, phone, letIn }) => {
      await letIn()
      desktop.polls = 'otherAway'
      phone.polls = 'otherAway'
    },
    desktop: () => [follow.away],
    phone: () => own.away,
  },
  {
    what: 'the phone gives it back',
    isSequel: true,
    happens: ({ phone }) => phone.press(own.stop),
    desktop: (isList) => [over.titleLeft, isList ? enList.phone.left : over.reasons.left],
    phone: (isList) => (isList ? list : own.over).reasons.left,
  },
  {
    what: 'another tab of the desktop shows a code',
    happens: async ({ join, letIn, replace }) => {
      await join()
      await letIn()
      await replace()
    },
    desktop: (isList) => [over.title, (isList ? enList.phone : over.reasons).replaced],
    phone: (isList) => (isList ? list : own.over).reasons.replaced,
  },
  {
    what: 'its time is over',
    happens: async ({ desktop, phone, join, letIn }) => {
      await join()
      await letIn()
      desktop.polls = 'forgotten'
      phone.polls = 'forgotten'
    },
    desktop: (isList) => [over.title, (isList ? enList.phone : over.reasons).expired],
    phone: (isList) => (isList ? list : own.over).reasons.expired,
  },
]

/** The first three come before either side knows whether a list is handed over. */
const ownEnds = ends.slice(3)

for (const isList of [false, true]) {
  const what = isList ? 'a list' : 'a document'
  // A list differs in its words, and has fewer ends.
  const tag = isList ? '@wide' : []
  test(
    `each end is told on both screens for ${what}, and the desktop can always go on`,
    { tag },
    async ({ browser, complaints, page, runningProxy }) => {
      const { origin } = runningProxy
      const requested = [{ key: 'licence', types: ['license' as const], workflow: 'PERSONAL' as const }]
      const wizard = await followLink(page, await acme.requestLink(origin, { requested }))
      const handset = await Phone.open(browser)
      for (const side of [wizard, handset.wizard]) await side.shortenRetries()
      for (const side of [complaints, handset.complaints]) {
        side.expectAnswer(403)
        side.expect('net::ERR_CONNECTION_REFUSED')
      }
      const desktop = await Side.of(page)
      const phone = await Side.of(handset.page)
      const usePhone = page.locator('button[name="usePhone"]')
      let beginning = page.waitForRequest('**/api/handoffs')

      const open = async (phonePage: Page) => {
        const link = await page.locator('input[name="phoneLink"]').inputValue()
        // Another hash alone loads nothing.
        await phonePage.goto('about:blank')
        await phonePage.goto(link)
      }
      const goOn = (phonePage: Page) => phonePage.locator('button[type="submit"]').click()
      const scene: Scene = {
        desktop,
        phone,
        open,
        goOn,
        join: async () => {
          await open(phone.page)
          await goOn(phone.page)
          await phone.page.locator('.digits').waitFor()
        },
        letIn: () => allow(page, handset),
        replace: async () => {
          const request = await beginning
          await page.request.post(request.url(), {
            headers: await request.allHeaders(),
            data: request.postData(),
          })
        },
      }

      const rows = isList ? ownEnds : ends
      if (!isList) {
        await wizard.choose('licence')
        await wizard.answerDetails({ name: 'Licence', extension: 'jpg' })
      }
      for (const [
        index,
        { what: row, isSequel, happens, desktop: desktopSays, phone: phoneSays },
      ] of rows.entries()) {
        await test.step(row, async () => {
          desktop.polls = 'answered'
          phone.polls = 'answered'
          if (!isSequel) {
            beginning = page.waitForRequest('**/api/handoffs')
            await usePhone.click()
          }
          await happens(scene)
          await expect(handset.page.locator('main'), row).toContainText(phoneSays(isList))
          for (const said of desktopSays?.(isList) ?? []) {
            await expect(page.locator('main'), row).toContainText(said)
          }
          if (rows[index + 1]?.isSequel) return
          if (desktopSays) await page.locator('button:is([name="goOnHere"], [name="refusePhone"])').click()
          await expect(usePhone, row).toBeVisible()
        })
      }
      await handset.close()
    },
  )
}
