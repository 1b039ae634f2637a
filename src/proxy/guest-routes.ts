import { isIPv6 } from 'node:net'
import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { success } from './answers.ts'
import { type ProxyConfiguration } from './configuration.ts'
import { Failure } from './failure.ts'
import { type Sessions } from './sessions.ts'
import { type Store } from './store.ts'
import { storeKey } from './store-key.ts'

const windowMs = 60_000

/** `POST /api/sessions/guest`: a session for whoever opens the standalone form, from its own page alone. */
export function addGuestSessions(
  app: FastifyInstance,
  { guestSessionsPerMinute, publicOrigin }: ProxyConfiguration,
  sessions: Sessions,
  store: Store,
): void {
  app.post('/api/sessions/guest', async (request) => {
    if (guestSessionsPerMinute === 0) throw new Failure('guestSessionsOff')
    requireSameOrigin(request, publicOrigin ?? `http://${request.headers.host}`)
    await countGuest(store, request.ip, guestSessionsPerMinute)
    return success(request, await sessions.mintGuest(request.headers.authorization))
  })
}

/**
 * Keeps other sites' pages from minting sessions in their visitors' names. Browsers send these headers by
 * themselves and let no page change them; a caller that sends neither is no browser, and could lie anyway.
 */
function requireSameOrigin(request: FastifyRequest, expected: string): void {
  const { origin } = request.headers
  const site = request.headers['sec-fetch-site']
  const isForeign = origin !== undefined && origin !== expected
  const isCrossSite = site !== undefined && site !== 'same-origin' && site !== 'none'
  if (isForeign || isCrossSite) throw new Failure('originForbidden')
}

async function countGuest(store: Store, address: string, perMinute: number): Promise<void> {
  const now = Date.now()
  const window = Math.floor(now / windowMs)
  const count = await store.increment(storeKey('guests', network(address), String(window)), 1, windowMs)
  if (count <= perMinute) return
  const retryAfterSeconds = Math.ceil(((window + 1) * windowMs - now) / 1000)
  throw new Failure('tooManyRequests', { retryAfterSeconds })
}

/** One IPv6 subscriber has a whole /64 (RFC 6177), and could take a new address for each request. */
function network(address: string): string {
  if (!isIPv6(address)) return address
  const [left = '', right] = address.split('::')
  const groups = left.split(':')
  const tail = right === undefined ? [] : right.split(':')
  const zeros = right === undefined ? 0 : Math.max(0, 8 - groups.length - tail.length)
  return [...groups, ...Array<string>(zeros).fill('0'), ...tail].slice(0, 4).join(':')
}
