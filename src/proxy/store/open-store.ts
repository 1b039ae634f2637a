import { type Log } from '../http/record/log.ts'
import { type Metrics } from '../http/record/metrics.ts'
import { MemoryStore } from './memory-store.ts'
import { type Store } from './store.ts'

interface StoreOptions {
  readonly redisUrl: string | undefined
  /** Of a store in this process. */
  readonly maxBytes: number
  /** Then nothing is lost that counts. */
  readonly isSandbox: boolean
  readonly metrics: Metrics
  readonly log: Log
}

/** Opens the Redis that replicas share, or without one a store in this process. */
export async function openStore({
  redisUrl,
  maxBytes,
  isSandbox,
  metrics,
  log,
}: StoreOptions): Promise<Store> {
  if (redisUrl === undefined) {
    const store = new MemoryStore({ maxBytes, onEvicted: () => metrics.storeEvictions.inc() })
    metrics.readStoreBytes(() => store.bytes)
    if (!isSandbox)
      log.warn(
        'without REDIS_URL, what is known of visits, receipts and webhooks is lost when this process ends',
      )
    return store
  }
  // Imported here, so that without Redis its client is never loaded.
  const { RedisStore } = await import('./redis-store.ts')
  return new RedisStore(redisUrl, log)
}
