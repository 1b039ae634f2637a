import { type FastifyInstance } from 'fastify'
import { withoutPort } from './address.ts'

const header = 'x-forwarded-for'
const headersOfProxies = [header, 'forwarded', 'x-real-ip']

/**
 * Reads addresses with a port in X-Forwarded-For as the addresses. Without a trusted proxy it warns once when one seems
 * to stand in front: all its callers are then counted as one address. Call it before any hook that reads `request.ip`.
 */
export function readForwardedAddresses(app: FastifyInstance, trustedProxies: readonly string[]): void {
  if (trustedProxies.length > 0) {
    app.addHook('onRequest', async ({ raw: { headers } }) => {
      const forwarded = headers[header]
      if (typeof forwarded === 'string')
        headers[header] = forwarded
          .split(',')
          .map((text) => withoutPort(text.trim()))
          .join(', ')
    })
    return
  }
  let isWarned = false
  app.addHook('onRequest', async ({ raw: { headers } }) => {
    if (isWarned) return
    const found = headersOfProxies.find((name) => headers[name] !== undefined)
    if (found === undefined) return
    isWarned = true
    app.log.warn(
      { header: found },
      'a proxy seems to stand in front, and TRUST_PROXY names none: all its callers count as one address',
    )
  })
}
