import Redis from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import { createLog } from '../http/log.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { RedisStore } from '../store/redis-store.ts'
import { type Store } from '../store/store.ts'
import { type RedisServer, startRedis } from './redis-server.ts'

/**
 * Runs tests once for each kind of store. The store is empty when a test begins. In Redis, all stores that a test opens
 * share their entries, like replicas. The test must close the stores it opens.
 */
export function inEachStore(tests: (openStore: () => Store) => void): void {
  describe('in memory', () => {
    tests(() => new MemoryStore())
  })

  describe('in Redis', () => {
    let server: RedisServer
    let inspector: Redis
    beforeAll(async () => {
      server = await startRedis()
      inspector = new Redis(server.url)
    })
    beforeEach(() => inspector.flushall())
    afterAll(async () => {
      inspector.disconnect()
      await server.stop()
    })
    tests(() => new RedisStore(server.url, createLog('silent')))
  })
}
