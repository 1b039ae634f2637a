import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type VerifiedWebhook, verifyWebhook } from '../../backend/backend.ts'

interface InboxOptions {
  readonly secret: string
  /** Gets what has been received, and answers it. */
  readonly forwardTo: string | undefined
}

/** An endpoint of this machine that keeps the webhooks that are genuine. */
export class WebhookInbox {
  readonly received: VerifiedWebhook[] = []
  readonly #server: Server
  readonly #options: InboxOptions

  constructor(options: InboxOptions) {
    this.#options = options
    this.#server = createServer((request, response) => {
      void this.#take(request).then(
        (status) => response.writeHead(status).end(),
        () => response.writeHead(400).end(),
      )
    })
  }

  /** Listens on a free port, and answers the address. */
  async listen(): Promise<string> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/webhooks`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await once(this.#server.close(), 'close')
  }

  /** A fact that comes again, because its first answer was lost or refused, is kept once. */
  async #take(request: IncomingMessage): Promise<number> {
    const { secret, forwardTo } = this.#options
    const { headers } = request
    const body = await text(request)
    const webhook = await verifyWebhook(body, headers, secret)
    if (!this.received.some(({ id }) => id === webhook.id)) this.received.push(webhook)
    if (forwardTo === undefined) return 204
    const signed = Object.entries(headers).filter(([name]) => /^(?:webhook-|content-type$)/.test(name))
    const sent = { method: 'POST', headers: signed.map(([name, value]) => [name, String(value)]), body }
    return fetch(forwardTo, sent as RequestInit).then(
      ({ status }) => status,
      () => 502,
    )
  }
}
