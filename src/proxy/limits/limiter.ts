import { type Redis } from 'ioredis'
import {
  RateLimiterMemory,
  RateLimiterRedis,
  type RateLimiterAbstract,
  RateLimiterRes,
} from 'rate-limiter-flexible'
import { Failure } from '../http/answer/failure.ts'
import { inTime } from '../store/in-time.ts'

export interface LimitRule {
  readonly name: string
  /** How many are let through in `seconds`, from the first on. */
  readonly most: number
  readonly seconds: number
}

/** Counts by keys, which come from `storeKey`. */
export interface Limiter {
  /** Counts one, and fails with `tooManyRequests` if that is one too many. */
  count(key: string): Promise<void>
  /** Fails as `count` does, without counting. */
  check(key: string): Promise<void>
}

export function memoryLimiter({ name, most, seconds }: LimitRule): Limiter {
  return limiterOf(new RateLimiterMemory({ keyPrefix: name, points: most, duration: seconds }), most)
}

interface Reachability {
  /** Whether it is worth asking. */
  readonly isReachable: () => boolean
  readonly onFailure: (error: unknown) => void
}

/** Where Redis has no answer, each process counts for itself. */
export function redisLimiter(
  redis: Redis,
  rule: LimitRule,
  { isReachable, onFailure }: Reachability,
): Limiter {
  const { name, most, seconds } = rule
  const shared = limiterOf(
    new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `limit:${name}`,
      points: most,
      duration: seconds,
      rejectIfRedisNotReady: true,
      // What is over its limit costs Redis nothing more.
      inMemoryBlockOnConsumed: most + 1,
    }),
    most,
  )
  const own = memoryLimiter(rule)
  const either = async (ask: (limiter: Limiter) => Promise<void>) => {
    if (!isReachable()) return await ask(own)
    try {
      await inTime(ask(shared))
    } catch (error) {
      if (error instanceof Failure) throw error
      onFailure(error)
      await ask(own)
    }
  }
  return {
    count: (key) => either((limiter) => limiter.count(key)),
    check: (key) => either((limiter) => limiter.check(key)),
  }
}

function limiterOf(limiter: RateLimiterAbstract, most: number): Limiter {
  return {
    async count(key) {
      try {
        await limiter.consume(key)
      } catch (error) {
        throw error instanceof RateLimiterRes ? excess(error) : error
      }
    },
    async check(key) {
      const held = await limiter.get(key)
      if (held && held.consumedPoints > most) throw excess(held)
    },
  }
}

function excess({ msBeforeNext }: RateLimiterRes): Failure {
  return new Failure('tooManyRequests', { retryAfterSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)) })
}
