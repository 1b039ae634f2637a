import { randomBytes, randomInt } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { type VerifiedWebhook } from '../backend/backend.ts'
import { type SignIn, type VerifiedReceipt } from './portal-messages.ts'

/** A customer who is signed in. The bank makes the reference: it means nothing to others, and no browser chooses it. */
export interface Customer {
  readonly name: string
  readonly reference: string
  /** The bank asks this customer for a list of documents. */
  readonly hasList: boolean
  /** The customer's receipts by document ID, oldest first. */
  readonly receipts: Map<string, VerifiedReceipt>
  /** The webhooks about the customer, oldest first. */
  readonly webhooks: VerifiedWebhook[]
  readonly news: EventEmitter<{ webhook: [VerifiedWebhook] }>
}

const names = ['Amara Lindqvist', 'Tomás Okonkwo', 'Mei Halloran', 'Jonas Abebe'] as const
const cookieName = 'quillhaven'
const cookieRules = 'Path=/; HttpOnly; SameSite=Lax'
/** More than a demonstration needs. It keeps a script that reloads the page from filling the memory. */
const mostCustomers = 500

/** The bank's signed-in customers, by the cookie of their browser. They are kept in memory only. */
export class Customers {
  readonly #signedIn = new Map<string, Customer>()
  #count = 0

  find(cookieHeader: string | undefined): Customer | undefined {
    return this.#signedIn.get(cookieOf(cookieHeader))
  }

  /** Keeps what a webhook tells of a customer. The same may come again. */
  tell(webhook: VerifiedWebhook): void {
    for (const { reference, webhooks, news } of this.#signedIn.values()) {
      const isKnown = webhooks.some(({ id }) => id === webhook.id)
      if (reference !== webhook.data.reference || isKnown) continue
      webhooks.push(webhook)
      news.emit('webhook', webhook)
    }
  }

  /** Signs the next customer in. `setCookie` is the header that ties the customer to the browser. */
  signIn({ hasList }: SignIn): { readonly customer: Customer; readonly setCookie: string } {
    const cookie = randomBytes(16).toString('base64url')
    const customer: Customer = {
      name: names[this.#count % names.length] ?? names[0],
      reference: `QH-${randomInt(100_000, 1_000_000)}-${randomInt(100_000, 1_000_000)}`,
      hasList,
      receipts: new Map<string, VerifiedReceipt>(),
      webhooks: [],
      news: new EventEmitter<{ webhook: [VerifiedWebhook] }>(),
    }
    this.#count += 1
    this.#signedIn.set(cookie, customer)
    const [oldest] = this.#signedIn.keys()
    if (this.#signedIn.size > mostCustomers && oldest !== undefined) this.#signedIn.delete(oldest)
    return { customer, setCookie: `${cookieName}=${cookie}; ${cookieRules}` }
  }

  /** Signs a customer out. Answers the `Set-Cookie` header that removes the cookie. */
  signOut(cookieHeader: string | undefined): string {
    this.#signedIn.delete(cookieOf(cookieHeader))
    return `${cookieName}=; Max-Age=0; ${cookieRules}`
  }
}

function cookieOf(header: string | undefined): string {
  return new RegExp(`(?:^|; )${cookieName}=([\\w-]+)`).exec(header ?? '')?.[1] ?? ''
}
