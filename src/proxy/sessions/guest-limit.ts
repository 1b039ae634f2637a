import { isIPv6 } from 'node:net'
import { Failure } from '../http/failure.ts'
import { type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'

const windowMs = 60_000

/** What guests do is counted by address, since they are nobody in particular: fails with `tooManyRequests`. */
export type CountGuest = (address: string, what: 'session' | 'document') => Promise<void>

export function createCountGuest(store: Store, perMinute: number): CountGuest {
  return async (address, what) => {
    const now = Date.now()
    const window = Math.floor(now / windowMs)
    const key = storeKey('guests', what, network(address), String(window))
    if ((await store.increment(key, 1, windowMs)) <= perMinute) return
    const retryAfterSeconds = Math.ceil(((window + 1) * windowMs - now) / 1000)
    throw new Failure('tooManyRequests', { retryAfterSeconds })
  }
}

/**
 * One IPv6 subscriber has a whole /64 (RFC 6177), and could take a new address for each request. A server that
 * listens on `::` sees IPv4 callers as `::ffff:192.0.2.1` (RFC 4291, 2.5.5.2), all of them in one /64.
 */
function network(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!isIPv6(address)) return address
  const [left = '', right] = address.split('::')
  const groups = left.split(':')
  const tail = right === undefined ? [] : right.split(':')
  const zeros = right === undefined ? 0 : Math.max(0, 8 - groups.length - tail.length)
  return [...groups, ...Array<string>(zeros).fill('0'), ...tail].slice(0, 4).join(':')
}
