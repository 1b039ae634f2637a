import { decodeJwt } from 'jose'
import { type Page } from 'playwright/test'
import { type DocumentUploadEvent } from '../../../src/contract/embed.ts'
import { startPartnerSite } from '../partner/partner-site.ts'
import { type StartProxy } from '../wizard-test.ts'
import { type AnswerRelay, startAnswerRelay } from './answer-relay.ts'
import { type WayScene } from './way.ts'

/** Where the wizard stands, and the network that it calls through. */
export interface Surroundings extends Pick<WayScene, 'wizard' | 'around' | 'check'> {
  readonly address: string
  readonly relay: AnswerRelay
  readonly close: () => Promise<void>
}

/** The standalone form. */
export async function standalone(startProxy: StartProxy): Promise<Surroundings> {
  const relay = await startAnswerRelay((await startProxy()).origin)
  return {
    address: relay.origin,
    relay,
    wizard: (page) => page.mainFrame(),
    close: relay.close,
    around: {
      reload: async (way) => {
        way.forgetFile()
        await way.page.reload()
      },
      Back: async (way) => {
        const { step } = await way.read()
        way.forgetFile()
        await way.page.goBack()
        if (way.page.url() !== 'about:blank') return
        await way.page.goForward()
        await way.settle()
        const again = await way.read()
        // The tab doesn't keep the end of a visit.
        if (again.step !== step && step !== 'finished')
          throw new Error(`The person comes back to ${again.step}, not to ${step}.`)
      },
      Forward: async (way) => {
        await way.page.goForward()
      },
      'other tab': (way) => way.duplicate(),
    },
  }
}

/** A frame in the page of a partner. Its customers sign out and in. */
export async function framed(startProxy: StartProxy): Promise<Surroundings> {
  const site = await startPartnerSite(async (partner) =>
    startAnswerRelay((await startProxy({ partners: [partner] })).origin),
  )
  const relay = site.proxy
  let customers = 0
  const update = (change: string) => async (way: { readonly page: Page }) => {
    await way.page.evaluate(`upload.update(${change})`)
  }
  return {
    address: site.origin,
    relay,
    wizard: (page) => page.frames().find((frame) => frame.url().includes('/embed/')) ?? page.mainFrame(),
    close: async () => {
      await relay.close()
      await site.close()
    },
    around: {
      reload: async (way) => {
        way.forgetFile()
        await way.page.reload()
      },
      'another customer signs in': async (way) => {
        customers += 1
        site.terms['reference'] = `customer-${customers}`
        relay.set('expire')
        await Promise.resolve(way)
      },
      French: update(`{ locale: 'fr' }`),
      English: update(`{ locale: 'en' }`),
      dark: update(`{ theme: { colorScheme: 'dark' } }`),
    },
    check: async (page) => {
      const told = (await page.evaluate('window.told')) as readonly DocumentUploadEvent[]
      return told.every(isOfOneCustomer)
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
