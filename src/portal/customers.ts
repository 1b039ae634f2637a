import { randomBytes, randomInt } from 'node:crypto'
import { type VerifiedReceipt } from './portal-messages.ts'

/** Who is signed in. The reference is the bank's own, opaque to everyone else, and never the browser's to choose. */
export interface Customer {
  readonly name: string
  readonly reference: string
  /** By document ID, oldest first. */
  readonly receipts: Map<string, VerifiedReceipt>
}

const names = ['Amara Lindqvist', 'Tomás Okonkwo', 'Mei Halloran', 'Jonas Abebe'] as const
const cookieName = 'quillhaven'
const cookieRules = 'Path=/; HttpOnly; SameSite=Lax'
/** A demonstration runs for an afternoon; this only keeps a page that is reloaded by a script from filling memory. */
const mostCustomers = 500

/** The bank's customers who are signed in, by the cookie each browser holds. Kept in memory, gone at the end. */
export class Customers {
  readonly #signedIn = new Map<string, Customer>()
  #count = 0

  find(cookieHeader: string | undefined): Customer | undefined {
    return this.#signedIn.get(cookieOf(cookieHeader))
  }

  /** Signs the next customer in: `setCookie` is the header that makes them this browser's. */
  signIn(): { readonly customer: Customer; readonly setCookie: string } {
    const cookie = randomBytes(16).toString('base64url')
    const customer = {
      name: names[this.#count % names.length] ?? names[0],
      reference: `QH-${randomInt(100_000, 1_000_000)}-${randomInt(100_000, 1_000_000)}`,
      receipts: new Map<string, VerifiedReceipt>(),
    }
    this.#count += 1
    this.#signedIn.set(cookie, customer)
    const [oldest] = this.#signedIn.keys()
    if (this.#signedIn.size > mostCustomers && oldest !== undefined) this.#signedIn.delete(oldest)
    return { customer, setCookie: `${cookieName}=${cookie}; ${cookieRules}` }
  }

  /** Answers with the header that makes the browser forget. */
  signOut(cookieHeader: string | undefined): string {
    this.#signedIn.delete(cookieOf(cookieHeader))
    return `${cookieName}=; Max-Age=0; ${cookieRules}`
  }
}

function cookieOf(header: string | undefined): string {
  return new RegExp(`(?:^|; )${cookieName}=([\\w-]+)`).exec(header ?? '')?.[1] ?? ''
}
