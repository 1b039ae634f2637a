import { decodeJwt } from 'jose'
import { type Frame, type Page } from 'playwright/test'
import { type SessionRequest } from '../../../src/contract/api/back-end.ts'
import { type DocumentUploadEvent } from '../../../src/contract/frame/embed.ts'
import { UploadWizard } from '../../../src/testkit/testkit.ts'
import { acme } from '../link-sender.ts'
import { startPartnerSite } from '../partner/partner-site.ts'
import { type StartProxy } from '../wizard-test.ts'
import { type AnswerRelay, fateOf, startAnswerRelay } from './answer-relay.ts'
import { type Way } from './way.ts'

/** Where the wizard stands, and the network that it calls through. */
export interface Scene {
  readonly relay: AnswerRelay
  /** CSS pixels of the window. In a larger one than needed, drawing takes a third of a way's time. */
  readonly viewport: { readonly width: number; readonly height: number }
  /** Brings a new page to where a way begins. `pick` chooses, where there is something to choose. */
  readonly open: (page: Page, pick: number) => Promise<unknown>
  /** The wizards on the page. A way begins in the first one. */
  readonly wizards: (page: Page) => readonly Frame[]
  /** Everything that can happen around the wizard, beside its network, by its name. */
  readonly around: Readonly<Record<string, (way: Way) => Promise<unknown>>>
  /** Whether the page around the wizard has been told the truth. */
  readonly check?: (page: Page) => Promise<boolean>
  readonly close: () => Promise<void>
}

const inOwnTab: Pick<Scene, 'viewport' | 'wizards' | 'around'> = {
  viewport: { width: 400, height: 800 },
  wizards: (page) => [page.mainFrame()],
  around: {
    reload: (way) => way.reload(),
    Back: (way) => way.goBack(),
    Forward: (way) => way.page.goForward(),
    'other tab': (way) => way.duplicate(),
  },
}

/** The standalone form. */
export async function forGuest(startProxy: StartProxy): Promise<Scene> {
  const relay = await startAnswerRelay((await startProxy()).origin)
  return { ...inOwnTab, relay, open: (page) => page.goto(relay.origin), close: relay.close }
}

const requested: SessionRequest['requested'] = [
  { key: 'licence', types: ['license', 'passport'], sides: 2 },
  { key: 'lease', types: ['contract'], name: 'Lease', workflow: 'PERSONAL', optional: true },
]

/** The standalone form, opened by a partner's link, half of which have a list. The call that opens it may meet each fate too. */
export async function byLink(startProxy: StartProxy): Promise<Scene> {
  const { origin } = await startProxy()
  const relay = await startAnswerRelay(origin)
  return {
    ...inOwnTab,
    relay,
    async open(page, pick) {
      // For a customer of its own: what one way leaves open would be offered to the next.
      const terms = Math.floor(pick / 20) % 2 === 0 ? { requested } : {}
      const { hash } = new URL(await acme.requestLink(origin, terms))
      relay.set(fateOf(pick))
      await page.goto(`${relay.origin}/${hash}`)
      await new UploadWizard(page).submit()
    },
    close: relay.close,
  }
}

/** A frame in the page of a partner, whose customers sign out and in; or several of one customer, mounted in any order. */
export async function framed(
  startProxy: StartProxy,
  targets: readonly string[] = ['documents'],
): Promise<Scene> {
  const site = await startPartnerSite(async (partner) =>
    startAnswerRelay((await startProxy({ partners: [partner] })).origin),
  )
  const relay = site.proxy
  let customers = 0
  site.terms['reference'] = 'customer-0'
  /** Whose session the page was given last. */
  let served = { sessions: 0, reference: site.terms['reference'] }
  const judged = new Set<string>()
  /** The next page that loads is another customer's. */
  let isForOther = false
  const update = (change: string) => (way: Way) =>
    way.page.evaluate(`uploads.forEach((upload) => upload.update(${change}))`)
  const mount = (order: readonly string[]) => void site.targets.splice(0, Infinity, ...order)
  const reload = (order: readonly string[]) => async (way: Way) => {
    const isKept = !isForOther
    isForOther = false
    await way.reload({ isKept, meanwhile: () => mount(order) })
  }
  /** Whether each new event names the customer who is signed in. */
  function isOfCustomer(told: readonly DocumentUploadEvent[]): boolean {
    const sessions = site.sessions()
    if (sessions > served.sessions) served = { sessions, reference: site.terms['reference'] }
    const news = told.filter(({ id }) => !judged.has(id))
    for (const { id } of news) judged.add(id)
    return news.every((event) => !('reference' in event) || event.reference === served.reference)
  }

  async function signIn() {
    customers += 1
    site.terms['reference'] = `customer-${customers}`
    isForOther = true
    relay.set('expire')
    await Promise.resolve()
  }
  return {
    relay,
    // All frames are in sight: Chromium draws no others.
    viewport: { width: 800, height: 2400 },
    async open(page) {
      await signIn()
      relay.set('pass')
      served = { sessions: site.sessions(), reference: `customer-${customers}` }
      isForOther = false
      mount(targets)
      await page.goto(site.origin)
    },
    wizards: (page) => {
      const frames = page.mainFrame().childFrames()
      return targets.map((id) => frames[site.targets.indexOf(id)] ?? page.mainFrame())
    },
    around: {
      reload: reload(targets),
      French: update(`{ locale: 'fr' }`),
      English: update(`{ locale: 'en' }`),
      dark: update(`{ theme: { colorScheme: 'dark' } }`),
      ...(targets.length > 1
        ? {
            'reload in the other order': reload(targets.toReversed()),
            'other frame': (way: Way) => way.turn(),
          }
        : { 'another customer signs in': signIn }),
    },
    check: async (page) => {
      const told = (await page.evaluate('window.told')) as readonly DocumentUploadEvent[]
      return isOfCustomer(told) && told.every(isOfOneCustomer)
    },
    close: async () => {
      await relay.close()
      await site.close()
    },
  }
}

/** Whether each event names the customer whom the document's receipt names. */
function isOfOneCustomer(
  event: DocumentUploadEvent,
  _index: number,
  told: readonly DocumentUploadEvent[],
): boolean {
  if (event.type === 'uploaded') {
    const generated = told.find((one) => one.type === 'generated' && one.documentId === event.documentId)
    const isAsGenerated = generated?.type !== 'generated' || generated.reference === event.reference
    return isAsGenerated && decodeJwt(event.receipt)['reference'] === event.reference
  }
  if (event.type !== 'completed') return true
  return told.every(
    (one) =>
      one.type !== 'uploaded' ||
      !event.documentIds.includes(one.documentId) ||
      one.reference === event.reference,
  )
}
