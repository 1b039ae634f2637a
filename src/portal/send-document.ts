import * as z from 'zod/mini'
import { PortalFailure } from './portal-failure.ts'
import { type extensions } from './portal-messages.ts'

/** A document with its picture, which the bank has already. */
export interface KnownDocument {
  /** Which of the documents that the session asks for it is. */
  readonly requestedKey: string
  /** The body of ConnectFi's generate. */
  readonly document: Readonly<Record<'workflow' | 'type' | 'name', string>> & {
    readonly extension: (typeof extensions)[number]
  }
  readonly picture: Uint8Array<ArrayBuffer>
}

const timeLimitMs = 10_000

const generatedSchema = z.object({ data: z.object({ id: z.string().check(z.minLength(1)) }) })
const refusalSchema = z.object({ code: z.string() })

/**
 * Registers a document and uploads its picture, by the calls that the wizard makes in the customer's session. Answers the
 * receipt. Rejects with `PortalFailure`.
 */
export async function sendDocument(
  origin: string,
  session: string,
  { requestedKey, document, picture }: KnownDocument,
): Promise<string> {
  const authorization = { Authorization: `Bearer ${session}` }
  const generated = await post(`${origin}/api/akepa/document/generate`, {
    headers: { ...authorization, 'Content-Type': 'application/json', 'Requested-Key': requestedKey },
    body: JSON.stringify(document),
  })
  const { data, error } = generatedSchema.safeParse(generated.body)
  if (error) throw new PortalFailure('wizardUnreachable', 'The wizard’s answer is not as documented.', error)
  const form = new FormData()
  form.set('file', new Blob([picture]), `file.${document.extension}`)
  const { headers } = await post(`${origin}/api/akepa/document/upload/${data.data.id}`, {
    headers: { ...authorization, 'Upload-Ticket': generated.headers.get('Upload-Ticket') ?? '' },
    body: form,
  })
  return headers.get('Upload-Receipt') ?? ''
}

async function post(url: string, init: RequestInit): Promise<{ body: unknown; headers: Headers }> {
  let response: Response
  let body: unknown
  try {
    const signal = AbortSignal.timeout(timeLimitMs)
    response = await fetch(url, { ...init, method: 'POST', redirect: 'error', signal })
    body = await response.json()
  } catch (cause) {
    throw new PortalFailure('wizardUnreachable', 'The wizard gave no usable answer.', cause)
  }
  if (response.ok) return { body, headers: response.headers }
  const { data } = refusalSchema.safeParse(body)
  throw new PortalFailure('wizardRefused', `The wizard answered ${data?.code ?? 'without a code'}.`)
}
