import { setTimeout as wait } from 'node:timers/promises'
import Redis from 'ioredis'
import { Failure } from '../http/failure.ts'
import { type Log } from '../http/log.ts'
import { type Limiter, type LimitRule, redisLimiter } from '../limits/limiter.ts'
import { inTime } from './in-time.ts'
import { type Store } from './store.ts'

const keyPrefix = 'akepa-upload:'
/** For what `inTime` has given up. */
const timeoutMs = 5_000
const pingEveryMs = 100
const retryAfterSeconds = 5

/** Operations of more than one command. Redis runs a script in one go, so no other replica comes in between. */
const scripts = {
  replaceIf: `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
    return 1`,
  increment: `local count = redis.call('INCR', KEYS[1])
    if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
    return count`,
} as const

/**
 * The store that any number of replicas share. While Redis can't be reached, every call fails with `overloaded` within
 * a second, and the client reconnects in the background. After a call that had no answer, the next ones fail at once until
 * Redis answers, so a request of several calls doesn't wait for each.
 */
export class RedisStore implements Store {
  readonly #redis: Redis
  readonly #log: Log
  #warnings: readonly string[] = []
  #isSilent = false
  #isClosed = false

  constructor(url: string, log: Log) {
    this.#log = log
    this.#redis = new Redis(url, {
      keyPrefix,
      commandTimeout: timeoutMs,
      connectTimeout: timeoutMs,
      maxRetriesPerRequest: 1,
    })
    this.#redis.on('ready', () => void this.#checkSettings())
    this.#redis.on('error', (error: Error & { code?: string }) => {
      // The message can hold the URL, and with it the password. Only the first word of a refusal is logged (NOAUTH).
      const refusal = error.name === 'ReplyError' ? /^[A-Z]+/.exec(error.message)?.[0] : undefined
      log.error({ cause: error.code ?? refusal ?? error.name }, 'redis failed')
    })
  }

  get warnings(): readonly string[] {
    return this.#warnings
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.#answered(() => this.#redis.get(key))) ?? undefined
  }

  async setIfAbsent(key: string, value: string, ttlMs: number): Promise<boolean> {
    return (await this.#answered(() => this.#redis.set(key, value, 'PX', ttlMs, 'NX'))) === 'OK'
  }

  async replaceIf(key: string, expected: string, value: string, ttlMs: number): Promise<boolean> {
    return (await this.#run('replaceIf', key, expected, value, ttlMs)) === 1
  }

  async increment(key: string, ttlMs: number): Promise<number> {
    return Number(await this.#run('increment', key, ttlMs))
  }

  limiter(rule: LimitRule): Limiter {
    return redisLimiter(this.#redis, rule, {
      isReachable: () => !this.#isSilent,
      onFailure: (error) => this.#failed(error),
    })
  }

  async now(): Promise<number> {
    const [seconds, microseconds] = (await this.#answered(() => this.#redis.time())).map(Number)
    return (seconds ?? 0) * 1000 + Math.floor((microseconds ?? 0) / 1000)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#redis.quit().catch(() => this.#redis.disconnect())
  }

  #run(script: keyof typeof scripts, key: string, ...values: (string | number)[]): Promise<unknown> {
    return this.#answered(() => this.#redis.eval(scripts[script], 1, key, ...values))
  }

  async #answered<Result>(command: () => Promise<Result>): Promise<Result> {
    if (this.#isSilent) throw new Failure('overloaded', { retryAfterSeconds })
    try {
      return await inTime(command())
    } catch (cause) {
      this.#failed(cause)
      throw new Failure('overloaded', { retryAfterSeconds, cause })
    }
  }

  /** A Redis in the cloud may not allow the question. */
  async #checkSettings(): Promise<void> {
    const read = async (name: string) => String([await this.#redis.config('GET', name)].flat().at(-1))
    try {
      const [policy, appendOnly] = [await read('maxmemory-policy'), await read('appendonly')]
      this.#warnings = [
        ...(policy === 'noeviction' ? [] : ['redisEvicts']),
        ...(appendOnly === 'yes' ? [] : ['redisKeepsNoLog']),
      ]
      if (this.#warnings.length === 0) return
      this.#log.warn(
        { policy, appendOnly },
        'Redis should have maxmemory-policy noeviction and appendonly yes',
      )
    } catch {
      this.#log.info('the settings of Redis could not be read')
    }
  }

  #failed(error: unknown): void {
    if (!isReply(error)) void this.#untilHeard()
  }

  async #untilHeard(): Promise<void> {
    if (this.#isSilent) return
    this.#isSilent = true
    const isHeard = async () => await inTime(this.#redis.ping()).then(() => true, isReply)
    while (!this.#isClosed && !(await isHeard())) await wait(pingEveryMs, undefined, { ref: false })
    this.#isSilent = false
  }
}

/** Redis refuses a command, but it answers. */
function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError'
}
