import * as z from 'zod/mini'
import { PortalFailure } from './portal-failure.ts'
import { type SessionSettings } from './portal-messages.ts'

export interface WizardAccount {
  /** The wizard's origin. */
  readonly origin: string
  readonly partnerId: string
  /** The bank's secret. It is sent only to the wizard's server. */
  readonly apiKey: string
}

const timeLimitMs = 10_000

const mintedSchema = z.object({
  data: z.object({ session: z.string().check(z.minLength(1)), dtsExpireAt: z.iso.datetime() }),
})
const receiptListSchema = z.object({ data: z.object({ receipts: z.array(z.string()) }) })
const refusalSchema = z.object({
  code: z.string(),
  requestId: z.optional(z.string()),
  context: z.optional(z.unknown()),
})

/** Calls the wizard's server for the bank's back end. Every call rejects with `PortalFailure`. */
export class WizardClient {
  readonly #account: WizardAccount

  constructor(account: WizardAccount) {
    this.#account = account
  }

  /** Opens a session for the customer with this reference. */
  async mintSession(
    reference: string,
    settings: SessionSettings,
  ): Promise<{ session: string; dtsExpireAt: string }> {
    const body = await this.#call('/api/sessions', JSON.stringify({ ...settings, reference }))
    return parse(mintedSchema, body).data
  }

  /** Every receipt of the last days for this customer, even those that the page never got. */
  async receiptsOf(reference: string): Promise<readonly string[]> {
    const body = await this.#call(`/api/receipts?reference=${encodeURIComponent(reference)}`)
    return parse(receiptListSchema, body).data.receipts
  }

  async #call(path: string, json?: string): Promise<unknown> {
    const { origin, apiKey } = this.#account
    let response: Response
    let body: unknown
    try {
      response = await fetch(origin + path, {
        ...(json !== undefined && { method: 'POST', body: json }),
        headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
        // A redirect would take the key to another address.
        redirect: 'error',
        signal: AbortSignal.timeout(timeLimitMs),
      })
      body = await response.json()
    } catch (cause) {
      throw new PortalFailure('wizardUnreachable', `The wizard at ${origin} gave no usable answer.`, cause)
    }
    if (response.ok) return body
    throw new PortalFailure('wizardRefused', describeRefusal(body))
  }
}

function parse<Schema extends z.ZodMiniType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new PortalFailure('wizardUnreachable', 'The wizard’s answer is not as documented.', parsed.error)
}

function describeRefusal(body: unknown): string {
  const refusal = refusalSchema.safeParse(body)
  if (!refusal.success) return 'The wizard refused, without a code.'
  const { code, requestId, context } = refusal.data
  const details = [
    context === undefined ? '' : ` ${JSON.stringify(context)}`,
    requestId === undefined ? '' : ` (request ${requestId})`,
  ]
  return `The wizard answered ${code}.${details.join('')}`
}
