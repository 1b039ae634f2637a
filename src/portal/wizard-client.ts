import * as z from 'zod/mini'
import { PortalFailure } from './portal-failure.ts'
import { type extensions, type SessionSettings } from './portal-messages.ts'

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
const generatedSchema = z.object({ data: z.object({ id: z.string().check(z.minLength(1)) }) })
const refusalSchema = z.object({
  code: z.string(),
  requestId: z.optional(z.string()),
  context: z.optional(z.unknown()),
})

/** A document with its picture, which the bank has already. */
interface KnownDocument {
  /** Which of the documents that the session asks for it is. */
  readonly requestedKey: string
  /** The body of ConnectFi's generate. */
  readonly document: Readonly<Record<'workflow' | 'type' | 'name', string>> & {
    readonly extension: (typeof extensions)[number]
  }
  readonly picture: Uint8Array<ArrayBuffer>
}

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
    const { body } = await this.#call(
      '/api/sessions',
      this.#asBank(JSON.stringify({ ...settings, reference })),
    )
    return parse(mintedSchema, body).data
  }

  /** Every receipt of the last days for this customer, even those that the page never got. */
  async receiptsOf(reference: string): Promise<readonly string[]> {
    const { body } = await this.#call(
      `/api/receipts?reference=${encodeURIComponent(reference)}`,
      this.#asBank(),
    )
    return parse(receiptListSchema, body).data.receipts
  }

  /** Registers a document and uploads its picture, by the calls that the wizard makes. Answers the receipt. */
  async upload(session: string, { requestedKey, document, picture }: KnownDocument): Promise<string> {
    const authorization = { Authorization: `Bearer ${session}` }
    const generated = await this.#call('/api/akepa/document/generate', {
      method: 'POST',
      headers: { ...authorization, 'Content-Type': 'application/json', 'Requested-Key': requestedKey },
      body: JSON.stringify(document),
    })
    const { id } = parse(generatedSchema, generated.body).data
    const form = new FormData()
    form.set('file', new Blob([picture]), `file.${document.extension}`)
    const { headers } = await this.#call(`/api/akepa/document/upload/${id}`, {
      method: 'POST',
      headers: { ...authorization, 'Upload-Ticket': generated.headers.get('Upload-Ticket') ?? '' },
      body: form,
    })
    return headers.get('Upload-Receipt') ?? ''
  }

  #asBank(json?: string): RequestInit {
    return {
      ...(json !== undefined && { method: 'POST', body: json }),
      headers: { Authorization: `Bearer ${this.#account.apiKey}`, 'Content-Type': 'application/json' },
    }
  }

  async #call(path: string, init: RequestInit): Promise<{ body: unknown; headers: Headers }> {
    const { origin } = this.#account
    let response: Response
    let body: unknown
    try {
      response = await fetch(origin + path, {
        ...init,
        // A redirect would take the key to another address.
        redirect: 'error',
        signal: AbortSignal.timeout(timeLimitMs),
      })
      body = await response.json()
    } catch (cause) {
      throw new PortalFailure('wizardUnreachable', `The wizard at ${origin} gave no usable answer.`, cause)
    }
    if (response.ok) return { body, headers: response.headers }
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
