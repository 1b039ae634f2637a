import { onTestFinished } from 'vitest'
import { createLog } from '../../http/record/log.ts'
import { RedisStore } from '../../store/redis-store.ts'
import { startRedis } from './redis-server.ts'

/** A store whose Redis has answered once, and answers nothing from now on. It ends with the test. */
export async function openSilentStore(): Promise<RedisStore> {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  const store = new RedisStore(redis.url, createLog('silent'))
  onTestFinished(() => store.close())
  await store.now()
  redis.fallSilent()
  return store
}
