import { type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'
import { networkOf } from './address.ts'

/** Counts what guests do by their address, because nothing else is known of them. Fails with `tooManyRequests`. */
export type CountGuest = (address: string, what: 'session' | 'document') => Promise<void>

export function createCountGuest(store: Store, perMinute: number): CountGuest {
  const limiter = store.limiter({ name: 'guest', most: perMinute, seconds: 60 })
  return (address, what) => limiter.count(storeKey('guest', what, networkOf(address)))
}
