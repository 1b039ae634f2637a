import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Redis from 'ioredis'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { endWithUs } from '../../../testing/end-with-us.ts'
import { freePort } from '../free-ports.ts'

export interface RedisServer {
  readonly url: string
  /** It takes connections and commands from now on, and answers none. */
  fallSilent(): void
  stop(): Promise<void>
}

/** Starts a Redis for a test. It writes nothing to disk, unless `changes` say so. */
export async function startRedis(
  port?: number,
  changes: Readonly<Record<string, string>> = {},
): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-test-'))
  const takenPort = port ?? (await freePort())
  const options = { port: takenPort, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'no', ...changes }
  const child = endWithUs(
    spawn(
      'redis-server',
      Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ),
  )
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
  })
  await new Promise<void>((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('Ready to accept connections')) resolve()
    })
    child.once('error', reject)
    void exited.then(() => reject(new Error(`redis-server ended: ${said}`)))
  })
  return {
    url: `redis://127.0.0.1:${takenPort}`,
    fallSilent: () => void child.kill('SIGSTOP'),
    async stop() {
      child.kill('SIGKILL')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A Redis for all tests of the suite or the file that this is called in. It is empty when a test begins. */
export function sharedRedis(): { readonly url: string; readonly inspector: Redis } {
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
  return {
    get url() {
      return server.url
    },
    get inspector() {
      return inspector
    },
  }
}
