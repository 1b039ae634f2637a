import { type WebhookEvent } from '../contract/api/back-end.ts'
import { BackendError } from './backend-error.ts'

/** What was posted to a partner's webhook, and the ID under which it comes again. */
export type VerifiedWebhook = WebhookEvent & { readonly id: string }

/** The headers of a request, as `fetch` and as Node's servers hold them. */
type GivenHeaders = Pick<Headers, 'get'> | { readonly [name: string]: string | readonly string[] | undefined }

const secretPrefix = 'whsec_'
const longestBody = 64 * 1024
/** So far may the clocks be apart, and so long may the request have been on its way. */
const toleranceSeconds = 5 * 60

/**
 * Verifies what was posted to a partner's webhook, by the Standard Webhooks specification, and answers it. `body` is the
 * request's very text, not parsed: another JSON writer makes another text. `secret` may be a list while it changes.
 *
 * Rejects with `webhookInvalid` where it is not genuine, or older than five minutes, and with `optionInvalid` where a secret
 * is none. The same fact may come again, under the same `id`.
 */
export async function verifyWebhook(
  body: string,
  headers: GivenHeaders,
  secret: string | readonly string[],
): Promise<VerifiedWebhook> {
  if (typeof body !== 'string') throw optionInvalid('the body as the text that was posted')
  if (body.length > longestBody) throw invalid('is too long')
  const id = headerOf(headers, 'webhook-id')
  const timestamp = headerOf(headers, 'webhook-timestamp')
  if (!/^\d{1,12}$/.test(timestamp)) throw invalid('has no time')
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > toleranceSeconds) {
    throw invalid('is older than five minutes, or a clock is wrong')
  }
  const signatures = headerOf(headers, 'webhook-signature')
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => bytesOf(signature.slice('v1,'.length)))
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`)
  const keys = await Promise.all([secret].flat().map(keyOf))
  const checks = keys.flatMap((key) =>
    signatures.map(async (signature) =>
      signature === undefined ? false : crypto.subtle.verify('HMAC', key, signature, signed),
    ),
  )
  if (!(await Promise.all(checks)).includes(true)) throw invalid('has a wrong signature')
  return { ...(parse(body) as WebhookEvent), id }
}

async function keyOf(secret: string): Promise<CryptoKey> {
  const isPrefixed = typeof secret === 'string' && secret.startsWith(secretPrefix)
  const bytes = isPrefixed ? bytesOf(secret.slice(secretPrefix.length)) : undefined
  if (!bytes || bytes.length < 24) throw optionInvalid('the webhook’s secret, which begins with whsec_')
  return await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
}

function headerOf(headers: GivenHeaders, name: string): string {
  const value =
    'get' in headers && typeof headers.get === 'function'
      ? (headers as Pick<Headers, 'get'>).get(name)
      : (headers as Readonly<Record<string, unknown>>)[name]
  if (typeof value !== 'string' || value === '') throw invalid(`has no header ${name}`)
  return value
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

/** What is signed with the partner's secret is the wizard's, so its form is not looked at. Later versions may tell more. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw invalid('is no JSON')
  }
}

function invalid(why: string): BackendError {
  return new BackendError('webhookInvalid', `The webhook ${why}.`)
}

function optionInvalid(wanted: string): BackendError {
  return new BackendError('optionInvalid', `verifyWebhook needs ${wanted}.`)
}
