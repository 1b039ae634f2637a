import {
  type CustomerTerms,
  type CustomerVisits,
  type LinkTerms,
  type WebhookDelivery,
} from '../contract/api/back-end.ts'
import { BackendError } from './backend-error.ts'
import { ReceiptKeys } from './receipt-keys.ts'
import { type VerifiedReceipt, verifyReceipt } from './verify-receipt.ts'
import { type JsonObject, unreadable, WizardClient } from './wizard-client.ts'

export { BackendError, type BackendErrorCode } from './backend-error.ts'
export { type VerifiedReceipt } from './verify-receipt.ts'
export { type VerifiedWebhook, verifyWebhook } from './verify-webhook.ts'
export {
  type CustomerDocument,
  type CustomerTerms,
  type CustomerVisits,
  type LinkTerms,
  type Prefill,
  type ReceiptClaims,
  type RequestedDocument,
  type SessionTerms,
  type WebhookDelivery,
  type WebhookEvent,
} from '../contract/api/back-end.ts'
export { type ErrorCode } from '../contract/errors.ts'

export interface BackendOptions {
  /** Where the wizard is served, such as `https://uploads.example`: scheme, host, and port if any; no path. */
  readonly origin: string
  /** The partner's ID, as the wizard's operator has declared it. */
  readonly partner: string
  /** The partner's secret. It must never reach a browser. */
  readonly apiKey: string
  /** Makes the requests, where they need a proxy or an agent of their own. By default the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** A receipt, and what it says. */
export interface ListedReceipt extends VerifiedReceipt {
  receipt: string
}

/** A hundred receipts of all customers, or fewer. */
export interface ReceiptPage {
  readonly receipts: readonly ListedReceipt[]
  /** The place after them: keep it once they are dealt with, and go on from it with the next call. */
  readonly cursor: string
}

/** Lists may be `readonly`. */
type Given<Terms> = { readonly [Name in keyof Terms]: Given<Terms[Name]> }

/**
 * The wizard, as a partner's back end sees it. Every call rejects with `BackendError`. It makes up to three attempts of
 * five seconds where the wizard gives no answer or is busy. Repeats are safe.
 */
export interface Backend {
  /** A session for the page, which the wizard's `session` function hands on. */
  readonly createSession: (terms: Given<CustomerTerms>) => Promise<{ session: string; dtsExpireAt: string }>
  /** A link to the standalone form, to send to the customer. By default it opens once, within 24 hours. */
  readonly createLink: (
    terms: Given<CustomerTerms>,
    link?: Given<LinkTerms>,
  ) => Promise<{ link: string; dtsExpireAt: string }>
  /** The customer's receipts of the last seven days, oldest first, also those that no page has handed on. */
  readonly receipts: (reference: string) => Promise<string[]>
  /**
   * Receipts of all customers, verified, in the order in which the wizard has learned of them: those since a time, or all
   * that came after the `cursor` of a page. It ends with the newest. The wizard knows those of the last seven days.
   */
  readonly allReceipts: (
    from: { readonly since: Date | string } | { readonly cursor: string },
  ) => AsyncGenerator<ReceiptPage, void, undefined>
  /** The customer's documents, those too that still wait for their file. */
  readonly visits: (reference: string) => Promise<CustomerVisits>
  /** What your webhook was told in the last seven days, the newest first: all of it, or what is of one state. */
  readonly webhooks: (only?: {
    readonly state?: WebhookDelivery['state'] | undefined
  }) => AsyncGenerator<WebhookDelivery, void, undefined>
  /** Has one of them sent again, under the same ID. Rejects with `notFound` where it is not kept any more. */
  readonly resendWebhook: (id: string) => Promise<WebhookDelivery>
  /** Ends every session of the customer, and voids the links that were made for them. What was uploaded stays. */
  readonly endSessions: (reference: string) => Promise<{ dtsEndedAt: string }>
  /**
   * What a receipt says, once it has been found genuine and about this very customer. Whose receipt it must be is for the
   * back end to say, by who is signed in: a customer can post another customer's receipt.
   *
   * Rejects with `receiptInvalid` or `receiptForeign` where it is not. With another code nothing is known of the receipt,
   * and the call can be repeated later. The wizard's keys are fetched with the first receipt, and kept for ten minutes.
   */
  readonly verifyReceipt: (
    receipt: string,
    expected: { readonly reference: string },
  ) => Promise<VerifiedReceipt>
}

/** Makes one for a whole server, since it keeps the wizard's keys. Throws `BackendError` with `optionInvalid`. */
export function createBackend(options: BackendOptions): Backend {
  const { partner } = options
  if (typeof partner !== 'string' || partner === '') throw optionInvalid('partner', 'the partner’s ID')
  const client = new WizardClient({
    origin: originOf(options.origin),
    apiKey: keyOf(options.apiKey),
    // It is looked up with each call, because tests and tracing put another in its place.
    fetch: options.fetch ?? (async (...request) => globalThis.fetch(...request)),
  })
  const keys = new ReceiptKeys(client)

  async function readListed(receipt: string): Promise<ListedReceipt> {
    return { receipt, ...(await verifyReceipt(receipt, keys, { partner, isCustomer: () => true })) }
  }

  async function* allReceipts(from: Parameters<Backend['allReceipts']>[0]) {
    let query =
      'cursor' in from ? `cursor=${encodeURIComponent(from.cursor)}` : `since=${instantOf(from.since)}`
    for (;;) {
      const data = await client.call('GET', `/api/receipts?${query}`)
      const cursor = textOf(data, 'cursor')
      yield { receipts: await Promise.all(listOf<string>(data['receipts']).map(readListed)), cursor }
      if (data['hasMore'] !== true) return
      query = `cursor=${encodeURIComponent(cursor)}`
    }
  }

  async function* webhooks({ state }: NonNullable<Parameters<Backend['webhooks']>[0]> = {}) {
    const query = new URLSearchParams(state && { state })
    for (;;) {
      const data = await client.call('GET', `/api/webhooks?${query.toString()}`)
      yield* listOf<WebhookDelivery>(data['webhooks'])
      if (data['cursor'] === undefined) return
      query.set('cursor', textOf(data, 'cursor'))
    }
  }

  return {
    async createSession(terms) {
      const data = await client.call('POST', '/api/sessions', terms)
      return { session: textOf(data, 'session'), dtsExpireAt: textOf(data, 'dtsExpireAt') }
    },
    async createLink(terms, link = {}) {
      const data = await client.call('POST', '/api/sessions', { ...terms, link })
      return { link: textOf(data, 'link'), dtsExpireAt: textOf(data, 'dtsExpireAt') }
    },
    async receipts(reference) {
      const { receipts } = await client.call('GET', pathAbout('receipts', reference))
      return listOf<string>(receipts)
    },
    allReceipts,
    async visits(reference) {
      const { documents, skipped } = await client.call('GET', pathAbout('visits', reference))
      return { documents: listOf(documents), skipped: listOf(skipped) }
    },
    webhooks,
    async resendWebhook(id) {
      const data = await client.call('POST', `/api/webhooks/${encodeURIComponent(id)}/resend`)
      return data as unknown as WebhookDelivery
    },
    async endSessions(reference) {
      const data = await client.call('DELETE', pathAbout('sessions', reference))
      return { dtsEndedAt: textOf(data, 'dtsEndedAt') }
    },
    verifyReceipt: async (receipt, { reference }) =>
      verifyReceipt(receipt, keys, { partner, isCustomer: (found) => found === reference }),
  }
}

function pathAbout(what: string, reference: string): string {
  return `/api/${what}?reference=${encodeURIComponent(reference)}`
}

function instantOf(since: Date | string): string {
  return encodeURIComponent(typeof since === 'string' ? since : since.toISOString())
}

function textOf(data: JsonObject, name: string): string {
  const value = data[name]
  if (typeof value !== 'string') throw unreadable(200)
  return value
}

function listOf<Item>(value: unknown): Item[] {
  if (!Array.isArray(value)) throw unreadable(200)
  return value as Item[]
}

function originOf(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`)
    throw optionInvalid('origin', 'an origin such as https://uploads.example')
  return url.origin
}

/** A header can't hold more, and its own error would quote the key. */
function keyOf(given: string): string {
  if (typeof given !== 'string' || !/^[!-~]+$/.test(given))
    throw optionInvalid('apiKey', 'the partner’s API key')
  return given
}

function optionInvalid(name: string, wanted: string): BackendError {
  return new BackendError('optionInvalid', `createBackend needs ${wanted} as its ${name}.`)
}
