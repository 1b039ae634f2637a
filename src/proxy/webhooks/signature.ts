import { createHmac } from 'node:crypto'

export const secretPrefix = 'whsec_'

/** The bytes of a secret in the form of the Standard Webhooks. Undefined if it isn't one of 24 to 64 bytes. */
export function secretBytes(secret: string): Buffer | undefined {
  if (!secret.startsWith(secretPrefix)) return undefined
  const text = secret.slice(secretPrefix.length)
  const bytes = Buffer.from(text, 'base64')
  const isRight = bytes.toString('base64') === text && bytes.length >= 24 && bytes.length <= 64
  return isRight ? bytes : undefined
}

interface Signed {
  readonly id: string
  readonly body: string
  /** Of this attempt, in seconds. */
  readonly timestamp: number
}

/**
 * The headers of the Standard Webhooks (https://www.standardwebhooks.com, 1.0.0). While a partner changes from one secret
 * to the next, there is a signature by each.
 */
export function signedHeaders(
  { id, body, timestamp }: Signed,
  secrets: readonly string[],
): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const key = secretBytes(secret)
    if (!key) throw new TypeError('The secret of a webhook must be checked before')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  }
}
