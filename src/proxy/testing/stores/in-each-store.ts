import { describe } from 'vitest'
import { createLog } from '../../http/record/log.ts'
import { MemoryStore } from '../../store/memory-store.ts'
import { RedisStore } from '../../store/redis-store.ts'
import { type Store } from '../../store/store.ts'
import { sharedRedis } from './redis-server.ts'

/**
 * Runs tests once for each kind of store. The store is empty when a test begins. In Redis, all stores that a test opens
 * share their entries, like replicas. The test must close the stores it opens.
 */
export function inEachStore(tests: (openStore: () => Store) => void): void {
  describe('in memory', () => {
    tests(() => new MemoryStore())
  })

  describe('in Redis', () => {
    const redis = sharedRedis()
    tests(() => new RedisStore(redis.url, createLog('silent')))
  })
}
