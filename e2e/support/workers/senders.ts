import { LinkSender } from '../link-sender.ts'
import { startProxyWithWizard } from '../proxy-with-wizard.ts'
import { test as base } from './wizard.ts'

/** It would mark the page, if its script ran. */
const logo = `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><style>rect { fill: #123f33 }</style><rect width="90"
  height="30"/><script>document.documentElement.setAttribute('data-ran', '')</script></svg>`

/** A proxy of two partners who send links. */
export interface SendersProxy {
  readonly origin: string
  /** Where the first of them wishes people to go afterwards. */
  readonly returnUrl: string
  readonly senders: Readonly<Record<'acme' | 'other', LinkSender>>
}

export const test = base.extend<object, { sendersProxy: SendersProxy }>({
  sendersProxy: [
    async ({ runningSandbox, runningProxy }, use) => {
      // People return to somewhere else that answers: the form of another proxy.
      const returnUrl = `${runningProxy.origin}/?from=acme`
      const senders = {
        acme: new LinkSender({
          id: 'acme',
          displayName: 'Acme Bank',
          returnUrls: [returnUrl],
          logo: { extension: 'svg', bytes: Buffer.from(logo) },
          privacyUrl: 'https://acme.example/privacy',
        }),
        other: new LinkSender({ id: 'other', displayName: 'Other Bank' }),
      }
      const partners = Object.values(senders).map(({ partner }) => partner)
      const { origin, close } = await startProxyWithWizard(runningSandbox, { partners })
      await use({ origin, returnUrl, senders })
      await close()
    },
    { scope: 'worker' },
  ],
})
