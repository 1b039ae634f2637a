import { type Log } from '../http/log.ts'
import { createMemoryStore } from './memory-store.ts'
import { type Store } from './store.ts'

/** The store that replicas share, where there is one; else a store of this process's own. */
export async function openStore(redisUrl: string | undefined, log: Log): Promise<Store> {
  if (redisUrl === undefined) return createMemoryStore()
  // Loaded only here: without Redis its client is not even in memory.
  const { createRedisStore } = await import('./redis-store.ts')
  return createRedisStore(redisUrl, log)
}
