import { type Log } from '../http/log.ts'
import { MemoryStore } from './memory-store.ts'
import { type Store } from './store.ts'

/** Opens the Redis that replicas share, or without one a store in this process. */
export async function openStore(redisUrl: string | undefined, log: Log): Promise<Store> {
  if (redisUrl === undefined) return new MemoryStore()
  // Imported here, so that without Redis its client is never loaded.
  const { RedisStore } = await import('./redis-store.ts')
  return new RedisStore(redisUrl, log)
}
