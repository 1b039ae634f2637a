import { setTimeout as wait } from 'node:timers/promises'
import Redis from 'ioredis'
import { Failure } from '../http/answer/failure.ts'
import { type Log } from '../http/record/log.ts'
import { type Limiter, type LimitRule, redisLimiter } from '../limits/limiter.ts'
import { inTime } from './in-time.ts'
import { type Ranked, type Share, type Store, type Together } from './store.ts'

const keyPrefix = 'akepa-upload:'
/** For what `inTime` has given up. */
const timeoutMs = 5_000
const pingEveryMs = 100
const retryAfterSeconds = 5

/** Operations of more than one command. Redis runs a script in one go, so no other replica comes in between. */
const scripts = {
  /** ARGV: whether the entry must be held, what it must hold, its new value and time; counts; more entries, ranks, appended. */
  write: `if redis.call('GET', KEYS[1]) ~= (ARGV[1] == 'held' and ARGV[2]) then return 0 end
    redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
    local k, a = 1, 6
    local function nextKey() k = k + 1; return KEYS[k] end
    local function nextValue() a = a + 1; return ARGV[a] end
    for _ = 1, ARGV[5] do redis.call('SET', nextKey(), nextValue(), 'PX', nextValue()) end
    for _ = 1, ARGV[6] do
      local list, member, score = nextKey(), nextValue(), nextValue()
      if score == '' then redis.call('ZREM', list, member) else redis.call('ZADD', list, score, member) end
    end
    while k < #KEYS do
      local list, member, at, kept, most = nextKey(), nextValue(), nextValue(), nextValue(), nextValue()
      local last = redis.call('ZRANGE', list, -1, -1, 'WITHSCORES')[2]
      local score = math.max(tonumber(at), last and tonumber(last) + 1 or 0)
      redis.call('ZADD', list, string.format('%.0f', score), member)
      redis.call('ZREMRANGEBYSCORE', list, '-inf', string.format('(%.0f', tonumber(at) - tonumber(kept)))
      redis.call('ZREMRANGEBYRANK', list, 0, -1 - tonumber(most))
      redis.call('PEXPIRE', list, kept)
    end
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

  async setIfAbsent(
    key: string,
    value: string,
    ttlMs: number,
    _share?: Share,
    together: Together = {},
  ): Promise<boolean> {
    return await this.#write(key, ['absent', '', value, ttlMs], together)
  }

  async replaceIf(
    key: string,
    expected: string,
    value: string,
    ttlMs: number,
    together: Together = {},
  ): Promise<boolean> {
    return await this.#write(key, ['held', expected, value, ttlMs], together)
  }

  async ranked(
    list: string,
    { until, most, isDescending = false }: { until: number; most: number; isDescending?: boolean },
  ): Promise<Ranked[]> {
    const found = await this.#answered(() =>
      isDescending
        ? this.#redis.zrevrangebyscore(list, until, '-inf', 'WITHSCORES', 'LIMIT', 0, most)
        : this.#redis.zrangebyscore(list, '-inf', until, 'WITHSCORES', 'LIMIT', 0, most),
    )
    return toRanked(found)
  }

  async rankedAfter(list: string, { after, most }: { after: number; most: number }): Promise<Ranked[]> {
    const found = await this.#answered(() =>
      this.#redis.zrangebyscore(list, `(${after}`, '+inf', 'WITHSCORES', 'LIMIT', 0, most),
    )
    return toRanked(found)
  }

  async countRanked(list: string): Promise<number> {
    return await this.#answered(() => this.#redis.zcard(list))
  }

  async unrank(list: string, members: readonly string[]): Promise<void> {
    if (members.length > 0) await this.#answered(() => this.#redis.zrem(list, ...members))
  }

  async increment(key: string, ttlMs: number): Promise<number> {
    return Number(await this.#run('increment', [key], ttlMs))
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

  async #write(key: string, first: (string | number)[], together: Together) {
    const { entries = [], ranks = [], appended = [] } = together
    const keys = [
      key,
      ...entries.map((entry) => entry.key),
      ...[...ranks, ...appended].map(({ list }) => list),
    ]
    const written = await this.#run(
      'write',
      keys,
      ...first,
      entries.length,
      ranks.length,
      ...entries.flatMap(({ value, ttlMs }) => [value, ttlMs]),
      ...ranks.flatMap(({ member, score = '' }) => [member, score]),
      ...appended.flatMap(({ member, at, keptMs, most }) => [member, at, keptMs, most]),
    )
    return written === 1
  }

  #run(
    script: keyof typeof scripts,
    keys: readonly string[],
    ...values: (string | number)[]
  ): Promise<unknown> {
    return this.#answered(() => this.#redis.eval(scripts[script], keys.length, ...keys, ...values))
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

/** Members and scores by turns, as Redis answers. */
function toRanked(found: readonly string[]): Ranked[] {
  return Array.from({ length: found.length / 2 }, (_, index) => ({
    member: found[2 * index] ?? '',
    score: Number(found[2 * index + 1]),
  }))
}

/** Redis refuses a command, but it answers. */
function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError'
}
