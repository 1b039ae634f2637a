import Redis from 'ioredis'
import { Failure } from '../http/failure.ts'
import { type Log } from '../http/log.ts'
import { type Store } from './store.ts'

const keyPrefix = 'akepa-upload:'
const commandTimeoutMs = 5_000
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
 * seconds, and the client reconnects in the background.
 */
export class RedisStore implements Store {
  readonly #redis: Redis

  constructor(url: string, log: Log) {
    this.#redis = new Redis(url, {
      keyPrefix,
      commandTimeout: commandTimeoutMs,
      connectTimeout: commandTimeoutMs,
      maxRetriesPerRequest: 1,
    })
    this.#redis.on('error', (error: Error & { code?: string }) => {
      // The message can hold the URL, and with it the password. Only the first word of a refusal is logged (NOAUTH).
      const refusal = error.name === 'ReplyError' ? /^[A-Z]+/.exec(error.message)?.[0] : undefined
      log.error({ cause: error.code ?? refusal ?? error.name }, 'redis failed')
    })
  }

  async get(key: string): Promise<string | undefined> {
    return (await answered(this.#redis.get(key))) ?? undefined
  }

  async setIfAbsent(key: string, value: string, ttlMs: number): Promise<boolean> {
    return (await answered(this.#redis.set(key, value, 'PX', ttlMs, 'NX'))) === 'OK'
  }

  async replaceIf(key: string, expected: string, value: string, ttlMs: number): Promise<boolean> {
    return (await this.#run('replaceIf', key, expected, value, ttlMs)) === 1
  }

  async increment(key: string, ttlMs: number): Promise<number> {
    return Number(await this.#run('increment', key, ttlMs))
  }

  async now(): Promise<number> {
    const [seconds, microseconds] = (await answered(this.#redis.time())).map(Number)
    return (seconds ?? 0) * 1000 + Math.floor((microseconds ?? 0) / 1000)
  }

  async close(): Promise<void> {
    await this.#redis.quit().catch(() => this.#redis.disconnect())
  }

  #run(script: keyof typeof scripts, key: string, ...values: (string | number)[]): Promise<unknown> {
    return answered(this.#redis.eval(scripts[script], 1, key, ...values))
  }
}

async function answered<Result>(command: Promise<Result>): Promise<Result> {
  try {
    return await command
  } catch (cause) {
    throw new Failure('overloaded', { retryAfterSeconds, cause })
  }
}
