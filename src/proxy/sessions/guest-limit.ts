import ipaddr from 'ipaddr.js'
import { Failure } from '../http/failure.ts'
import { type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'

const windowMs = 60_000

/** Counts what guests do by their address, because nothing else is known of them. Fails with `tooManyRequests`. */
export type CountGuest = (address: string, what: 'session' | 'document') => Promise<void>

export function createCountGuest(store: Store, perMinute: number): CountGuest {
  return async (address, what) => {
    const now = Date.now()
    const window = Math.floor(now / windowMs)
    const key = storeKey('guests', what, network(address), String(window))
    if ((await store.increment(key, windowMs)) <= perMinute) return
    const retryAfterSeconds = Math.ceil(((window + 1) * windowMs - now) / 1000)
    throw new Failure('tooManyRequests', { retryAfterSeconds })
  }
}

/**
 * One IPv6 subscriber has a whole /64 (RFC 6177), and could take a new address for each request: the /64 is counted. A
 * server that listens on `::` sees IPv4 callers as `::ffff:192.0.2.1` (RFC 4291, 2.5.5.2), all of them in one /64: their
 * IPv4 address is counted.
 */
function network(text: string): string {
  if (!ipaddr.isValid(text)) return text
  const address = ipaddr.process(text)
  return address instanceof ipaddr.IPv6 ? String(address.parts.slice(0, 4)) : address.toString()
}
