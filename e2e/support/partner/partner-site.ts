import { type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { serve } from '../../../src/testing/serve.ts'
import { createPartnerKey } from '../../../src/proxy/partners/partner-key.ts'
import { type Partner } from '../../../src/proxy/partners/partners.ts'

/** A partner's site: a page that shows the wizard, and a back end that makes its sessions. */
export interface PartnerSite<Proxy> {
  /** What serves the wizard. */
  readonly proxy: Proxy
  /** On `127.0.0.1`. */
  readonly origin: string
  /** On `localhost`, which is another site. */
  readonly wizardOrigin: string
  /** The customer that sessions are for, unless their terms name another. */
  readonly reference: () => string
  /** Terms of the next sessions, beside their reference. */
  readonly terms: Record<string, unknown>
  /** IDs of the elements that its pages show a wizard in, in the order in which they mount them. */
  readonly targets: string[]
  /** How high the place of each wizard is at least, in pixels: what stands below then never moves. */
  readonly places: { room: number }
  /** Headers of its pages, beside their policy. */
  readonly headers: Record<string, string>
  /** How many sessions the page has asked for, of this customer. */
  readonly sessions: () => number
  /** Ends the sessions of the customer that all of them are for. */
  readonly endSessions: () => Promise<void>
  /** Makes the site what it was at first, with a customer that nobody has met. */
  readonly startAnew: () => void
  readonly close: () => Promise<void>
}

/** A bank's policy: it allows the bank's own scripts and the wizard's origin, and nothing inline. */
const policy = (wizard: string) =>
  `default-src 'none'; script-src 'self' ${wizard}; frame-src ${wizard}; connect-src 'self'; style-src 'self'; img-src data:`

const page = (wizard: string, targets: readonly string[], room: number) => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Portal</title><link rel="icon" href="data:,">
    ${room === 0 ? '' : '<link rel="stylesheet" href="/page.css">'}
  </head>
  <body>
    <h1>Your documents</h1>
    <button type="button">Before</button>
    ${targets
      .toSorted()
      .map((id) => `<div id="${id}"></div>`)
      .join('')}
    <button type="button">After</button>
    <script src="${wizard}/embed.js"></script>
    <script src="/page.js"></script>
  </body>
</html>`

const script = (targets: readonly string[]) => `
window.told = []
const tell = (event) => window.told.push(event)
window.mount = (target = '#documents', terms = {}) => AkepaUploadWizard.mountDocumentUpload(target, {
  partner: 'acme',
  session: async () => (await fetch('/session', { method: 'POST', body: JSON.stringify(terms) })).text(),
  onReady: tell, onStep: tell, onGenerated: tell, onUploaded: tell, onCompleted: tell,
  onBusy: tell, onError: tell, onSessionExpired: tell,
})
window.uploads = ${JSON.stringify(targets)}.map((id) => window.mount('#' + id))
window.upload = window.uploads[0]
`

/**
 * Starts the site. `startProxy` starts a proxy that knows the partner, or answers with one that does not. The proxy's
 * origin can be that of a relay before it.
 */
export async function startPartnerSite<Proxy extends { readonly origin: string }>(
  startProxy: (partner: Partner) => Promise<Proxy>,
): Promise<PartnerSite<Proxy>> {
  const { apiKey, sha256 } = createPartnerKey()
  const terms: Record<string, unknown> = {}
  const targets = ['documents']
  const headers: Record<string, string> = {}
  let wizard = ''
  let sessions = 0
  let customer = 42
  const reference = () => `customer-${customer}`
  const places = { room: 0 }

  async function createSession(asked: object): Promise<string> {
    sessions += 1
    const response = await fetch(`${wizard}/api/sessions`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ reference: reference(), ...terms, ...asked }),
    })
    const { data } = (await response.json()) as { data: { session: string } }
    return data.session
  }

  async function answer(request: IncomingMessage): Promise<readonly [string, string]> {
    const body = await text(request)
    if (request.url === '/session')
      return ['text/plain', await createSession(body === '' ? {} : (JSON.parse(body) as object))]
    if (request.url === '/page.css') return ['text/css', `div { min-height: ${places.room}px }`]
    return request.url === '/page.js'
      ? ['text/javascript', script(targets)]
      : ['text/html', page(wizard, targets, places.room)]
  }

  const { origin, close } = await serve((request, response) => {
    answer(request).then(
      ([type, body]) => {
        response.writeHead(200, {
          'Content-Type': type,
          'Content-Security-Policy': policy(wizard),
          ...headers,
        })
        response.end(body)
      },
      () => response.writeHead(500).end(),
    )
  })
  const proxy = await startProxy({
    id: 'acme',
    displayName: 'Acme Bank',
    origins: [origin],
    apiKeySha256: [sha256],
    returnUrls: [],
    defaults: {},
  })
  wizard = proxy.origin.replace('127.0.0.1', 'localhost')
  const endSessions = async () => {
    const headers = { Authorization: `Bearer ${apiKey}` }
    await fetch(`${wizard}/api/sessions?reference=${reference()}`, { method: 'DELETE', headers })
  }
  const startAnew = () => {
    customer += 1
    sessions = 0
    places.room = 0
    targets.splice(0, Infinity, 'documents')
    for (const changed of [terms, headers]) for (const name of Object.keys(changed)) delete changed[name]
  }
  return {
    proxy,
    reference,
    startAnew,
    places,
    origin,
    wizardOrigin: wizard,
    terms,
    targets,
    headers,
    sessions: () => sessions,
    endSessions,
    close,
  }
}
