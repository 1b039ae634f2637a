import { type Log } from '../http/log.ts'
import { MemoryStore } from './memory-store.ts'
import { type Store } from './store.ts'

/** The store that replicas share, where there is one; else a store of this process's own. */
export async function openStore(redisUrl: string | undefined, log: Log): Promise<Store> {
  if (redisUrl === undefined) return new MemoryStore()
  // Loaded only here: without Redis its client is not even in memory.
  const { RedisStore } = await import('./redis-store.ts')
  return new RedisStore(redisUrl, log)
}
